import type { EventStore } from '../../../src/runtime/store.js';
import { openPostgresStore, type PostgresStore } from '../../../src/runtime/stores/postgres/index.js';
import {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from '../../../src/runtime/stores/sqlite/index.js';

/** Opens what a program is given: a connection string of PostgreSQL, or the name of a SQLite file. */
export function openStore(
  target: string,
  options: SqliteStoreOptions & { readonly pageSize?: number } = {},
): Promise<(SqliteStore | PostgresStore) & Required<EventStore>> {
  const { pageSize } = options;
  return target.startsWith('postgres:')
    ? openPostgresStore(target, { connections: 3, ...(pageSize === undefined ? {} : { pageSize }) })
    : openSqliteStore(target, options);
}
