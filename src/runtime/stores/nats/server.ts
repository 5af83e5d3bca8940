import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StoreRetry } from '../../store.js';
import { sleep, withBackOff } from '../back-off.js';
import { failureOf, isPassing, PassingError } from './failure.js';

export interface ServerSettings {
  /** For how many milliseconds what fails is tried again. */
  readonly retryTimeout: number;
  readonly onRetry: ((retry: StoreRetry) => void) | undefined;
}

/** JetStream as a store uses it: patient, with errors of ours. */
export interface Server {
  readonly connection: NatsConnection;
  readonly jetStream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** In milliseconds. */
  readonly retryTimeout: number;
  /**
   * Tries until it succeeds, until an error that will not pass, or until the deadline. What was asked of a server may have
   * been done although there was no answer: whoever tries again must be able to tell.
   *
   * @param deadline on the clock of `performance.now()`; the retry timeout from now on by default.
   * @throws StoreError `UNAVAILABLE` where it still fails at the deadline.
   */
  patiently<Result>(operation: string, attempt: () => Promise<Result>, deadline?: number): Promise<Result>;
  /** How often the connection was made again. */
  readonly reconnects: number;
  /** Stops watching the connection. */
  stop(): void;
}

/** Of the wait for one answer, in milliseconds; the client adds what large messages need. */
export const answerTimeout = 3_000;

export async function createServer(
  connection: NatsConnection,
  { retryTimeout, onRetry }: ServerSettings,
): Promise<Server> {
  const timeout = Math.max(1, Math.min(answerTimeout, retryTimeout));
  const link = watchLink(connection);
  return {
    connection,
    jetStream: jetstream(connection, { timeout }),
    manager: await jetstreamManager(connection, { timeout, checkAPI: false }),
    retryTimeout,
    async patiently(operation, attempt, deadline = performance.now() + retryTimeout) {
      try {
        return await withBackOff(() => link.guard(attempt, deadline), {
          deadline,
          isTransient: isPassing,
          operation,
          onRetry,
          maxDelay: 500,
        });
      } catch (error) {
        throw failureOf(error);
      }
    },
    get reconnects() {
      return link.reconnects;
    },
    stop: () => link.stop(),
  };
}

interface Link {
  /** Attempts while there is a connection, and gives up at once when it is lost: nobody would answer. */
  guard<Result>(attempt: () => Promise<Result>, deadline: number): Promise<Result>;
  readonly reconnects: number;
  stop(): void;
}

function watchLink(connection: NatsConnection): Link {
  const waiting = new Set<(error: Error) => void>();
  let reconnects = 0;
  let restored: AbortController | undefined;

  const statuses = connection.status();
  const watch = async (): Promise<void> => {
    for await (const { type } of statuses) {
      if (type === 'disconnect' || type === 'close') {
        restored ??= new AbortController();
        for (const giveUp of waiting) giveUp(new PassingError('the connection was lost'));
        waiting.clear();
      }
      if (type === 'reconnect') reconnects += 1;
      if (type === 'reconnect' || type === 'close') {
        restored?.abort();
        restored = undefined;
      }
    }
  };
  // It ends with the connection, and has nothing to say that those who wait for answers are not told.
  void watch().catch(() => undefined);

  const connected = async (deadline: number): Promise<void> => {
    if (restored === undefined) return;
    await sleep(Math.max(0, deadline - performance.now()), restored.signal);
    if (restored !== undefined) throw new PassingError('there is no connection');
  };

  return {
    async guard(attempt, deadline) {
      if (restored !== undefined) await connected(deadline);
      return new Promise((resolve, reject) => {
        const giveUp = (error: Error): void => reject(error);
        waiting.add(giveUp);
        attempt()
          .then(resolve, reject)
          .finally(() => waiting.delete(giveUp));
      });
    },
    get reconnects() {
      return reconnects;
    },
    stop() {
      if ('stop' in statuses && typeof statuses.stop === 'function') statuses.stop();
    },
  };
}
