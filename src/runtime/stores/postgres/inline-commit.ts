import { createHash } from 'node:crypto';
import { StoreError } from '../../errors.js';
import type { StoredRow } from '../../projection-table.js';
import { keyColumns } from '../../projections/dialect.js';
import type { InlineTarget } from '../../projections/inline.js';
import type { TableShape, TablesTransaction } from '../../projections/projection-tables.js';
import type { StoredRecord } from '../../store.js';
import type { IncomingAppend } from '../incoming.js';
import { type AppendCall, type AppendOutcome, appendOutcomes, appendValues } from './append-call.js';
import type { Connection, Row, Session } from './connection.js';
import { isConnectionLost, isTransient } from './failure.js';
import { literalOf, type Names } from './names.js';
import type { SendAppends } from './postgres-appender.js';
import type { PostgresRows } from './postgres-rows.js';
import { integerOf, numberOf, textOf } from './record.js';
import { tablesTransaction } from './tables-transaction.js';

/** Into how many parts the keys of a table are divided: who writes a row has its part, so that locks stay few. */
const lockedParts = 256n;

/** The rows of a table that are going to be read. */
interface Wanted {
  readonly target: InlineTarget;
  readonly keys: readonly StoredRow[];
  /** Whether these are all: then others may have other rows of the table meanwhile. */
  readonly isComplete: boolean;
}

/** Ends an attempt that had not locked what it has to read. */
class MoreTouched extends Error {
  override readonly name = 'MoreTouched';
}

/**
 * Commits appends together with the rows of projections, in two round trips: the first locks the rows that the events
 * will touch, appends, and reads the rows; the second writes them, and commits.
 *
 * Rows are locked by advisory locks, and not by themselves, because one that is not there yet could not be. The locks are
 * taken before positions are drawn, so that events that touch a row are folded in the order of their positions, and in
 * one order, so that nobody waits in a circle. Where only a handler knows which rows it touches, it has the whole table.
 */
export function createInlineCommit(
  connection: Connection,
  names: Names,
  rows: PostgresRows,
  targets: readonly InlineTarget[],
): SendAppends {
  const attempt = (
    appends: readonly IncomingAppend[],
    call: AppendCall,
    hasWholeTables: boolean,
  ): Promise<readonly AppendOutcome[]> =>
    connection.borrow(async (session) => {
      const provisional = appends.flatMap(({ stream, records }) =>
        records.map((record) => ({ ...record, stream, revision: 1, position: 0n, recordedAt: call.now })),
      );
      const wanted = targets.map((target): Wanted => {
        const { keys, isComplete } = target.touchedBy(provisional);
        return { target, keys, isComplete: isComplete && !hasWholeTables };
      });
      const reads = wanted.map(({ target, keys }) => rows.readScript(target.table, keys));
      const ids = appends.flatMap(({ records }) => records.map(({ id }) => id));
      try {
        const results = await session.script(
          [
            'BEGIN ISOLATION LEVEL READ COMMITTED',
            lockScript(wanted, call.patience),
            buildsScript(names, targets),
            `SELECT outcomes, revisions, positions FROM ${names.append}(${appendValues(appends, call).map(literalOf).join(', ')})`,
            `SELECT id, revision, position, recorded_at FROM ${names.events} WHERE id = ANY (${literalOf(ids)}::uuid[])`,
            ...reads.map(({ text }) => text),
          ].join(';\n'),
        );
        const [, , builds = [], [outcomeRow] = [], storedRows = [], ...found] = results;
        const outcomes = appendOutcomes(outcomeRow, appends.length);
        checkBuilds(targets, builds);
        const isNothingStored = call.atomic && outcomes.some(({ kind }) => kind !== 'stored');
        const stored = isNothingStored ? [] : storedRecords(appends, outcomes, storedRows);
        const known = knownRows(wanted, reads, found);
        const written = await foldAll(session, names, rows, wanted, stored, known);
        await session.script([...written, 'COMMIT'].join(';\n'));
        return outcomes;
      } catch (error) {
        // Where this fails too, the connection is lost, and PostgreSQL ends the transaction itself.
        if (!isConnectionLost(error)) await session.script('ROLLBACK');
        throw error;
      }
    });
  return async (appends, call) => {
    try {
      return await attempt(appends, call, false);
    } catch (error) {
      if (!(error instanceof MoreTouched)) throw error;
      return attempt(appends, call, true);
    }
  };
}

