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
import {
  behindPart,
  buildsPart,
  mayBeOfOtherRows,
  type Standing,
  standingOf,
  takenUp,
  usualStanding,
} from './inline-standing.js';
import type { Names } from './names.js';
import type { SendAppends } from './postgres-appender.js';
import type { PostgresRows, ReadPart } from './postgres-rows.js';
import { integerOf, numberOf, textOf } from './record.js';
import type { ScriptPart } from './script.js';
import { tablesTransaction } from './tables-transaction.js';
import { takeUp } from './take-up.js';

/** The rows of a table that are going to be read. */
interface Wanted extends LockedRows {
  readonly target: InlineTarget;
}

/** Ends an attempt that took the builds for others than they are. */
class OtherBuilds extends Error {
  override readonly name = 'OtherBuilds';
  readonly standing: Standing;

  constructor(standing: Standing) {
    super('the builds are not as they seemed to be');
    this.standing = standing;
  }
}

/** How often to begin again because builds have changed, which few do. */
const mostChanges = 20;

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
 * Builds are looked at after the append: whoever changes them keeps appends away meanwhile. Where another version's rows
 * serve, they are left alone, and said to be behind; where rows are behind, what is missing is put into them first.
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
    { hasWholeTables, standing }: { readonly hasWholeTables: boolean; readonly standing: Standing },
  ): Promise<readonly AppendOutcome[] | undefined> =>
    connection.borrow(async (session) => {
      const provisional = appends.flatMap(({ stream, records }) =>
        records.map((record) => ({ ...record, stream, revision: 1, position: 0n, recordedAt: call.now })),
      );
      const { kept, behind, others } = standing;
      const wanted = kept.map((target): Wanted => {
        const { keys, isComplete } = target.touchedBy(provisional);
        const knowsAll = isComplete && !hasWholeTables && !behind.includes(target);
        return { target, table: target.table, keys, isComplete: knowsAll };
      });
      const reads = wanted.map(({ table, keys }) => rows.read(table, keys));
      try {
        const opening = [
          'BEGIN ISOLATION LEVEL READ COMMITTED',
          lockPart(rowLocks([...wanted, ...others]), call.patience),
        ];
        const rest = [...script.parts, buildsPart(names, targets), ...reads];
        if (behind.length > 0) {
          await session.script(opening);
          await takeUp(session, names, rows, behind);
        }
        const results =
          behind.length > 0 ? await session.script(rest) : (await session.script([...opening, ...rest])).slice(2);
        const appended = script.read(results);
        if (appended === undefined) {
          await session.script(['ROLLBACK']);
          return undefined;
        }
        const [builds = [], ...read] = results.slice(script.parts.length);
        const found = standingOf(targets, builds);
        if (found.text !== takenUp(standing).text) throw new OtherBuilds(found);
        const { outcomes, places } = appended;
        const isNothingStored = call.atomic && outcomes.some(({ kind }) => kind !== 'stored');
        const stored = isNothingStored ? [] : storedRecords(appends, outcomes, places);
        const known = knownRows(wanted, reads, read);
        const written = await foldAll(session, names, rows, wanted, stored, known);
        const [first] = stored;
        const marked = first === undefined || others.length === 0 ? [] : [behindPart(names, standing, first.position)];
        await session.script([...written, ...marked, 'COMMIT']);
        event.remember(known, stored);
        return outcomes;
      } catch (error) {
        event.forget(wanted);
        // Where this fails too, the connection is lost, and PostgreSQL ends the transaction itself.
        if (!isConnectionLost(error)) await session.script(['ROLLBACK']);
        throw error;
      }
    });
  /** As the builds were last; mostly the usual. */
  let standing = usualStanding(targets);
  const usual = standing.text;

  const appendKnowing = async (
    appends: readonly IncomingAppend[],
    call: AppendCall,
  ): Promise<readonly AppendOutcome[]> => {
    const first = isOneEvent(appends, call) ? appends[0] : undefined;
    const appended = first === undefined || standing.text !== usual ? undefined : await event.append(first, call);
    if (appended !== undefined) return [appended];
    let hasWholeTables = false;
    let script = first === undefined ? batchScript(names, appends, call) : eventScript(names, first, call);
    for (;;) {
      try {
        const outcomes = await attempt(appends, call, script, { hasWholeTables, standing });
        if (outcomes !== undefined) {
          standing = takenUp(standing);
          return outcomes;
        }
        script = batchScript(names, appends, call);
      } catch (error) {
        if (!(error instanceof MoreTouched) || hasWholeTables) throw error;
        hasWholeTables = true;
      }
    }
  };

  /** As the builds are now, where an attempt failed because they are others than it took them for. */
  const standingAfter = async (error: unknown): Promise<Standing | undefined> => {
    if (error instanceof OtherBuilds) return error.standing;
    if (!mayBeOfOtherRows(error)) return undefined;
    const { statement, values } = buildsPart(names, targets);
    const found = standingOf(targets, await connection.once(statement, values));
    return found.text === standing.text ? undefined : found;
  };

  return async (appends, call) => {
    for (let changes = 0; ; changes += 1) {
      try {
        return await appendKnowing(appends, call);
      } catch (error) {
        const found = await standingAfter(error);
        if (found === undefined) throw error;
        if (changes === mostChanges)
          throw new StoreError('UNAVAILABLE', 'others change what appends keep all the time');
        standing = found;
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
