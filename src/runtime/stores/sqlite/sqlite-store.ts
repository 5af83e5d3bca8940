import type { InlineAppends } from '../../projections/inline.js';
import type { ProjectionTables } from '../../projections/projection-tables.js';
import type {
  AppendResult,
  CheckpointStore,
  ConsumeOptions,
  EventStore,
  PageHandler,
  ReadAllOptions,
  SnapshotStore,
  StoreHealth,
  StreamAppend,
} from '../../store.js';
import { appendTo } from '../append.js';
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import { type Clock, recordedTime } from '../clock.js';
import { consumePages } from '../consume.js';
import { healthOf } from '../health.js';
import { incomingAppends } from '../incoming.js';
import { allPages, streamPages } from '../paging.js';
import { followPages, type SubscriptionSource } from '../subscription.js';
import { type ConnectionSettings, createConnection } from './connection.js';
import type { Database } from './database.js';
import { createSqliteCheckpoints } from './sqlite-checkpoints.js';
import { createSqliteInline } from './sqlite-inline.js';
import { createSqliteLog } from './sqlite-log.js';
import { createQuickAppend } from './sqlite-quick-append.js';
import { headPosition, pageBehind, streamPage } from './sqlite-reader.js';
import { createSqliteSnapshots } from './sqlite-snapshots.js';
import { createSqliteTables } from './sqlite-tables.js';
import { createSqliteTurns } from './sqlite-turns.js';
import { createWatch } from './watch.js';

/** An event store in a SQLite database, with every optional capability. */
export interface SqliteStore extends EventStore {
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly tables: ProjectionTables;
  readonly inline: InlineAppends;
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
  consume(name: string, handle: PageHandler, options?: ConsumeOptions): Promise<void>;
  health(): Promise<StoreHealth>;
}

export interface SqliteStoreSettings extends ConnectionSettings {
  readonly clock: Clock;
  readonly pageSize: number;
  /** In milliseconds. */
  readonly pollInterval: number;
  /** In milliseconds. */
  readonly takeOverAfter: number;
  /** Whether the database is the store's own, to be closed with it. */
  readonly owned: boolean;
}

/** A store over a database whose tables are there. */
export function createSqliteStore(database: Database, settings: SqliteStoreSettings): SqliteStore {
  const { clock, pageSize, pollInterval, owned } = settings;
  const connection = createConnection(database, settings);
  const log = createSqliteLog(database);
  const quickAppend = createQuickAppend(database);
  const watch = createWatch(() => headPosition(database), pollInterval);
  const turns = createSqliteTurns(database, connection, settings.takeOverAfter);
  const running = new Set<AbortController>();
  const consuming = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;

  const commit = async (appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> => {
    connection.checkOpen();
    const incoming = incomingAppends(appends);
    const [first, ...others] = incoming;
    const results = await connection.write(() => appendTo(log, incoming, recordedTime(clock)), {
      checksFirst: others.length === 0,
      alone() {
        // In a database of somebody else's, the statement could become a part of their transaction.
        if (!owned || first === undefined || others.length > 0) return undefined;
        const result = quickAppend(first, recordedTime(clock));
        return result && [result];
      },
    });
    watch.ring();
    return results;
  };

  const { begin, ...tables } = createSqliteTables(database, connection);
  const { groupCommit } = settings;
  const inlineSettings = { clock, groupCommit, pageSize, ring: watch.ring };
  const { drained, ...inline } = createSqliteInline(database, connection, { begin }, inlineSettings);

  const close = async (): Promise<void> => {
    connection.refuse();
    for (const reading of running) reading.abort();
    await Promise.allSettled(consuming);
    await drained();
    await connection.drained();
    watch.stop();
    if (owned) database.close();
  };

  /** SQLite answers at once: without a pause, a long read would let nothing else of the process run. */
  const take = async <Page extends { readonly more: boolean }>(read: () => Page): Promise<Page> => {
    const page = await connection.read(read);
    if (page.more) await othersTurn();
    return page;
  };

  const sourceOf = (options: Pick<ReadAllOptions, 'after' | 'categories' | 'types'>): SubscriptionSource => ({
    bell: watch,
    running,
    begin() {
      checkReadAllOptions(options);
      connection.checkOpen();
    },
    readBehind: (position) => take(() => pageBehind(database, position, options, pageSize)),
  });

  return {
    async append(stream, events, options = {}) {
      const [result] = await commit([{ stream, events, ...options }]);
      return result ?? { revision: 0, position: 0n };
    },
    appendMany: commit,
    async *read(stream, options = {}) {
      checkName('the name of a stream', stream);
      checkReadOptions(options);
      yield* streamPages((range, size) => take(() => streamPage(database, stream, range, size)), options, pageSize);
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      yield* allPages((position, size) => take(() => pageBehind(database, position, options, size)), options, pageSize);
    },
    subscribe(options = {}) {
      const { after = 0n, signal } = options;
      return followPages(sourceOf(options), after, signal);
    },
    async consume(name, handle, options = {}) {
      checkName('the name of a reader', name);
      await consumePages({ ...sourceOf(options), ...turns, consuming }, name, handle, options);
    },
    health: () =>
      healthOf(() => connection.read(() => database.prepare('SELECT schema_version FROM varve_store').get())),
    close() {
      closing ??= close();
      return closing;
    },
    snapshots: createSqliteSnapshots(database, connection),
    checkpoints: createSqliteCheckpoints(database, connection),
    tables,
    inline,
  };
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
