import { StoreError } from '../../errors.js';
import type { StoreRetry } from '../../store.js';
import { checkInteger, checkText, invalidArgument } from '../arguments.js';
import type { Database } from './database.js';
import { adaptDatabase, loadDriver, type SqliteDatabase, type SqliteDriver } from './driver.js';
import { failureOf } from './failure.js';
import { patiently } from './patience.js';
import { prepareSchema } from './schema.js';

export interface OpenDatabaseOptions {
  readonly driver: SqliteDriver | undefined;
  readonly synchronous: 'full' | 'normal';
  /** In milliseconds. */
  readonly busyTimeout: number;
  readonly onRetry: ((retry: StoreRetry) => void) | undefined;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** Whether it was opened here, and is to be closed by who asked for it. */
  readonly owned: boolean;
}

/**
 * Opens a file, or takes a database that is open, and makes sure that Varve's tables are in it.
 *
 * @throws StoreError
 */
export async function openDatabase(
  fileOrDatabase: string | SqliteDatabase,
  { driver, synchronous, busyTimeout, onRetry }: OpenDatabaseOptions,
): Promise<OpenedDatabase> {
  checkInteger('busyTimeout', busyTimeout, 0);
  if (synchronous !== 'full' && synchronous !== 'normal')
    throw invalidArgument(`synchronous must be 'full' or 'normal'`);
  const owned = typeof fileOrDatabase === 'string';
  const database = owned ? await openFile(fileOrDatabase, driver) : adaptDatabase(fileOrDatabase);
  try {
    await patiently(database, { deadline: performance.now() + busyTimeout, operation: 'open', onRetry }, () => {
      // The store waits itself, without holding up the process.
      if (owned) database.exec('PRAGMA busy_timeout = 0');
      database.exec(`PRAGMA synchronous = ${synchronous}`);
      prepare(database);
    });
  } catch (error) {
    if (owned) database.close();
    throw failureOf(database, error);
  }
  return { database, owned };
}

async function openFile(file: string, driver: SqliteDriver | undefined): Promise<Database> {
  checkText('the name of a database file', file);
  if (file === '') throw invalidArgument('the name of a database file must not be empty');
  const open = await loadDriver(driver);
  try {
    return open(file);
  } catch (error) {
    throw new StoreError(
      'UNAVAILABLE',
      `${JSON.stringify(file)} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Tables that are there can be read in a database that takes no writes. */
function prepare(database: Database): void {
  try {
    enterWalMode(database);
  } catch (error) {
    if (database.reasonOf(error) !== 'READONLY') throw error;
  }
  prepareSchema(database);
}

/** So that readers and a writer do not wait for each other. It lasts in the file; a database in memory has no need of it. */
function enterWalMode(database: Database): void {
  const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
  if (mode !== 'wal' && mode !== 'memory') database.prepare('PRAGMA journal_mode = WAL').get();
}
