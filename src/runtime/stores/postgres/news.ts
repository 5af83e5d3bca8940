import { type Bell, createBell } from '../bell.js';
import type { Connection } from './connection.js';
import { createListener, isListening } from './listener.js';
import type { Names } from './names.js';
import { statement } from './statement.js';

/** A bell that also rings for what other processes append. */
export interface News extends Bell {
  /** Rings here, and tells other processes. */
  announce(): void;
  /** Ends everything; what was to be told is told before. */
  stop(): Promise<void>;
}

export interface NewsSettings {
  /** Whether to listen for notifications, which takes a connection. */
  readonly listen: boolean;
  /** After how many milliseconds to look, while somebody waits, whatever was heard. */
  readonly pollInterval: number;
}

/** The least time between two notifications, in milliseconds: one tells of all appends since the last. */
const notifyInterval = 10;

/** After how many milliseconds to look again whether somebody listens, where nobody did. */
const unheardInterval = 250;

/**
 * Notifications are sent when an append is committed, by themselves and not too often: a transaction that notifies holds
 * a lock of the whole server while it commits, and with a notification in each append no two would commit together. One
 * may be lost, with the process, the connection or the server; then looking finds what it would have told. So nothing
 * waits until one is on the disk.
 */
export function createNews(connection: Connection, names: Names, settings: NewsSettings): News {
  const bell = createBell();
  const look = createLook(connection, names, bell);
  const listener = settings.listen ? createListener(connection, names.channel, bell.ring) : undefined;
  const announcer = createAnnouncer(connection, names.channel);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  // The timer keeps the process alive: who waits for other processes' events means to be there when they come.
  const schedule = (): void => {
    if (bell.waiting > 0 && !isStopped) {
      timer ??= setTimeout(() => {
        void look().then(() => {
          timer = undefined;
          schedule();
        });
      }, settings.pollInterval);
    }
  };

  return {
    ring: bell.ring,
    get rings() {
      return bell.rings;
    },
    get waiting() {
      return bell.waiting;
    },
    wait(heard, signal) {
      const woken = bell.wait(heard, signal);
      listener?.start();
      schedule();
      return woken;
    },
    announce() {
      bell.ring();
      announcer.tell();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await Promise.all([listener?.stop(), announcer.finish()]);
    },
  };
}

/** Rings where the last settled event is another than the last time. */
function createLook(connection: Connection, names: Names, bell: Bell): () => Promise<void> {
  const settled = statement(
    `SELECT coalesce(max(position), 0) FROM ${names.events} WHERE position <= (SELECT ${names.horizon}())`,
  );
  let seen: unknown;
  return async () => {
    try {
      const [row] = await connection.once(settled);
      if (row?.[0] !== seen) bell.ring();
      seen = row?.[0];
    } catch {
      // Those who wait look for themselves, and meet the error where it can be reported.
      bell.ring();
    }
  };
}

interface Announcer {
  tell(): void;
  finish(): Promise<void>;
}

function createAnnouncer(connection: Connection, channel: string): Announcer {
  const notify = statement(
    `SELECT set_config('synchronous_commit', 'off', true), CASE WHEN ${isListening(channel)} THEN pg_notify($1, '')::text END`,
  );
  let untold = false;
  let telling: Promise<void> | undefined;
  let hurry: (() => void) | undefined;

  const tellAll = async (): Promise<void> => {
    while (untold) {
      untold = false;
      let interval = notifyInterval;
      try {
        const [[, told] = []] = await connection.once(notify, [channel]);
        if (told === null) interval = unheardInterval;
      } catch {
        // Others look from time to time.
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, interval);
        hurry = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    telling = undefined;
  };

  return {
    tell() {
      untold = true;
      telling ??= tellAll();
    },
    async finish() {
      hurry?.();
      await telling;
    },
  };
}
