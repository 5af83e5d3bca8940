import type { OpenedTables } from '../../projections/projection-tables.js';
import { openConnection } from './open-connection.js';
import type { PostgresStoreOptions } from './open-postgres-store.js';
import type { PostgresPool } from './pool.js';
import { createPostgresTables } from './postgres-tables.js';

export type PostgresTablesOptions = Pick<
  PostgresStoreOptions,
  'schema' | 'tablesSchema' | 'migrate' | 'pooling' | 'connections' | 'retryTimeout' | 'onRetry'
>;

/**
 * Opens a PostgreSQL database for projections' tables, where the events are in another store. Where they are in a
 * PostgreSQL store, use its `tables`.
 *
 * ```ts
 * const tables = await openPostgresTables('postgres://shop:secret@localhost/read-side');
 * ```
 *
 * @throws StoreError as `openPostgresStore` does.
 */
export async function openPostgresTables(
  urlOrPool: string | PostgresPool,
  options: PostgresTablesOptions = {},
): Promise<OpenedTables> {
  const { schema = 'varve', tablesSchema = 'public', migrate = true, pooling = 'session', connections = 10 } = options;
  const { retryTimeout = 10_000, onRetry } = options;
  const { connection, names, end } = await openConnection(urlOrPool, {
    schema,
    tablesSchema,
    migrate,
    pooling,
    connections,
    retryTimeout,
    onRetry,
  });
  const { drained, ...tables } = createPostgresTables(connection, names, tablesSchema);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    connection.close();
    await drained();
    await end();
  };
  return { ...tables, close: () => (closing ??= close()) };
}
