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
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import { consumePages } from '../consume.js';
import { healthOf } from '../health.js';
import { incomingAppends } from '../incoming.js';
import { allPages, streamPages } from '../paging.js';
import { followPages, type SubscriptionSource } from '../subscription.js';
import { ahead } from './ahead.js';
import type { Connection } from './connection.js';
import { failureOf } from './failure.js';
import { migrateSchema } from './migrate.js';
import type { Names } from './names.js';
import { createNews, type NewsSettings } from './news.js';
import { type AppenderSettings, createAppender } from './postgres-appender.js';
import { createPostgresCheckpoints } from './postgres-checkpoints.js';
import { createPostgresInline } from './postgres-inline.js';
import { createReader, type Run } from './postgres-reader.js';
import { createPostgresRows } from './postgres-rows.js';
import { createPostgresSnapshots } from './postgres-snapshots.js';
import { createPostgresTables } from './postgres-tables.js';
import { createPostgresTurns } from './postgres-turns.js';
import { statement } from './statement.js';
import type { PostgresTransaction } from './transaction.js';

/** An event store in a PostgreSQL database, with every optional capability. */
export interface PostgresStore extends EventStore {
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly tables: ProjectionTables;
  readonly inline: InlineAppends;
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
  /**
   * The handler is given the transaction in which the checkpoint is stored: what it does there is done once for each
   * event, whatever fails. A connection is held while a page is handled, and none while there is nothing to handle.
   */
  consume(name: string, handle: PageHandler<PostgresTransaction>, options?: ConsumeOptions): Promise<void>;
  health(): Promise<StoreHealth>;
  /**
   * Brings the schema in the database to this release's version, where it is not. Opening does that as well, unless it
   * is told not to.
   *
   * @throws StoreError `UNSUPPORTED` where the schema is of a newer release.
   */
  migrate(): Promise<void>;
}

export interface PostgresStoreSettings extends Omit<AppenderSettings, 'lanes'>, NewsSettings {
  /** The name of the schema, as `names` has it quoted. */
  readonly schema: string;
  readonly tablesSchema: string;
  readonly pageSize: number;
  /** Closes the pool, where it is the store's own. */
  readonly end: () => Promise<unknown>;
}

/** While one batch is under way, the next need not wait for it: that PostgreSQL has more than one processor is likely. */
const lanes = 2;

type Filter = Pick<ReadAllOptions, 'after' | 'categories' | 'types'>;

/** A store over a database whose schema is there. */
export function createPostgresStore(
  connection: Connection,
  names: Names,
  settings: PostgresStoreSettings,
): PostgresStore {
  const { pageSize, retryTimeout } = settings;
  const appender = createAppender(connection, names, { ...settings, lanes });
  const reader = createReader(names);
  const news = createNews(connection, names, settings);
  const running = new Set<AbortController>();
  const consuming = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;

  const run: Run = (each, values) => {
    connection.checkOpen();
    return connection.run('read', each, values);
  };

  const commit = async (appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> => {
    connection.checkOpen();
    const results = await appender.append(incomingAppends(appends));
    news.announce();
    return results;
  };

  const { drained, ...tables } = createPostgresTables(connection, names, settings.tablesSchema);
  const { drained: inlineDrained, ...inline } = createPostgresInline(
    connection,
    names,
    createPostgresRows(settings.tablesSchema),
    { ...settings, announce: news.announce },
  );

  const close = async (): Promise<void> => {
    connection.close();
    for (const reading of running) reading.abort();
    await Promise.allSettled(consuming);
    await appender.drained();
    await inlineDrained();
    await drained();
    await news.stop();
    await settings.end();
  };

  const sourceOf = (options: Filter, runs: Run): SubscriptionSource => ({
    bell: news,
    running,
    begin() {
      checkReadAllOptions(options);
      connection.checkOpen();
    },
    readBehind: (position) => reader.pageBehind(runs, position, options, pageSize),
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
      yield* ahead(streamPages((range, size) => reader.streamPage(run, stream, range, size), options, pageSize));
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      yield* allPages((position, size) => reader.pageBehind(run, position, options, size), options, pageSize);
    },
    subscribe: (options = {}) => followPages(sourceOf(options, run), options.after ?? 0n, options.signal),
    async consume(name, handle, options = {}) {
      checkName('the name of a reader', name);
      const turns = createPostgresTurns(connection, names, handle);
      await consumePages({ ...sourceOf(options, turns.run), ...turns, consuming }, name, turns.handle, options);
    },
    health: () =>
      healthOf(async () => {
        connection.checkOpen();
        const text = `SELECT 1 FROM ${names.migrations} LIMIT 1`;
        await connection.once(statement(text), [], Math.max(1, retryTimeout)).catch((error: unknown) => {
          throw failureOf(error);
        });
      }),
    async migrate() {
      connection.checkOpen();
      await migrateSchema(connection, settings.schema, names);
    },
    close() {
      closing ??= close();
      return closing;
    },
    snapshots: createPostgresSnapshots(connection, names),
    checkpoints: createPostgresCheckpoints(connection, names),
    tables,
    inline,
  };
}
