import type {
  AppendResult,
  CheckpointStore,
  ConsumeOptions,
  EventStore,
  NewRecord,
  PageHandler,
  ReadAllOptions,
  SnapshotStore,
  StoredRecord,
  StoreHealth,
} from '../../store.js';
import { StoreError } from '../../errors.js';
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import type { Clock } from '../clock.js';
import { incomingAppends } from '../incoming.js';
import { consumePages } from '../consume.js';
import { followPages, type SubscriptionSource } from '../subscription.js';
import { type BucketSettings, createBucket } from './bucket.js';
import { createClaims } from './claims.js';
import { healthOf } from './health.js';
import { createFollower } from './follower.js';
import { createHeads } from './heads.js';
import { createLease } from './lease.js';
import { createLog } from './log.js';
import { logRecords } from './log-reader.js';
import { createNatsCheckpoints } from './nats-checkpoints.js';
import { createNatsSnapshots } from './nats-snapshots.js';
import { inPages } from './pages.js';
import type { Server } from './server.js';
import { streamRecords } from './stream-reader.js';
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
  const turns = createTurns();
  const consuming = new Set<Promise<void>>();
  const running = new Set<AbortController>();
  let closing: Promise<void> | undefined;

  const checkOpen = (): void => {
    if (closing !== undefined) throw new StoreError('CLOSED', 'the store is closed');
  };

  const append = async (stream: string, events: readonly NewRecord[], options: object): Promise<AppendResult> => {
    checkOpen();
    const [incoming] = incomingAppends([{ stream, events, ...options }]);
    if (incoming === undefined) return { revision: 0, position: 0n };
    return turns.take(stream, () => appendCommit({ server, log, heads, claims, clock }, incoming));
  };

  /** Pages, as long as the store is open. */
  async function* pages(
    records: AsyncIterable<readonly StoredRecord[]>,
    limit = Infinity,
  ): AsyncGenerator<readonly StoredRecord[]> {
    try {
      for await (const page of inPages(records, pageSize, limit)) {
        yield page;
        checkOpen();
      }
    } catch (error) {
      checkOpen();
      throw error;
    }
  }

  const close = async (): Promise<void> => {
    for (const subscription of running) subscription.abort();
    await Promise.allSettled(consuming);
    await turns.drained();
    await server.stop(owned);
  };

  const sourceOf = (options: Pick<ReadAllOptions, 'after' | 'categories' | 'types'>): SubscriptionSource => {
    const follower = createFollower(server, name, options, pageSize);
    return {
      bell: follower.bell,
      running,
      begin() {
        checkReadAllOptions(options);
        checkOpen();
      },
      readBehind: (position) => follower.readBehind(position),
      end: () => follower.close(),
    };
  };

  return {
    append: (stream, events, options = {}) => append(stream, events, options),
    async *read(stream, options = {}) {
      checkName('the name of a stream', stream);
      checkReadOptions(options);
      checkOpen();
      const last = await log.last(stream, heads.get(stream)?.sequence ?? 0);
      if (last === undefined) return;
      heads.set(stream, last.head);
      yield* pages(streamRecords(server, log, last, options), options.limit);
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      checkOpen();
      if (options.categories?.length === 0 || options.types?.length === 0) return;
      yield* pages(logRecords(server, log, options), options.limit);
    },
    subscribe(options = {}) {
      const { after = 0n, signal } = options;
      return followPages(sourceOf(options), after, signal);
    },
    async consume(reader, handle, options = {}) {
      checkName('the name of a reader', reader);
      const source = sourceOf(options);
      const lease = createLease(checkpoints, reader, takeOverAfter);
      const end = async (): Promise<void> => {
        await source.end?.();
        await lease.release();
      };
      const turn = { inTurn: lease.inTurn, consuming, patience: takeOverAfter / 10, end };
      await consumePages({ ...source, ...turn }, reader, handle, options);
    },
    close() {
      closing ??= close();
      return closing;
    },
    health: () => healthOf(server, name, closing !== undefined),
    snapshots: createNatsSnapshots(createBucket(server, `${name}_snapshots`, settings, 'snapshot'), checkOpen),
    checkpoints: createNatsCheckpoints(checkpoints, checkOpen),
  };
}
