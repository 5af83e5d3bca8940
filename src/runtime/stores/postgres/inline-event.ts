import type { StoredRow } from '../../projection-table.js';
import type { InlineTarget } from '../../projections/inline.js';
import type { TablesTransaction } from '../../projections/projection-tables.js';
import { createRowCache } from '../../projections/row-cache.js';
import type { StoredRecord } from '../../store.js';
import type { IncomingAppend } from '../incoming.js';
import { type AppendCall, appendEventOutcome, appendEventValues, type AppendOutcome, listOf } from './append-call.js';
import { rowsChanged } from './append-kept-function.js';
import type { Connection } from './connection.js';
import { codeOf } from './failure.js';
import { type LockedRows, rowLocks, rowText } from './inline-locks.js';
import type { Names } from './names.js';
import type { PostgresRows } from './postgres-rows.js';
import { placeholder } from './script.js';
import { type Statement, statement } from './statement.js';

/** The most rows, and the most streams, of which it is remembered how they were left. */
const remembered = 10_000;

/** Appends one event together with the rows that it changes, in one round trip, where it is known how the rows were left. */
export interface InlineEvent {
  /**
   * Undefined where the append cannot be done so, or was not stored: then it is to be done the long way, which says why.
   */
  append(append: IncomingAppend, call: AppendCall): Promise<AppendOutcome | undefined>;
  /**
   * Says how rows and streams are left by a transaction that is committed.
   *
   * @param rows by their texts (`rowText`).
   */
  remember(
    rows: ReadonlyMap<string, StoredRow | undefined>,
    records: readonly Pick<StoredRecord, 'stream' | 'revision'>[],
  ): void;
  /** Forgets rows that a transaction may have written. */
  forget(rows: readonly LockedRows[]): void;
}

interface Change {
  readonly table: InlineTarget['table'];
  readonly before: StoredRow | undefined;
  readonly after: StoredRow;
}

/**
 * The rows are folded before the append is sent, from how this process left them, and the statement that appends writes
 * them only where they still are so. It takes the locks of the longer way, for the same order. What is not known when the
 * statement is made must come out as it was thought: the event's revision by what the append expects, its time by the
 * function, which refuses another.
 */
