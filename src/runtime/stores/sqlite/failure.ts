import { StoreError, type StoreErrorCode, VarveError } from '../../errors.js';
import type { Database, SqliteReason } from './database.js';

const failures: Readonly<Record<SqliteReason, readonly [code: StoreErrorCode, what: string]>> = {
  ERROR: ['FAILED', 'SQLite refused a statement'],
  PERM: ['UNAVAILABLE', 'the database file may not be used'],
  BUSY: ['UNAVAILABLE', 'the database is in use by another writer'],
  LOCKED: ['UNAVAILABLE', 'the database is in use by another writer'],
  NOMEM: ['FAILED', 'SQLite ran out of memory'],
  READONLY: ['READ_ONLY', 'the database takes no writes'],
  IOERR: ['FAILED', 'the database file could not be read or written'],
  CORRUPT: ['CORRUPT', 'the database file is damaged'],
  FULL: ['FULL', 'the database has no room left'],
  CANTOPEN: ['UNAVAILABLE', 'the database file cannot be opened'],
  PROTOCOL: ['UNAVAILABLE', 'the database is in use by too many others'],
  SCHEMA: ['FAILED', 'the tables were changed meanwhile'],
  TOOBIG: ['INVALID_ARGUMENT', 'a text is larger than SQLite takes'],
  CONSTRAINT: ['CORRUPT', 'the tables hold what the store never writes'],
  NOTADB: ['CORRUPT', 'the file is no SQLite database'],
};

/** An error of ours for an error of the driver's. */
export function failureOf(database: Database, error: unknown): Error {
  if (error instanceof VarveError) return error;
  const reason = database.reasonOf(error);
  const [code, what]: readonly [StoreErrorCode, string] =
    reason === undefined ? ['FAILED', 'the SQLite driver failed'] : failures[reason];
  return new StoreError(code, `${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
