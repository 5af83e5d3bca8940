import { uuidv7 } from '../../uuid.js';
import type { ConsumerSource } from '../consume.js';
import type { Bucket } from './bucket.js';
import { type Checkpoint, checkpointIn, checkpointText } from './checkpoint.js';
import { tokenOf } from './tokens.js';

/**
 * One consumer's part in the turns of a name. The turn stays with who has it, page after page, as long as it gives signs;
 * the others stand by.
 */
export interface Lease {
  readonly inTurn: ConsumerSource<undefined>['inTurn'];
  /** Gives the turn up. */
  release(): Promise<void>;
}

interface Held {
  /** Of the entry in the bucket. */
  readonly revision: number;
  readonly checkpoint: Checkpoint;
}

/**
 * Who holds a name and how far it has come stand in one entry of a bucket, which is only ever exchanged for the next: whoever
 * lost the turn without knowing can record nothing. That the holder is gone is seen by an entry that stays as it is for too
 * long on the clock of the one who looks; no two clocks are compared (Gray and Cheriton, Leases, SOSP 1989).
 *
 * @param takeOverAfter in milliseconds.
 */
export function createLease(bucket: Bucket, name: string, takeOverAfter: number): Lease {
  const key = tokenOf(name);
  const holder = uuidv7();
  let held: Held | undefined;
  let seen: { readonly revision: number; readonly since: number } | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  let signs: ReturnType<typeof setInterval> | undefined;

  const write = async (next: Checkpoint, revision: number): Promise<boolean> => {
    const written = await bucket.swap(key, checkpointText(next), revision);
    held = written === undefined ? undefined : { revision: written, checkpoint: next };
    return held !== undefined;
  };

  /** Records where this consumer is, if it still has the turn. One after the other: each needs the revision of the last. */
  const record = (position?: bigint): Promise<boolean> => {
    const recorded = writing.then(async () => {
      if (held === undefined) return false;
      const { revision, checkpoint } = held;
      return write({ position: position ?? checkpoint.position, holder, turn: checkpoint.turn + 1 }, revision);
    });
    writing = recorded.catch(() => undefined);
    return recorded;
  };

  const acquire = async (): Promise<boolean> => {
    const entry = await bucket.get(key);
    const found = entry && checkpointIn(name, entry);
    const revision = entry?.revision ?? 0;
    if (found?.holder !== undefined) {
      if (seen?.revision !== revision) seen = { revision, since: performance.now() };
      if (performance.now() - seen.since < takeOverAfter) return false;
    }
    return write({ position: found?.position, holder, turn: (found?.turn ?? 0) + 1 }, revision);
  };

  const giveSigns = (): void => {
    // What keeps a sign from being given, keeps the next page from being recorded too, and is thrown there.
    signs ??= setInterval(() => void record().catch(() => undefined), takeOverAfter / 3);
  };

  return {
    async inTurn(_, job) {
      if (held === undefined && !(await acquire())) return false;
      giveSigns();
      const before = held?.checkpoint.position;
      const position = await job(before, undefined);
      if (position !== before) await record(position);
      return true;
    },
    async release() {
      clearInterval(signs);
      await writing;
      if (held === undefined) return;
      const { revision, checkpoint } = held;
      held = undefined;
      // Where it cannot be said, the others find out.
      await bucket.swap(key, checkpointText({ ...checkpoint, holder: undefined }), revision).catch(() => undefined);
    },
  };
}