export function createInlineEvent(
  connection: Connection,
  names: Names,
  rows: PostgresRows,
  targets: readonly InlineTarget[],
): InlineEvent {
  const known = createRowCache<StoredRow>(remembered);
  const revisions = createRowCache<number>(remembered);
  const builds = [
    targets.map(({ key }) => key.projection),
    targets.map(({ key }) => key.fingerprint),
    targets.map(({ table }) => table.name),
  ];

  const forget: InlineEvent['forget'] = (each) => {
    for (const { table, keys } of each) for (const key of keys) known.forget(rowText(table, key));
  };

  const statements = new Map<string, Statement>();

  const statementFor = (changes: readonly Change[]): Statement => {
    const name = changes.map(({ table, before }) => `${before === undefined ? '+' : ' '}${table.name}`).join('\n');
    const made = statements.get(name) ?? keptStatement(names, rows, changes);
    statements.set(name, made);
    return made;
  };

  /** The changes of rows. Undefined where what is known is not enough, or a row is not simply written anew. */
  const fold = async (record: StoredRecord, touched: number): Promise<readonly Change[] | undefined> => {
    const changes: Change[] = [];
    // What a stream's first event touches is likely to be new as well. Whether it is, is looked at before it is appended.
    const isKnown = (text: string): boolean => known.has(text) || record.revision === 1;
    let isPlain = true;
    const transaction: TablesTransaction = {
      ...nothingElse,
      engine: 'postgres',
      async read(table, keys) {
        const texts = keys.map((key) => rowText(table, key));
        return texts.every(isKnown) ? texts.map(known.get) : refuse();
      },
      async write(table, kept, removed) {
        const [after, ...others] = kept;
        const text = after === undefined ? '' : rowText(table, after);
        if (after === undefined || others.length + removed.length > 0 || !isKnown(text)) isPlain = false;
        else changes.push({ table, before: known.get(text), after });
      },
    };
    try {
      for (const target of targets) await target.fold(transaction, [record]);
    } catch {
      // The longer way says why, if there is anything to say.
      return undefined;
    }
    // A row that is touched and stays as it is would have to be looked at as well.
    return isPlain && changes.length > 0 && changes.length === touched ? changes : undefined;
  };

  return {
    forget,
    remember(each, records) {
      for (const [text, row] of each) known.set(text, row);
      for (const { stream, revision } of records) revisions.set(stream, revision);
    },
    async append(append, call) {
      const { stream, expected } = append;
      const before = expected === 'absent' ? 0 : typeof expected === 'number' ? expected : revisions.get(stream);
      const [record] = append.records;
      if (record === undefined || before === undefined || (expected === 'present' && before === 0)) return undefined;
      const stored = { ...record, stream, revision: before + 1, position: 0n, recordedAt: call.now };
      const wanted = targets.map((target): LockedRows => ({ table: target.table, ...target.touchedBy([stored]) }));
      if (!wanted.every(({ isComplete }) => isComplete)) return undefined;
      const changes = await fold(stored, wanted.filter(({ keys }) => keys.length > 0).length);
      if (changes === undefined) return undefined;
      const locks = rowLocks(wanted);
      try {
        const [row] = await connection.once(statementFor(changes), [
          ...appendEventValues({ ...append, expected: before }, call),
          locks.map(({ lock }) => String(lock)),
          locks.map(({ isShared }) => isShared),
          ...builds,
          ...changes.flatMap(({ table, before: old, after }) => rows.changeValues(table, old, after)),
        ]);
        const outcome = appendEventOutcome(row);
        if (outcome === undefined) {
          forget(wanted);
          revisions.forget(stream);
          return undefined;
        }
        for (const { table, after } of changes) known.set(rowText(table, after), after);
        revisions.set(stream, before + 1);
        return outcome;
      } catch (error) {
        forget(wanted);
        revisions.forget(stream);
        if (codeOf(error) === rowsChanged) return undefined;
        throw error;
      }
    },
  };
}

/** How many parameters the function has. */
const ofFunction = 15;

/**
 * Appends where the rows seem to be as they were when the statement begins, and refuses all of it where one is not any
 * more when its lock is held.
 */
function keptStatement(names: Names, rows: PostgresRows, changes: readonly Change[]): Statement {
  let place = ofFunction;
  const texts = changes.map(({ table, before, after }) => {
    const first = place;
    place += rows.changeValues(table, before, after).length;
    return rows.change(table, before, (index) => placeholder(first + index));
  });
  const written = texts.map(
    ({ change }, index) => `row_${index} AS (${change('appended', 'appended.stored IS NOT NULL')})`,
  );
  const counts = texts.map((_, index) => `(SELECT count(*) FROM row_${index})`).join(' + ');
  return statement(`WITH appended AS MATERIALIZED (
    SELECT ${names.appendKept}(${listOf(ofFunction, placeholder)}) AS stored
    WHERE ${texts.map(({ condition }) => condition).join(' AND ')}
  ), ${written.join(', ')}
  SELECT CASE WHEN stored IS NULL OR ${counts} = ${changes.length} THEN stored ELSE ${names.refuseRows}() END FROM appended`);
}

/** Ends a fold that asks for more than rows that are known. */
function refuse(): never {
  throw new Error('this is not known without asking the database');
}

const nothingElse = {
  query: refuse,
  createTable: refuse,
  hasTable: refuse,
  renameTable: refuse,
  copyRows: refuse,
  dropTable: refuse,
  find: refuse,
  savepoint: refuse,
  builds: { list: refuse, lock: refuse, create: refuse, write: refuse, remove: refuse },
  deadLetters: { list: refuse, park: refuse, remove: refuse },
};
