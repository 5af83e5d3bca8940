import type { Build, Builds, BuildKey, DeadLetter, DeadLetters } from '../../projections/build.js';
import { buildState, checkBuild, checkBuildKey, checkDeadLetter } from '../../projections/check-build.js';
import { checkName, checkPosition } from '../arguments.js';
import type { Row, SqlValue } from './database.js';
import { integerOf, numberOf, textOf } from './record.js';

/** Runs a statement of a fixed text in the transaction. */
export type Execute = (sql: string, ...parameters: SqlValue[]) => readonly Row[];

const buildColumns = 'projection, fingerprint, partition, state, table_name, position, notes';
const insertBuild = `INSERT INTO varve_builds (${buildColumns}) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const letterColumns = 'projection, fingerprint, partition, position, stream, revision, type, error, parked_at';
const isKey = 'projection = ? AND fingerprint = ? AND partition = ?';

export function createSqliteBuilds(execute: Execute): Builds {
  return {
    async list(projection) {
      const rows =
        projection === undefined
          ? execute(`SELECT ${buildColumns} FROM varve_builds ORDER BY projection, fingerprint, partition`)
          : execute(
              `SELECT ${buildColumns} FROM varve_builds WHERE projection = ? ORDER BY fingerprint, partition`,
              checked(projection),
            );
      return rows.map(buildOf);
    },
    // The transaction is the only one that writes.
    async lock(key) {
      checkBuildKey(key);
      const [row] = execute(`SELECT ${buildColumns} FROM varve_builds WHERE ${isKey}`, ...valuesOf(key));
      return row && buildOf(row);
    },
    async create(build) {
      checkBuild(build);
      const made = execute(`${insertBuild} ON CONFLICT DO NOTHING RETURNING 1`, ...buildValues(build));
      return made.length > 0;
    },
    async write(build) {
      checkBuild(build);
      execute(
        `${insertBuild} ON CONFLICT (projection, fingerprint, partition) DO UPDATE
         SET state = excluded.state, table_name = excluded.table_name, position = excluded.position, notes = excluded.notes`,
        ...buildValues(build),
      );
    },
    async remove(key) {
      checkBuildKey(key);
      execute(`DELETE FROM varve_builds WHERE ${isKey}`, ...valuesOf(key));
    },
  };
}

export function createSqliteDeadLetters(execute: Execute): DeadLetters {
  return {
    async list(projection) {
      const rows =
        projection === undefined
          ? execute(
              `SELECT ${letterColumns} FROM varve_dead_letters ORDER BY position, projection, fingerprint, partition`,
            )
          : execute(
              `SELECT ${letterColumns} FROM varve_dead_letters WHERE projection = ? ORDER BY position, fingerprint, partition`,
              checked(projection),
            );
      return rows.map(letterOf);
    },
    async park(letter) {
      checkDeadLetter(letter);
      const { position, stream, revision, type, error, parkedAt } = letter;
      execute(
        `INSERT INTO varve_dead_letters (${letterColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (projection, fingerprint, partition, position) DO UPDATE
         SET error = excluded.error, parked_at = excluded.parked_at`,
        ...valuesOf(letter),
        position,
        stream,
        BigInt(revision),
        type,
        error,
        parkedAt,
      );
    },
    async remove(key, position) {
      checkBuildKey(key);
      checkPosition('position', position);
      execute(`DELETE FROM varve_dead_letters WHERE ${isKey} AND position = ?`, ...valuesOf(key), position);
    },
  };
}

function checked(projection: string): string {
  checkName('the name of a projection', projection);
  return projection;
}

function valuesOf({ projection, fingerprint, partition }: BuildKey): readonly [string, string, bigint] {
  return [projection, fingerprint, BigInt(partition)];
}

function buildValues(build: Build): readonly SqlValue[] {
  return [...valuesOf(build), build.state, build.table, build.position, build.notes];
}

function keyOf(row: Row): BuildKey {
  return {
    projection: textOf(row['projection']),
    fingerprint: textOf(row['fingerprint']),
    partition: numberOf(row['partition']),
  };
}

function buildOf(row: Row): Build {
  return {
    ...keyOf(row),
    state: buildState(textOf(row['state'])),
    table: textOf(row['table_name']),
    position: integerOf(row['position']),
    notes: textOf(row['notes']),
  };
}

function letterOf(row: Row): DeadLetter {
  return {
    ...keyOf(row),
    position: integerOf(row['position']),
    stream: textOf(row['stream']),
    revision: numberOf(row['revision']),
    type: textOf(row['type']),
    error: textOf(row['error']),
    parkedAt: textOf(row['parked_at']),
  };
}
