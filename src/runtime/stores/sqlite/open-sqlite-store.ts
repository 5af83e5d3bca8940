import type { StoreRetry } from '../../store.js';
import { checkInteger } from '../arguments.js';
import { systemClock } from '../clock.js';
import { type GroupCommitOptions, groupCommitLimits } from '../group-commit.js';
import type { SqliteDatabase, SqliteDriver } from './driver.js';
import { openDatabase } from './open-database.js';
import { createSqliteStore, type SqliteStore } from './sqlite-store.js';

export interface SqliteStoreOptions {
  /** Which driver opens the file; by default better-sqlite3 where it is installed, else `node:sqlite`. */
  readonly driver?: SqliteDriver;
  /**
   * `'full'` (the default): an append that was acknowledged outlives a power cut. `'normal'`: it outlives the process;
   * a power cut may take the last ones, and never leaves half an append. Much faster.
   */
  readonly synchronous?: 'full' | 'normal';
  /** For how many milliseconds to try when other processes are writing; 10,000 by default. */
  readonly busyTimeout?: number;
  /** After how many milliseconds a subscription notices what other processes appended; 50 by default. */
  readonly pollInterval?: number;
  /**
   * After how many milliseconds without a sign from the process that consumes under a name another takes over; 5,000 by
   * default. A handler that holds the process up for as long loses its turn.
   */
  readonly takeOverAfter?: number;
  /**
   * Appends that wait together are committed together, each still judged on its own. On by default; `false` gives each
   * a commit of its own.
   */
  readonly groupCommit?: boolean | GroupCommitOptions;
  /** Is told when something is tried again because another process was in the way. */
  readonly onRetry?: (retry: StoreRetry) => void;
  /** The most events in a page; 500 by default. */
  readonly pageSize?: number;
  /** Says when an event is recorded; the system's clock by default. */
  readonly clock?: () => Date;
}

/**
 * Opens an event store in a SQLite file, which is made where there is none; `':memory:'` is a database that is gone
 * when it is closed. Several processes may have one file open; appends take turns.
 *
 * An opened database of better-sqlite3 or `node:sqlite` may be given instead. It is put into WAL mode, its tables begin
 * with `varve_`, and it stays open when the store is closed.
 *
 * ```ts
 * const store = await openSqliteStore('shop.db');
 * await store.append('Cart-1', [{ type: 'CartCreated', version: 1, data: '{}' }], { expected: 'absent' });
 * await store.close();
 * ```
 *
 * @throws StoreError `UNSUPPORTED` where there is no driver, or where a newer release of this package made the file;
 * `UNAVAILABLE` where the file cannot be opened; `CORRUPT` where it is no SQLite file.
 */
export async function openSqliteStore(
  fileOrDatabase: string | SqliteDatabase,
  options: SqliteStoreOptions = {},
): Promise<SqliteStore> {
  const {
    driver,
    synchronous = 'full',
    busyTimeout = 10_000,
    pollInterval = 50,
    takeOverAfter = 5_000,
    pageSize = 500,
    clock = systemClock,
    onRetry,
  } = options;
  const groupCommit = groupCommitLimits(options.groupCommit);
  checkInteger('busyTimeout', busyTimeout, 0);
  checkInteger('pollInterval', pollInterval, 1, 2 ** 31 - 1);
  checkInteger('takeOverAfter', takeOverAfter, 100, 2 ** 31 - 1);
  checkInteger('pageSize', pageSize, 1);
  const { database, owned } = await openDatabase(fileOrDatabase, { driver, synchronous, busyTimeout, onRetry });
  return createSqliteStore(database, {
    clock,
    pageSize,
    busyTimeout,
    pollInterval,
    takeOverAfter,
    groupCommit,
    onRetry,
    owned,
  });
}
