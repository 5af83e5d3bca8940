import { StoreError } from '../../errors.js';
import { transact } from './connection.js';
import type { Database } from './database.js';

/** Of the tables below. A file with a higher one was made by a newer release of this package. */
const schemaVersion = 1;

/**
 * Writers take turns in SQLite, so positions are given in the order of the commits: a reader that has seen a position
 * has seen every lower one. The texts come last, because SQLite finds a column by passing over those before it.
 */
const tables = `
  CREATE TABLE varve_store (schema_version INTEGER NOT NULL) STRICT;
  INSERT INTO varve_store VALUES (${schemaVersion});

  CREATE TABLE varve_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    category TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    metadata TEXT,
    data TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX varve_events_category ON varve_events (category);

  CREATE TABLE varve_snapshots (
    stream TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (stream, fingerprint)
  ) STRICT;

  CREATE TABLE varve_checkpoints (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Makes the tables where there are none. Of several processes that do so at once, one does.
 *
 * @throws StoreError `UNSUPPORTED` where the tables are of a newer release, `CORRUPT` where they are of none.
 */
export function prepareSchema(database: Database): void {
  if (isThere(database)) return;
  transact(database, () => {
    if (!isThere(database)) database.exec(tables);
  });
}

function isThere(database: Database): boolean {
  if (database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'varve_store'`).get() === undefined)
    return false;
  const version = database.prepare('SELECT schema_version FROM varve_store').get()?.['schema_version'];
  if (typeof version !== 'bigint' || version < 1n)
    throw new StoreError('CORRUPT', 'the table varve_store names no schema version');
  if (version > schemaVersion) {
    throw new StoreError(
      'UNSUPPORTED',
      `the database has version ${version} of the store's tables, and this release of @varve/runtime knows up to ${schemaVersion}: install a newer one`,
    );
  }
  return true;
}
