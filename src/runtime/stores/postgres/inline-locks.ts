import { createHash } from 'node:crypto';
import type { StoredRow } from '../../projection-table.js';
import { keyColumns } from '../../projections/dialect.js';
import type { TableShape } from '../../projections/projection-tables.js';
import { patienceOf } from './append-call.js';
import { type ScriptPart, scriptPart } from './script.js';

/** Into how many parts the keys of a table are divided: who writes a row has its part, so that locks stay few. */
const lockedParts = 256n;

/** Rows of a table that are going to be read. */
export interface LockedRows {
  readonly table: TableShape;
  readonly keys: readonly StoredRow[];
  /** Whether these are all: then others may have other rows of the table meanwhile. */
  readonly isComplete: boolean;
}

export interface RowLock {
  readonly lock: bigint;
  readonly isShared: boolean;
}

/**
 * What is to be locked until the end of the transaction, in the order in which it is: the tables, shared by those who know
 * all rows that they touch, then parts of their keys.
 */
export function rowLocks(wanted: readonly LockedRows[]): readonly RowLock[] {
  const tables = wanted
    .map(({ table, isComplete }) => ({ lock: tableDigest(table.name), isShared: isComplete }))
    .sort((a, b) => (a.lock < b.lock ? -1 : 1));
  const parts = new Set(wanted.flatMap(({ table, keys }) => keys.map((key) => lockOf(table, key))));
  const sorted = [...parts].sort((a, b) => (a < b ? -1 : 1)).map((lock) => ({ lock, isShared: false }));
  return [...tables, ...sorted];
}

/** @param patience for how many milliseconds to wait for another transaction. */
export function lockPart(locks: readonly RowLock[], patience: number): ScriptPart {
  return scriptPart(
    (parameter) => `SELECT set_config('lock_timeout', ${parameter(0)}, true),
      count(pg_advisory_xact_lock_shared(l.lock)) FILTER (WHERE l.shared),
      count(pg_advisory_xact_lock(l.lock)) FILTER (WHERE NOT l.shared)
      FROM unnest(${parameter(1)}::bigint[], ${parameter(2)}::boolean[]) AS l (lock, shared)`,
    [patienceOf({ patience }), locks.map(({ lock }) => lock), locks.map(({ isShared }) => isShared)],
  );
}

/** A text for each row of each table. */
export function rowText(table: TableShape, row: StoredRow): string {
  return JSON.stringify([table.name, ...keyColumns(table).map(({ field }) => row[field])]);
}

/** Names of tables are few. */
const tableDigests = new Map<string, bigint>();

function tableDigest(name: string): bigint {
  const known = tableDigests.get(name) ?? digest(`varve rows ${name}`);
  tableDigests.set(name, known);
  return known;
}

function digest(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigInt64BE();
}

/** Of the part of a table's keys that a key is in. */
function lockOf(table: TableShape, key: StoredRow): bigint {
  const part = BigInt.asUintN(64, digest(rowText(table, key))) % lockedParts;
  return BigInt.asIntN(64, tableDigest(table.name) * lockedParts + part);
}
