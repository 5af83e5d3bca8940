export { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.js';
export { openPostgresTables, type PostgresTablesOptions } from './open-postgres-tables.js';
export type { PostgresStore } from './postgres-store.js';
export type { PostgresPool } from './pool.js';
export { postgresSchemaSql, type PostgresSchemaOptions } from './schema.js';
export type { PostgresTransaction, PostgresTransactionResult } from './transaction.js';
