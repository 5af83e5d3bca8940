import type { Build, BuildKey, Builds, DeadLetter, DeadLetters } from '../../projections/build.js';
import { buildState, checkBuild, checkBuildKey, checkDeadLetter } from '../../projections/check-build.js';
import { checkName, checkPosition } from '../arguments.js';
import type { Row } from './connection.js';
import type { Names } from './names.js';
import { integerOf, numberOf, textOf } from './record.js';
import { type Statement, statement } from './statement.js';

type Execute = (statement: Statement, values?: readonly unknown[]) => Promise<readonly Row[]>;

const keyColumns = 'projection, fingerprint, partition';
const buildColumns = `${keyColumns}, state, table_name, position, notes`;
const letterColumns = `${keyColumns}, position, stream, revision, type, error, parked_at`;
const isKey = 'projection = $1 AND fingerprint = $2 AND partition = $3';

export function createPostgresBuilds(execute: Execute, { builds }: Names): Builds {
  const select = `SELECT ${buildColumns} FROM ${builds}`;
  const insert = `INSERT INTO ${builds} (${buildColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
  const all = statement(`${select} ORDER BY ${keyColumns}`);
  const ofOne = statement(`${select} WHERE projection = $1 ORDER BY ${keyColumns}`);
  const one = statement(`${select} WHERE ${isKey}`);
  const waiting = statement(`${select} WHERE ${isKey} FOR UPDATE`);
  const skipping = statement(`${select} WHERE ${isKey} FOR UPDATE SKIP LOCKED`);
  const create = statement(`${insert} ON CONFLICT DO NOTHING RETURNING 1`);
  const write = statement(`${insert} ON CONFLICT (${keyColumns}) DO UPDATE SET state = excluded.state,
    table_name = excluded.table_name, position = excluded.position, notes = excluded.notes`);
  const remove = statement(`DELETE FROM ${builds} WHERE ${isKey}`);
  return {
    async list(projection) {
      if (projection === undefined) return (await execute(all)).map(buildOf);
      checkName('the name of a projection', projection);
      return (await execute(ofOne, [projection])).map(buildOf);
    },
    async lock(key, whenTaken = 'wait') {
      checkBuildKey(key);
      const [row] = await execute(whenTaken === 'skip' ? skipping : waiting, valuesOf(key));
      if (row !== undefined) return buildOf(row);
      if (whenTaken === 'wait') return undefined;
      const there = await execute(one, valuesOf(key));
      return there.length > 0 ? 'taken' : undefined;
    },
    async create(build) {
      checkBuild(build);
      return (await execute(create, buildValues(build))).length > 0;
    },
    async write(build) {
      checkBuild(build);
      await execute(write, buildValues(build));
    },
    async remove(key) {
      checkBuildKey(key);
      await execute(remove, valuesOf(key));
    },
  };
}

export function createPostgresDeadLetters(execute: Execute, { deadLetters }: Names): DeadLetters {
  const select = `SELECT ${letterColumns} FROM ${deadLetters}`;
  const all = statement(`${select} ORDER BY position, ${keyColumns}`);
  const ofOne = statement(`${select} WHERE projection = $1 ORDER BY position, ${keyColumns}`);
  const park = statement(`INSERT INTO ${deadLetters} (${letterColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (${keyColumns}, position) DO UPDATE SET error = excluded.error, parked_at = excluded.parked_at`);
  const remove = statement(`DELETE FROM ${deadLetters} WHERE ${isKey} AND position = $4`);
  return {
    async list(projection) {
      if (projection === undefined) return (await execute(all)).map(letterOf);
      checkName('the name of a projection', projection);
      return (await execute(ofOne, [projection])).map(letterOf);
    },
    async park(letter) {
      checkDeadLetter(letter);
      const { position, stream, revision, type, error, parkedAt } = letter;
      await execute(park, [...valuesOf(letter), position, stream, revision, type, error, parkedAt]);
    },
    async remove(key, position) {
      checkBuildKey(key);
      checkPosition('position', position);
      await execute(remove, [...valuesOf(key), position]);
    },
  };
}

function valuesOf({ projection, fingerprint, partition }: BuildKey): readonly unknown[] {
  return [projection, fingerprint, partition];
}

function buildValues(build: Build): readonly unknown[] {
  return [...valuesOf(build), build.state, build.table, build.position, build.notes];
}

function buildOf(row: Row): Build {
  const [projection, fingerprint, partition, state, table, position, notes] = row;
  return {
    projection: textOf(projection),
    fingerprint: textOf(fingerprint),
    partition: numberOf(partition),
    state: buildState(textOf(state)),
    table: textOf(table),
    position: integerOf(position),
    notes: textOf(notes),
  };
}

function letterOf(row: Row): DeadLetter {
  const [projection, fingerprint, partition, position, stream, revision, type, error, parkedAt] = row;
  return {
    projection: textOf(projection),
    fingerprint: textOf(fingerprint),
    partition: numberOf(partition),
    position: integerOf(position),
    stream: textOf(stream),
    revision: numberOf(revision),
    type: textOf(type),
    error: textOf(error),
    parkedAt: textOf(parkedAt),
  };
}
