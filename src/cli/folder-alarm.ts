import { type FSWatcher, statSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long it must be quiet before an alarm is passed on: editors and git write in several steps. */
const quietMilliseconds = 80;

/** How often to ring where the system has no watchers left to give. */
const pollMilliseconds = 1000;

/** Rings when something happens in one of a set of folders, not in folders below them. */
export interface FolderAlarm {
  /** Replaces the set; folders that do not exist are passed over. */
  watchOnly(folders: readonly string[]): void;
  /** Resolves when it has rung since the last time and is quiet again, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createFolderAlarm(): FolderAlarm {
  const watchers = new Map<string, FSWatcher>();
  let poll: NodeJS.Timeout | undefined;
  let rang = 0;
  let wake: (() => void) | undefined;

  const ring = (): void => {
    rang = performance.now();
    wake?.();
  };
  const open = (key: string, folder: string): void => {
    try {
      const watcher = watch(folder, ring);
      watcher.on('error', ring);
      watchers.set(key, watcher);
    } catch {
      poll ??= setInterval(ring, pollMilliseconds);
    }
  };

  return {
    watchOnly(folders) {
      const wanted = new Map(folders.flatMap((folder) => keyOf(folder).map((key) => [key, folder])));
      for (const [key, watcher] of watchers) {
        if (wanted.has(key)) continue;
        watcher.close();
        watchers.delete(key);
      }
      for (const [key, folder] of wanted) {
        if (!watchers.has(key)) open(key, folder);
      }
    },
    async next(signal) {
      if (rang === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      for (
        let rest = quietMilliseconds;
        rest > 0 && !signal.aborted;
        rest = rang + quietMilliseconds - performance.now()
      ) {
        await sleep(rest);
      }
      rang = 0;
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
      clearInterval(poll);
    },
  };
}

/** A folder that was deleted and made again is another one: its watcher sees nothing any more. */
function keyOf(folder: string): readonly string[] {
  const state = statSync(folder, { throwIfNoEntry: false });
  return state?.isDirectory() === true ? [`${folder}\0${state.ino}`] : [];
}
