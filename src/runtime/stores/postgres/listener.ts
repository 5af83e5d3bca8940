import { sleep } from '../back-off.js';
import type { Connection } from './connection.js';
import { quoteIdentifier, shortHash } from './names.js';

/** Listens on a connection of its own, and makes another where that is lost. Meanwhile `isListening` holds. */
export interface Listener {
  /** Begins to listen, where it does not already. */
  start(): void;
  stop(): Promise<void>;
}

/** Between two tries to connect, in milliseconds. */
const [firstDelay, longestDelay] = [50, 5_000];

/** @param ring called for each notification, and when listening begins: what came before was not heard. */
export function createListener(connection: Connection, channel: string, ring: () => void): Listener {
  const stopping = new AbortController();
  let listening: Promise<void> | undefined;

  const listenOnce = (): Promise<void> =>
    connection.borrow(async ({ client }) => {
      // It may have taken a while to get the client.
      if (stopping.signal.aborted) return;
      const over = new AbortController();
      const end = (): void => over.abort();
      client.on('error', end);
      client.on('end', end);
      stopping.signal.addEventListener('abort', end);
      client.on('notification', ring);
      try {
        await client.query({ text: `LISTEN ${quoteIdentifier(channel)}` });
        await client.query({ text: `SELECT pg_advisory_lock_shared(${keyOf(channel)})` });
        ring();
        await aborted(over.signal);
        if (stopping.signal.aborted) {
          await client.query({ text: `SELECT pg_advisory_unlock_shared(${keyOf(channel)})` });
          await client.query({ text: `UNLISTEN ${quoteIdentifier(channel)}` });
        }
      } finally {
        client.removeListener('notification', ring);
        client.removeListener('error', end);
        client.removeListener('end', end);
        stopping.signal.removeEventListener('abort', end);
      }
    });

  const listen = async (): Promise<void> => {
    let delay = firstDelay;
    while (!stopping.signal.aborted) {
      const start = performance.now();
      try {
        await listenOnce();
      } catch {
        // Whoever waits for news looks from time to time, and meets the error where it can be reported.
      }
      delay = performance.now() - start > longestDelay ? firstDelay : Math.min(longestDelay, delay * 2);
      await sleep(delay, stopping.signal);
    }
  };

  return {
    start() {
      if (!stopping.signal.aborted) listening ??= listen();
    },
    async stop() {
      stopping.abort();
      await listening;
    },
  };
}

/**
 * Whether some session listens, in SQL. PostgreSQL tells nobody who listens to a channel, so those who do hold a shared
 * advisory lock as long.
 */
export function isListening(channel: string): string {
  const key = BigInt.asUintN(64, keyOf(channel));
  return `EXISTS (
    SELECT FROM pg_locks AS l WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
      AND l.classid = ${key >> 32n} AND l.objid = ${key & 0xffffffffn}
      AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()))`;
}

/** The lock of those who listen: a signed 64-bit integer. */
function keyOf(channel: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${shortHash(channel)}`));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
