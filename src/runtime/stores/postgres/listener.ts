import { sleep } from '../back-off.js';
import type { Connection } from './connection.js';
import { quoteIdentifier } from './names.js';

/** Listens on a connection of its own, and makes another where that is lost. */
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
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        client.on('end', () => resolve());
        stopping.signal.addEventListener('abort', () => resolve());
      });
      client.on('notification', ring);
      try {
        await client.query({ text: `LISTEN ${quoteIdentifier(channel)}` });
        ring();
        await lost;
        if (stopping.signal.aborted) await client.query({ text: `UNLISTEN ${quoteIdentifier(channel)}` });
      } finally {
        client.removeListener('notification', ring);
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
