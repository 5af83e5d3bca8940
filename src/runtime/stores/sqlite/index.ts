export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.js';
export { openSqliteTables, type SqliteTablesOptions } from './open-sqlite-tables.js';
export type { SqliteStore } from './sqlite-store.js';
export type { SqliteDatabase, SqliteDriver } from './driver.js';
export type { BetterSqlite3Database } from './better-sqlite3.js';
export type { NodeSqliteDatabase } from './node-sqlite.js';
