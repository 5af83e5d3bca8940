import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { StoreError } from '../../errors.js';
import type { StoreRetry } from '../../store.js';
import { checkInteger, checkText, invalidArgument } from '../arguments.js';
import { systemClock } from '../clock.js';
import type { BucketSettings } from './bucket.js';
import { checkConnection, connectTo, type NatsClientConnection } from './nats-connection.js';
import { createNatsStore, type NatsStore } from './nats-store.js';
import { createServer, type Server } from './server.js';
import { checkServerVersion } from './server-version.js';

export interface NatsStoreOptions {
  /**
   * The name of the JetStream stream that holds the events, with which the names of all subjects and buckets begin too:
   * up to 32 letters, digits, `_` and `-`; `varve` by default.
   */
  readonly name?: string;
  /** On how many servers of a cluster each message is kept, where the store is made: 1 to 5; 1 by default. */
  readonly replicas?: number;
  /** Where the servers keep messages, where the store is made: `'file'` (the default) or `'memory'`. */
  readonly storage?: 'file' | 'memory';
  /** For how many milliseconds to try when no server answers; 10,000 by default. */
  readonly retryTimeout?: number;
  /** Is told of each further try. */
  readonly onRetry?: (retry: StoreRetry) => void;
  /**
   * After how many milliseconds without a sign from the process that consumes under a name another takes over; 5,000 by
   * default. A handler that holds the process up for as long loses its turn.
   */
  readonly takeOverAfter?: number;
  /** The most events in a page; 500 by default. */
  readonly pageSize?: number;
  /** Says when an event is recorded; the system's clock by default. */
  readonly clock?: () => Date;
}

/**
 * Opens an event store in NATS JetStream, which is made where there is none. Any number of processes may have it open.
 *
 * A server's address is given, those of several servers of a cluster, or an opened connection of `@nats-io/transport-node`,
 * which stays open when the store is closed.
 *
 * ```ts
 * const store = await openNatsStore(['nats://10.0.0.1:4222', 'nats://10.0.0.2:4222'], { replicas: 3 });
 * await store.append('Cart-1', [{ type: 'CartCreated', version: 1, data: '{}' }], { expected: 'absent' });
 * await store.close();
 * ```
 *
 * @throws StoreError `UNAVAILABLE` where no server answers or none has JetStream; `UNSUPPORTED` where the server is older
 * than 2.9; `CORRUPT` where there is a JetStream stream of this name that is no store.
 */
export async function openNatsStore(
  serversOrConnection: string | readonly string[] | NatsClientConnection,
  options: NatsStoreOptions = {},
): Promise<NatsStore> {
  const { retryTimeout = 10_000, onRetry, takeOverAfter = 5_000, pageSize = 500, clock = systemClock } = options;
  const { name = 'varve', replicas = 1, storage = 'file' } = options;
  checkStoreName(name);
  checkInteger('replicas', replicas, 1, 5);
  if (storage !== 'file' && storage !== 'memory') throw invalidArgument(`storage must be 'file' or 'memory'`);
  checkInteger('retryTimeout', retryTimeout, 0, 2 ** 31 - 1);
  checkInteger('takeOverAfter', takeOverAfter, 100, 2 ** 31 - 1);
  checkInteger('pageSize', pageSize, 1);

  const servers = serversIn(serversOrConnection);
  const connection =
    servers === undefined ? checkConnection(serversOrConnection) : await connectTo(servers, { retryTimeout, onRetry });
  const server = await createServer(connection, { retryTimeout, onRetry });
  try {
    checkServerVersion(connection.info?.version);
    await server.patiently('open', () => server.whileConnected(() => prepareLog(server, name, { replicas, storage })));
  } catch (error) {
    await server.stop(servers !== undefined);
    throw error;
  }
  return createNatsStore(server, {
    name,
    replicas,
    storage,
    takeOverAfter,
    pageSize,
    clock,
    owned: servers !== undefined,
  });
}

function checkStoreName(name: string): void {
  checkText('the name of a store', name);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(name)) {
    throw invalidArgument(
      `the name of a store has up to 32 letters, digits, _ and -; it is ${JSON.stringify(name.slice(0, 60))}`,
    );
  }
}

/** @returns `undefined` where it is a connection. */
function serversIn(value: string | readonly string[] | NatsClientConnection): readonly string[] | undefined {
  if (typeof value !== 'string' && !isList(value)) return undefined;
  const servers = typeof value === 'string' ? [value] : value;
  if (servers.length === 0) throw invalidArgument('there must be a server to open a NATS store with');
  for (const server of servers) {
    checkText('the address of a server', server);
    if (server === '') throw invalidArgument('the address of a server must not be empty');
  }
  return servers;
}

function isList(value: readonly string[] | NatsClientConnection): value is readonly string[] {
  return Array.isArray(value);
}

/** Makes the stream that holds the events, where there is none. */
async function prepareLog({ manager }: Server, name: string, { replicas, storage }: BucketSettings): Promise<void> {
  const subjects = [`${name}.events.>`];
  const found = await infoOf(manager, name);
  if (found !== undefined) return checkLog(found, name, subjects);
  try {
    await manager.streams.add({
      name,
      subjects,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      storage: storage === 'file' ? StorageType.File : StorageType.Memory,
      num_replicas: replicas,
      allow_direct: true,
    });
  } catch (error) {
    // Another process was first, and asked for other replicas.
    const made = await infoOf(manager, name);
    if (made === undefined) throw error;
    checkLog(made, name, subjects);
  }
}

async function infoOf(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}

function checkLog({ config }: StreamInfo, name: string, subjects: readonly string[]): void {
  const isLog = subjects.every((subject) => config.subjects.includes(subject)) && config.allow_direct === true;
  if (!isLog) {
    throw new StoreError(
      'CORRUPT',
      `the JetStream stream "${name}" is no event store: it should have the subjects ${subjects.join(', ')} and allow direct reads`,
    );
  }
}
