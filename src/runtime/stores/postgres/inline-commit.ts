import { StoreError } from '../../errors.js';
import type { StoredRow } from '../../projection-table.js';
import type { InlineTarget } from '../../projections/inline.js';
import type { TablesTransaction } from '../../projections/projection-tables.js';
import type { StoredRecord } from '../../store.js';
import type { IncomingAppend } from '../incoming.js';
import { type AppendCall, type AppendOutcome, isOneEvent } from './append-call.js';
import { type AppendScript, batchScript, eventScript, type Place } from './append-script.js';
import type { Connection, Row, Session } from './connection.js';
import { isConnectionLost, isTransient } from './failure.js';
import { createInlineEvent } from './inline-event.js';
import { type LockedRows, lockPart, rowLocks, rowText } from './inline-locks.js';
import type { Names } from './names.js';
import type { SendAppends } from './postgres-appender.js';
import type { PostgresRows, ReadPart } from './postgres-rows.js';
import { integerOf, numberOf, textOf } from './record.js';
import { type ScriptPart, scriptPart } from './script.js';
import { tablesTransaction } from './tables-transaction.js';

/** The rows of a table that are going to be read. */
interface Wanted extends LockedRows {
  readonly target: InlineTarget;
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
 *
 * One event alone, whose rows are as this process left them, takes one round trip.
 *
 * Builds are looked at after the append: whoever changes them keeps appends away meanwhile.
 */
export function createInlineCommit(
  connection: Connection,
  names: Names,
  rows: PostgresRows,
  targets: readonly InlineTarget[],
): SendAppends {
  const event = createInlineEvent(connection, names, rows, targets);
  const attempt = (
    appends: readonly IncomingAppend[],
    call: AppendCall,
    script: AppendScript,
    hasWholeTables: boolean,
  ): Promise<readonly AppendOutcome[] | undefined> =>
    connection.borrow(async (session) => {
      const provisional = appends.flatMap(({ stream, records }) =>
        records.map((record) => ({ ...record, stream, revision: 1, position: 0n, recordedAt: call.now })),
      );
      const wanted = targets.map((target): Wanted => {
        const { keys, isComplete } = target.touchedBy(provisional);
        return { target, table: target.table, keys, isComplete: isComplete && !hasWholeTables };
      });
      const reads = wanted.map(({ table, keys }) => rows.read(table, keys));
      try {
        const [, , ...results] = await session.script([
          'BEGIN ISOLATION LEVEL READ COMMITTED',
          lockPart(rowLocks(wanted), call.patience),
          ...script.parts,
          buildsPart(names, targets),
          ...reads,
        ]);
        const appended = script.read(results);
        if (appended === undefined) {
          await session.script(['ROLLBACK']);
          return undefined;
        }
        const [builds = [], ...found] = results.slice(script.parts.length);
        checkBuilds(targets, builds);
        const { outcomes, places } = appended;
        const isNothingStored = call.atomic && outcomes.some(({ kind }) => kind !== 'stored');
        const stored = isNothingStored ? [] : storedRecords(appends, outcomes, places);
        const known = knownRows(wanted, reads, found);
        const written = await foldAll(session, names, rows, wanted, stored, known);
        await session.script([...written, 'COMMIT']);
        event.remember(known, stored);
        return outcomes;
      } catch (error) {
        event.forget(wanted);
        // Where this fails too, the connection is lost, and PostgreSQL ends the transaction itself.
        if (!isConnectionLost(error)) await session.script(['ROLLBACK']);
        throw error;
      }
    });
  return async (appends, call) => {
    const first = isOneEvent(appends, call) ? appends[0] : undefined;
    const appended = first === undefined ? undefined : await event.append(first, call);
    if (appended !== undefined) return [appended];
    let hasWholeTables = false;
    let script = first === undefined ? batchScript(names, appends, call) : eventScript(names, first, call);
    for (;;) {
      try {
        const outcomes = await attempt(appends, call, script, hasWholeTables);
        if (outcomes !== undefined) return outcomes;
        script = batchScript(names, appends, call);
      } catch (error) {
        if (!(error instanceof MoreTouched) || hasWholeTables) throw error;
        hasWholeTables = true;
      }
    }
  };
}

/** Folds the records, and gives what is to be written, which is known then. */
async function foldAll(
  session: Session,
  names: Names,
  rows: PostgresRows,
  wanted: readonly Wanted[],
  stored: readonly StoredRecord[],
  known: Map<string, StoredRow | undefined>,
): Promise<readonly ScriptPart[]> {
  const written: ScriptPart[] = [];
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
    async write(table, kept, removed) {
      written.push(...rows.write(table, kept, removed));
      for (const row of kept) known.set(rowText(table, row), row);
      for (const key of removed) known.set(rowText(table, key), undefined);
    },
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
  places: ReadonlyMap<string, Place>,
): readonly StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const [index, { stream, records: appended }] of appends.entries()) {
    if (outcomes[index]?.kind !== 'stored') continue;
    for (const { id, type, version, data, metadata } of appended) {
      const [revision, position, recordedAt] = places.get(id) ?? [];
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
  reads: readonly ReadPart[],
  found: readonly (readonly Row[])[],
): Map<string, StoredRow | undefined> {
  const known = new Map<string, StoredRow | undefined>();
  for (const [index, { target, keys }] of wanted.entries()) {
    const rows = reads[index]?.rowsOf(found[index] ?? []) ?? [];
    keys.forEach((key, place) => known.set(rowText(target.table, key), rows[place]));
  }
  return known;
}

function buildsPart({ builds }: Names, targets: readonly InlineTarget[]): ScriptPart {
  return scriptPart(
    (parameter) => `SELECT projection, fingerprint, table_name FROM ${builds}
      WHERE state = 'inline' AND partition = 0 AND projection = ANY (${parameter(0)}::text[])`,
    [targets.map(({ key }) => key.projection)],
  );
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
