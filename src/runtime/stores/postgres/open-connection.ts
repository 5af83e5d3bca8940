import type { StoreRetry } from '../../store.js';
import { checkInteger, checkText, invalidArgument } from '../arguments.js';
import { type Connection, createConnection } from './connection.js';
import { checkSchema, migrateSchema } from './migrate.js';
import { type Names, namesIn } from './names.js';
import { guardConnections, isPool, openPool, type PostgresPool } from './pool.js';

export interface OpenConnectionOptions {
  readonly schema: string;
  readonly tablesSchema: string;
  readonly migrate: boolean;
  readonly pooling: 'session' | 'transaction';
  readonly connections: number;
  /** In milliseconds. */
  readonly retryTimeout: number;
  readonly onRetry: ((retry: StoreRetry) => void) | undefined;
}

export interface OpenedConnection {
  readonly connection: Connection;
  readonly names: Names;
  readonly pool: PostgresPool;
  /** Closes the pool, where it was opened here. */
  readonly end: () => Promise<void>;
}

/**
 * Opens a pool, or takes one that is given, and makes sure that Varve's schema is there.
 *
 * @throws StoreError
 */
export async function openConnection(
  urlOrPool: string | PostgresPool,
  options: OpenConnectionOptions,
): Promise<OpenedConnection> {
  const { schema, tablesSchema, migrate, pooling, connections, retryTimeout, onRetry } = options;
  checkInteger('connections', connections, 2, 10_000);
  checkInteger('retryTimeout', retryTimeout, 0, 2 ** 31 - 1);
  if (!poolings.has(pooling)) throw invalidArgument(`pooling must be 'session' or 'transaction'`);
  const names = namesIn(schema);
  // It is a name of a schema as well.
  namesIn(tablesSchema);

  const pool = await poolOf(urlOrPool, connections, retryTimeout);
  const unguard = guardConnections(pool);
  const end = async (): Promise<void> => {
    if (typeof urlOrPool === 'string') await pool.end();
    unguard();
  };
  const connection = createConnection(pool, { retryTimeout, onRetry, prepare: pooling === 'session' });
  try {
    await (migrate ? migrateSchema(connection, schema, names) : checkSchema(connection, names));
  } catch (error) {
    await end();
    throw error;
  }
  return { connection, names, pool, end };
}

const poolings: ReadonlySet<string> = new Set(['session', 'transaction']);

async function poolOf(
  urlOrPool: string | PostgresPool,
  connections: number,
  retryTimeout: number,
): Promise<PostgresPool> {
  if (typeof urlOrPool !== 'string') {
    if (!isPool(urlOrPool)) throw invalidArgument('a connection string or a pool of pg is needed');
    return urlOrPool;
  }
  checkText('the connection string', urlOrPool);
  if (urlOrPool === '') throw invalidArgument('the connection string must not be empty');
  const connectionTimeout = Math.max(1, Math.min(retryTimeout, longestConnecting));
  return openPool({ url: urlOrPool, connections, connectionTimeout });
}

/** In milliseconds. */
const longestConnecting = 5_000;
