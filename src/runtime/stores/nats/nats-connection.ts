import { connect, type NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../../errors.js';
import { invalidArgument } from '../arguments.js';
import { withBackOff } from '../back-off.js';
import { failureOf, isPassing } from './failure.js';
import type { ServerSettings } from './server.js';

/** What is asked of a `NatsConnection` of `@nats-io/transport-node`: not said more precisely, so that every release fits. */
export interface NatsClientConnection {
  request(subject: string, ...rest: never[]): Promise<object>;
  publish(subject: string, ...rest: never[]): void;
  subscribe(subject: string, ...rest: never[]): object;
  status(): AsyncIterable<unknown>;
  drain(): Promise<void>;
  isClosed(): boolean;
}

const methods = ['request', 'publish', 'subscribe', 'status', 'drain', 'isClosed'] as const;

/** @throws StoreError `INVALID_ARGUMENT` where it is no connection of the client. */
export function checkConnection(value: unknown): NatsConnection {
  if (!isConnection(value)) {
    throw invalidArgument('a NATS store is opened with a server, a list of servers, or a connection of @nats-io');
  }
  if (value.isClosed()) throw new StoreError('UNAVAILABLE', 'the connection that was given is closed');
  return value;
}

function isConnection(value: unknown): value is NatsConnection {
  return (
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function')
  );
}

/**
 * Connects, and stays connected: where a server is lost, it goes on to the next, for as long as the store is open.
 *
 * @throws StoreError `UNAVAILABLE` where none can be reached within the retry timeout.
 */
export async function connectTo(
  servers: readonly string[],
  { retryTimeout, onRetry }: ServerSettings,
): Promise<NatsConnection> {
  const delays = createDelays();
  const attempt = (): Promise<NatsConnection> =>
    connect({
      servers: [...servers],
      name: 'varve',
      timeout: Math.max(100, Math.min(5_000, retryTimeout)),
      maxReconnectAttempts: -1,
      reconnectDelayHandler: delays.next,
      // A stack for each request costs more than the request.
      noAsyncTraces: true,
    });
  const deadline = performance.now() + retryTimeout;
  try {
    const connection = await withBackOff(attempt, { deadline, isTransient: isPassing, operation: 'connect', onRetry });
    void delays.restartWith(connection).catch(() => undefined);
    return connection;
  } catch (error) {
    throw failureOf(error);
  }
}

interface Delays {
  /** How long to leave a server alone before it is tried again, in milliseconds. */
  readonly next: () => number;
  /** Begins with short ones again whenever the connection is there. */
  restartWith(connection: NatsConnection): Promise<void>;
}

/** Exponential, and by chance shorter: those who lost one server together do not come to the next together. */
function createDelays(): Delays {
  let failures = 0;
  return {
    next() {
      failures += 1;
      return Math.min(1_000, 5 * 2 ** failures) * (0.5 + Math.random() / 2);
    },
    async restartWith(connection) {
      for await (const { type } of connection.status()) if (type === 'reconnect') failures = 0;
    },
  };
}
