import type {
  AppendResult,
  CheckpointStore,
  EventStore,
  NewRecord,
  SnapshotStore,
  StoredRecord,
  StoreHealth,
} from '../../store.js';
import { StoreError } from '../../errors.js';
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import type { Clock } from '../clock.js';
import { incomingAppends } from '../incoming.js';
import { followPages } from '../subscription.js';
import { type BucketSettings, createBucket } from './bucket.js';
import { createClaims } from './claims.js';
import { healthOf } from './health.js';
import { createFollower } from './follower.js';
import { createHeads } from './heads.js';
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
  const { name, pageSize, clock, owned } = settings;
  const log = createLog(server, name);
  const heads = createHeads(rememberedHeads);
  const claims = createClaims(server, log, createBucket(server, `${name}_ids`, settings, 'append'));
  const turns = createTurns();
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
    await turns.drained();
    server.stop();
    if (owned && !server.connection.isClosed()) await server.connection.drain();
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
      const follower = createFollower(server, name, options, pageSize);
      const source = {
        bell: follower.bell,
        running,
        begin() {
          checkReadAllOptions(options);
          checkOpen();
        },
        readBehind: (position: bigint) => follower.readBehind(position),
        end: () => follower.close(),
      };
      return followPages(source, after, signal);
    },
    close() {
      closing ??= close();
      return closing;
    },
    health: () => healthOf(server, name, closing !== undefined),
    snapshots: createNatsSnapshots(createBucket(server, `${name}_snapshots`, settings, 'snapshot'), checkOpen),
    checkpoints: createNatsCheckpoints(createBucket(server, `${name}_checkpoints`, settings, 'checkpoint'), checkOpen),
  };
}
