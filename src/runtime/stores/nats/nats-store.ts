import { StoreError } from '../../errors.js';
import type {
  CheckpointStore,
  ConsumeOptions,
  EventStore,
  PageHandler,
  SnapshotStore,
  StoreHealth,
} from '../../store.js';
import type { Clock } from '../clock.js';
import { incomingAppends } from '../incoming.js';
import { type BucketSettings, createBucket } from './bucket.js';
import { createClaims } from './claims.js';
import { createHeads } from './heads.js';
import { healthOf } from './health.js';
import { createLog } from './log.js';
import { createNatsCheckpoints } from './nats-checkpoints.js';
import { createNatsSnapshots } from './nats-snapshots.js';
import { createReaders } from './readers.js';
import type { Server } from './server.js';
import { createTurns } from './turns.js';
import { appendCommit } from './writer.js';

/** An event store in NATS JetStream. Several streams it cannot append to as one: it has no `appendMany`. */
export interface NatsStore extends EventStore {
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  consume(name: string, handle: PageHandler, options?: ConsumeOptions): Promise<void>;
  health(): Promise<StoreHealth>;
}

export interface NatsStoreSettings extends BucketSettings {
  readonly name: string;
  /** In milliseconds. */
  readonly takeOverAfter: number;
  readonly pageSize: number;
  readonly clock: Clock;
  /** Whether the connection is the store's own, to be closed with it. */
  readonly owned: boolean;
}

/** Of how many streams the end is remembered. */
const rememberedHeads = 20_000;

/** A store over a log that is there. */
export function createNatsStore(server: Server, settings: NatsStoreSettings): NatsStore {
  const { name, pageSize, clock, owned, takeOverAfter } = settings;
  const log = createLog(server, name);
  const heads = createHeads(rememberedHeads);
  const claims = createClaims(server, log, createBucket(server, `${name}_ids`, settings, 'append'));
  const checkpoints = createBucket(server, `${name}_checkpoints`, settings, 'checkpoint');
  const snapshots = createBucket(server, `${name}_snapshots`, settings, 'snapshot');
  const turns = createTurns();
  let closing: Promise<void> | undefined;

  const checkOpen = (): void => {
    if (closing !== undefined) throw new StoreError('CLOSED', 'the store is closed');
  };
  const readers = createReaders({ server, log, heads, checkpoints, pageSize, takeOverAfter, checkOpen });

  const close = async (): Promise<void> => {
    await readers.end();
    await turns.drained();
    await server.stop(owned);
  };

  return {
    async append(stream, events, options = {}) {
      checkOpen();
      const [incoming] = incomingAppends([{ stream, events, ...options }]);
      if (incoming === undefined) return { revision: 0, position: 0n };
      return turns.take(stream, () => appendCommit({ server, log, heads, claims, clock }, incoming));
    },
    read: readers.read,
    readAll: readers.readAll,
    subscribe: readers.subscribe,
    consume: readers.consume,
    close() {
      closing ??= close();
      return closing;
    },
    health: () => healthOf(server, name, closing !== undefined),
    snapshots: createNatsSnapshots(snapshots, checkOpen),
    checkpoints: createNatsCheckpoints(checkpoints, checkOpen),
  };
}
