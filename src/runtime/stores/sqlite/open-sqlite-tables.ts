import type { OpenedTables } from '../../projections/projection-tables.js';
import { groupCommitLimits } from '../group-commit.js';
import { createConnection } from './connection.js';
import type { SqliteDatabase } from './driver.js';
import { openDatabase } from './open-database.js';
import type { SqliteStoreOptions } from './open-sqlite-store.js';
import { createSqliteTables } from './sqlite-tables.js';

export type SqliteTablesOptions = Pick<SqliteStoreOptions, 'driver' | 'synchronous' | 'busyTimeout' | 'onRetry'>;

/**
 * Opens a SQLite file for projections' tables, where the events are in another store. Where they are in a SQLite store,
 * use its `tables`.
 *
 * ```ts
 * const tables = await openSqliteTables('read-side.db');
 * ```
 *
 * @throws StoreError as `openSqliteStore` does.
 */
export async function openSqliteTables(
  fileOrDatabase: string | SqliteDatabase,
  options: SqliteTablesOptions = {},
): Promise<OpenedTables> {
  const { driver, synchronous = 'full', busyTimeout = 10_000, onRetry } = options;
  const { database, owned } = await openDatabase(fileOrDatabase, { driver, synchronous, busyTimeout, onRetry });
  const connection = createConnection(database, { busyTimeout, onRetry, groupCommit: groupCommitLimits() });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    connection.refuse();
    await connection.drained();
    if (owned) database.close();
  };
  const { begin: _, ...tables } = createSqliteTables(database, connection);
  return {
    ...tables,
    close: () => (closing ??= close()),
  };
}