/** Folds the records, and gives what is to be written. */
async function foldAll(
  session: Session,
  names: Names,
  rows: PostgresRows,
  wanted: readonly Wanted[],
  stored: readonly StoredRecord[],
  known: ReadonlyMap<string, StoredRow | undefined>,
): Promise<readonly string[]> {
  const written: string[] = [];
  if (stored.length === 0) return written;
  const { transaction, failed, end } = tablesTransaction(session, rows, names);
  const folding = (isComplete: boolean): TablesTransaction => ({
    ...transaction,
    async read(table, keys) {
      const missing = keys.filter((key) => !known.has(rowText(table, key)));
      if (missing.length > 0 && isComplete) throw new MoreTouched('an event touches other rows than it seemed to');
      const read = await transaction.read(table, missing);
      const found = new Map(missing.map((key, index) => [rowText(table, key), read[index]]));
      return keys.map((key) => {
        const text = rowText(table, key);
        return known.get(text) ?? found.get(text);
      });
    },
    write: async (table, kept, removed) => void written.push(...rows.writeScript(table, kept, removed)),
  });
  try {
    for (const { target, isComplete } of wanted) await target.fold(folding(isComplete), stored);
    return written;
  } catch (error) {
    const failure = failed();
    throw isTransient(failure) ? failure : error;
  } finally {
    end();
  }
}

/** What the appends stored, in the order of positions. */
function storedRecords(
  appends: readonly IncomingAppend[],
  outcomes: readonly AppendOutcome[],
  rows: readonly Row[],
): readonly StoredRecord[] {
  const placed = new Map(rows.map(([id, ...place]) => [textOf(id), place]));
  const records: StoredRecord[] = [];
  for (const [index, { stream, records: appended }] of appends.entries()) {
    if (outcomes[index]?.kind !== 'stored') continue;
    for (const { id, type, version, data, metadata } of appended) {
      const [revision, position, recordedAt] = placed.get(id) ?? [];
      records.push({
        id,
        type,
        version,
        data,
        metadata,
        stream,
        revision: numberOf(revision),
        position: integerOf(position),
        recordedAt: textOf(recordedAt),
      });
    }
  }
  return records.sort((a, b) => (a.position < b.position ? -1 : 1));
}

function knownRows(
  wanted: readonly Wanted[],
  reads: readonly ReturnType<PostgresRows['readScript']>[],
  found: readonly (readonly Row[])[],
): ReadonlyMap<string, StoredRow | undefined> {
  const known = new Map<string, StoredRow | undefined>();
  for (const [index, { target, keys }] of wanted.entries()) {
    const rows = reads[index]?.rowsOf(found[index] ?? []) ?? [];
    keys.forEach((key, place) => known.set(rowText(target.table, key), rows[place]));
  }
  return known;
}

function buildsScript({ builds }: Names, targets: readonly InlineTarget[]): string {
  const projections = literalOf(targets.map(({ key }) => key.projection));
  return `SELECT projection, fingerprint, table_name FROM ${builds}
    WHERE state = 'inline' AND partition = 0 AND projection = ANY (${projections}::text[])`;
}

/** @throws StoreError `FAILED` where a build is not kept inline any more. */
function checkBuilds(targets: readonly InlineTarget[], builds: readonly Row[]): void {
  for (const { key, table } of targets) {
    const isThere = builds.some(
      ([projection, fingerprint, name]) =>
        projection === key.projection && fingerprint === key.fingerprint && name === table.name,
    );
    if (!isThere) throw new StoreError('FAILED', `${key.projection} is not kept inline any more in ${table.name}`);
  }
}

/** Locks in one order: the tables, shared by those who know all rows that they touch, then parts of their keys. */
function lockScript(wanted: readonly Wanted[], patience: number): string {
  const tables = wanted
    .map(({ target, isComplete }) => ({ lock: tableDigest(target.table.name), isComplete }))
    .sort((a, b) => (a.lock < b.lock ? -1 : 1))
    .map(({ lock, isComplete }) => `, pg_advisory_xact_lock${isComplete ? '_shared' : ''}(${lock})`);
  const parts = new Set(wanted.flatMap(({ target, keys }) => keys.map((key) => lockOf(target.table, key))));
  const sorted = [...parts].sort((a, b) => (a < b ? -1 : 1));
  const ofParts = `(SELECT count(pg_advisory_xact_lock(given.lock)) FROM unnest(${literalOf(sorted)}::bigint[]) AS given (lock))`;
  const timeout = String(Math.max(1, Math.trunc(patience)));
  return `SELECT set_config('lock_timeout', '${timeout}', true)${tables.join('')}${sorted.length > 0 ? `, ${ofParts}` : ''}`;
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

function rowText(table: TableShape, row: StoredRow): string {
  return JSON.stringify([table.name, ...keyColumns(table).map(({ field }) => row[field])]);
}
