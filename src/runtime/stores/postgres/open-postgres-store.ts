import type { StoreRetry } from '../../store.js';
import { checkInteger } from '../arguments.js';
import { systemClock } from '../clock.js';
import { type GroupCommitOptions, groupCommitLimits } from '../group-commit.js';
import { openConnection } from './open-connection.js';
import { limitOf, type PostgresPool } from './pool.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';

export interface PostgresStoreOptions {
  /** The PostgreSQL schema that holds the store; `varve` by default. Stores in different schemas know nothing of each other. */
  readonly schema?: string;
  /** The PostgreSQL schema that projections' tables are made in; `public` by default. It must be there. */
  readonly tablesSchema?: string;
  /** Whether to make the schema, or bring it to this release's version; `true` by default. */
  readonly migrate?: boolean;
  /**
   * `'transaction'` behind a pooler that gives each transaction another connection (PgBouncer's `pool_mode =
   * transaction`): nothing is prepared under a name, and what other processes append is noticed by looking, not by
   * listening. `'session'` by default.
   */
  readonly pooling?: 'session' | 'transaction';
  /** The most connections of the store's own pool; 10 by default. A pool that is given has its own bound. */
  readonly connections?: number;
  /** The most events in a page; 500 by default. */
  readonly pageSize?: number;
  /** Says when an event is recorded; the system's clock by default. */
  readonly clock?: () => Date;
  /** How appends that wait together are committed together; `false` commits each on its own. On by default. */
  readonly groupCommit?: GroupCommitOptions | boolean;
  /**
   * For how many milliseconds to try again what fails for a reason that passes: a lost connection, a server that
   * restarts, a transaction in the way. 10,000 by default.
   */
  readonly retryTimeout?: number;
  /** Is told of each such try. */
  readonly onRetry?: (retry: StoreRetry) => void;
  /**
   * After how many milliseconds a subscription looks for what other processes appended; 1,000 by default, because they
   * say so at once, or 100 with `pooling: 'transaction'`.
   */
  readonly pollInterval?: number;
}

/**
 * Opens an event store in a PostgreSQL database of version 13 or newer, by a connection string or a pool of pg. A pool
 * that is given stays open when the store is closed, and needs two connections at least. Several processes may have one
 * schema open.
 *
 * ```ts
 * const store = await openPostgresStore('postgres://shop:secret@localhost/shop');
 * await store.append('Cart-1', [{ type: 'CartCreated', version: 1, data: '{}' }], { expected: 'absent' });
 * await store.close();
 * ```
 *
 * An append that fails with `UNAVAILABLE` may have been stored, where the connection was lost before the answer came.
 * Name the events' ids, and append again: what was stored is recognised by them.
 *
 * @throws StoreError `UNSUPPORTED` where pg is not installed, where the schema is of a newer release, or, with
 * `migrate: false`, not there; `UNAVAILABLE` where the database cannot be reached.
 */
export async function openPostgresStore(
  urlOrPool: string | PostgresPool,
  options: PostgresStoreOptions = {},
): Promise<PostgresStore> {
  const {
    schema = 'varve',
    tablesSchema = 'public',
    migrate = true,
    pooling = 'session',
    connections = 10,
    pageSize = 500,
  } = options;
  const { clock = systemClock, retryTimeout = 10_000, onRetry } = options;
  const { pollInterval = pooling === 'session' ? 1_000 : 100 } = options;
  checkInteger('pageSize', pageSize, 1);
  checkInteger('pollInterval', pollInterval, 1, 2 ** 31 - 1);
  const limits = groupCommitLimits(options.groupCommit);
  const { connection, names, pool, end } = await openConnection(urlOrPool, {
    schema,
    tablesSchema,
    migrate,
    pooling,
    connections,
    retryTimeout,
    onRetry,
  });
  const listen = pooling === 'session' && limitOf(pool) !== 1;
  const settings = { schema, tablesSchema, pageSize, clock, limits, retryTimeout, onRetry, listen, pollInterval, end };
  return createPostgresStore(connection, names, settings);
}
