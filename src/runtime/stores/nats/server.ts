import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StoreRetry } from '../../store.js';
import { sleep, withBackOff } from '../back-off.js';
import { failureOf, isPassing, PassingError } from './failure.js';
import { createRequests, type Requests } from './requests.js';

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
  readonly requests: Requests;
  /** For how many milliseconds to wait for an answer. */
  readonly timeout: number;
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
  /** What the client's own functions ask, which wait on for an answer that nobody will give when the connection is lost. */
  whileConnected<Result>(ask: () => Promise<Result>): Promise<Result>;
  /** How often the connection was made again. */
  readonly reconnects: number;
  /** Lets go of the connection: sends what is still to be sent and closes it, or leaves it to its owner. */
  stop(owned: boolean): Promise<void>;
}

/** Of the wait for one answer, in milliseconds. */
const answerTimeout = 3_000;

export async function createServer(
  connection: NatsConnection,
  { retryTimeout, onRetry }: ServerSettings,
): Promise<Server> {
  const timeout = Math.max(1, Math.min(answerTimeout, retryTimeout));
  const requests = createRequests(connection);
  const link = watchLink(connection, requests.fail);
  return {
    connection,
    jetStream: jetstream(connection, { timeout }),
    manager: await jetstreamManager(connection, { timeout, checkAPI: false }),
    requests,
    timeout,
    retryTimeout,
    async patiently<Result>(
      operation: string,
      attempt: () => Promise<Result>,
      deadline: number = performance.now() + retryTimeout,
    ): Promise<Result> {
      try {
        const whenConnected = (): Promise<Result> => (link.isUp ? attempt() : link.restored(deadline).then(attempt));
        return await withBackOff(whenConnected, {
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
    whileConnected: link.whileUp,
    get reconnects() {
      return link.reconnects;
    },
    async stop(owned) {
      const { isUp } = link;
      link.stop();
      requests.stop();
      if (!owned || connection.isClosed()) return;
      // Without a server there is nobody to send the rest to, and nobody to say that it came.
      await (isUp ? connection.drain() : connection.close());
    },
  };
}

interface Link {
  readonly isUp: boolean;
  /** Settles when there is a connection again. */
  restored(deadline: number): Promise<void>;
  /** Gives up at once when the connection is lost. */
  whileUp<Result>(ask: () => Promise<Result>): Promise<Result>;
  readonly reconnects: number;
  stop(): void;
}

/** @param onLoss told when a connection is lost. */
function watchLink(connection: NatsConnection, onLoss: (error: Error) => void): Link {
  const waiting = new Set<(error: Error) => void>();
  let reconnects = 0;
  let outage: AbortController | undefined;

  const lose = (): void => {
    outage ??= new AbortController();
    const error = new PassingError('the connection was lost');
    for (const giveUp of waiting) giveUp(error);
    onLoss(error);
  };
  const recover = (): void => {
    outage?.abort();
    outage = undefined;
  };

  const statuses = connection.status();
  const watch = async (): Promise<void> => {
    for await (const { type } of statuses) {
      if (type === 'reconnect') reconnects += 1;
      if (type === 'disconnect' || type === 'close') lose();
      // A connection that is closed for good says so itself to who asks over it.
      if (type === 'reconnect' || type === 'close') recover();
    }
  };
  // It ends with the connection, and has nothing to say that those who wait for answers are not told.
  void watch().catch(() => undefined);

  return {
    get isUp() {
      return outage === undefined;
    },
    async restored(deadline) {
      if (outage !== undefined) await sleep(Math.max(0, deadline - performance.now()), outage.signal);
      if (outage !== undefined) throw new PassingError('there is no connection');
    },
    whileUp: (ask) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        ask()
          .then(resolve, reject)
          .finally(() => waiting.delete(reject));
      }),
    get reconnects() {
      return reconnects;
    },
    stop() {
      if ('stop' in statuses && typeof statuses.stop === 'function') statuses.stop();
    },
  };
}
