import { StoreError } from '../../errors.js';
import { invalidArgument } from '../arguments.js';
import {
  adaptBetterSqlite3,
  type BetterSqlite3Database,
  isBetterSqlite3,
  loadBetterSqlite3,
} from './better-sqlite3.js';
import type { Database } from './database.js';
import { adaptNodeSqlite, isNodeSqlite, loadNodeSqlite, type NodeSqliteDatabase } from './node-sqlite.js';

/** The package better-sqlite3, or what Node has of its own from 22.13 on. */
export type SqliteDriver = 'better-sqlite3' | 'node:sqlite';

/** An opened database of either driver. */
export type SqliteDatabase = BetterSqlite3Database | NodeSqliteDatabase;

/** In the order in which they are tried. */
const loaders: Readonly<Record<SqliteDriver, () => Promise<(file: string) => Database>>> = {
  'better-sqlite3': loadBetterSqlite3,
  'node:sqlite': loadNodeSqlite,
};

const remedies: Readonly<Record<SqliteDriver, string>> = {
  'better-sqlite3': 'install better-sqlite3 (npm install better-sqlite3)',
  'node:sqlite': 'use Node 22.13 or newer, which has node:sqlite',
};

/**
 * What opens a file: with the driver that is wanted, else with the first that is there.
 *
 * @throws StoreError `UNSUPPORTED` where there is none.
 */
export async function loadDriver(wanted: SqliteDriver | undefined): Promise<(file: string) => Database> {
  if (wanted !== undefined && !Object.hasOwn(loaders, wanted)) {
    throw invalidArgument(`driver must be 'better-sqlite3' or 'node:sqlite'; it is ${JSON.stringify(wanted)}`);
  }
  const drivers: readonly SqliteDriver[] = wanted === undefined ? ['better-sqlite3', 'node:sqlite'] : [wanted];
  const failures: { readonly driver: SqliteDriver; readonly error: unknown }[] = [];
  for (const driver of drivers) {
    try {
      return await loaders[driver]();
    } catch (error) {
      failures.push({ driver, error });
    }
  }
  const reasons = failures.map(({ driver, error }) => `${driver}: ${messageOf(error)}`).join('; ');
  const remedy = drivers.map((driver) => remedies[driver]).join(', or ');
  throw new StoreError('UNSUPPORTED', `there is no driver for SQLite: ${remedy} (${reasons})`, {
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}

/** @throws StoreError `INVALID_ARGUMENT` where it is a database of neither driver. */
export function adaptDatabase(database: SqliteDatabase): Database {
  if (isBetterSqlite3(database)) return adaptBetterSqlite3(database);
  if (isNodeSqlite(database)) return adaptNodeSqlite(database);
  throw invalidArgument(
    'a SQLite store is opened with a file name, or with a database of better-sqlite3 or node:sqlite',
  );
}

/** On one line: a binary that is for another Node says so on several. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, ' ').slice(0, 400);
}
