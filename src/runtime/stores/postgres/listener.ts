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
        ring();
        await aborted(over.signal);
        if (stopping.signal.aborted) await client.query({ text: `UNLISTEN ${quoteIdentifier(channel)}` });
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
