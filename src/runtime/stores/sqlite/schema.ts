import { StoreError } from '../../errors.js';
import type { Database } from './database.js';
import { transact } from './transaction.js';

/** Of the tables below. A file with a higher one was made by a newer release of this package. */
const schemaVersion = 3;

/**
 * What each version adds to the one before; the first makes what the store keeps.
 *
 * Writers take turns in SQLite, so positions are given in the order of the commits: a reader that has seen a position
 * has seen every lower one. The texts come last, because SQLite finds a column by passing over those before it.
 */
const versionOne = `
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

/** Whose turn it is of those that consume under one name; `until` in milliseconds since 1970. */
const versionTwo = `
  CREATE TABLE varve_turns (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** How far the builds of projections have come, and the events that they went on without. */
const versionThree = `
  CREATE TABLE varve_builds (
    projection TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    partition INTEGER NOT NULL,
    state TEXT NOT NULL,
    table_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (projection, fingerprint, partition)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE varve_dead_letters (
    projection TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    partition INTEGER NOT NULL,
    position INTEGER NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    error TEXT NOT NULL,
    parked_at TEXT NOT NULL,
    PRIMARY KEY (projection, fingerprint, partition, position)
  ) STRICT, WITHOUT ROWID;
`;

const migrations = [versionOne, versionTwo, versionThree];

/**
 * Makes the tables where there are none, and adds what older ones lack. Of several processes that do so at once, one
 * does.
 *
 * @throws StoreError `UNSUPPORTED` where the tables are of a newer release, `CORRUPT` where they are of none.
 */
export function prepareSchema(database: Database): void {
  const found = versionOf(database);
  if (found === schemaVersion) return;
  try {
    transact(database, () => migrate(database));
  } catch (error) {
    // Older tables can be read in a database that takes no writes.
    if (found === 0 || database.reasonOf(error) !== 'READONLY') throw error;
  }
}

function migrate(database: Database): void {
  const version = versionOf(database);
  if (version === schemaVersion) return;
  if (version === 0)
    database.exec(
      'CREATE TABLE varve_store (schema_version INTEGER NOT NULL) STRICT; INSERT INTO varve_store VALUES (0)',
    );
  for (const migration of migrations.slice(version)) database.exec(migration);
  database.prepare('UPDATE varve_store SET schema_version = ?').run(schemaVersion);
}

/** The version of the tables; 0 where there are none. */
function versionOf(database: Database): number {
  if (database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'varve_store'`).get() === undefined)
    return 0;
  const version = database.prepare('SELECT schema_version FROM varve_store').get()?.['schema_version'];
  if (typeof version !== 'bigint' || version < 1n)
    throw new StoreError('CORRUPT', 'the table varve_store names no schema version');
  if (version > schemaVersion) {
    throw new StoreError(
      'UNSUPPORTED',
      `the database has version ${version} of the store's tables, and this release of @varve/runtime knows up to ${schemaVersion}: install a newer one`,
    );
  }
  return Number(version);
}
