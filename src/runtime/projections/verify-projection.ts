import { isEqual } from '../equal.js';
import { StoreError } from '../errors.js';
import type { Json } from '../event.js';
import type { StoredRow, TableColumn } from '../projection-table.js';
import type { EventStore } from '../store.js';
import { openMemoryTables } from '../stores/memory/memory-tables.js';
import type { AsyncProjection } from './async-projection.js';
import type { Build, DeadLetter } from './build.js';
import { keyColumns } from './dialect.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionTables, TablesTransaction } from './projection-tables.js';
import { allRows } from './runner/all-rows.js';
import { isServing } from './runner/plan-build.js';
import { sortableDecimal, sortableTimestamp } from './sortable.js';

export interface VerifyProjectionOptions {
  readonly store: Pick<EventStore, 'readAll' | 'tables'> & { readonly inline?: InlineAppends };
  /** The store's own by default. */
  readonly tables?: ProjectionTables;
  readonly projection: AsyncProjection;
  /** The most rows to list that differ; 10 by default. */
  readonly listed?: number;
}

export interface RowDifference {
  /** In their stored form, as all that follows. */
  readonly key: StoredRow;
  /** What is in the table; absent where nothing is. */
  readonly found?: StoredRow;
  /** What the events make; absent where they make no row. */
  readonly expected?: StoredRow;
}

export interface VerifiedProjection {
  readonly projection: string;
  /** Up to where the events were folded. */
  readonly position: bigint;
  /** How many rows the events make. */
  readonly rows: number;
  /** How many rows differ; 0 where all is well. */
  readonly differing: number;
  /** The first of them, in the order of their keys. */
  readonly differences: readonly RowDifference[];
}

/**
 * Folds the events again, in memory, and compares with the rows that serve. Whoever writes the rows waits while they are
 * read. Handlers are told that it is a replay; one that queries the database cannot be verified. Events that were put
 * aside are left out.
 *
 * @throws ProjectionError where an event cannot be taken; StoreError `UNSUPPORTED` where no rows of this version serve.
 */
export async function verifyProjection(options: VerifyProjectionOptions): Promise<VerifiedProjection> {
  const { store, projection, listed = 10 } = options;
  const { tables = store.tables } = options;
  if (tables === undefined)
    throw new StoreError('UNSUPPORTED', 'this store keeps no tables: give those of the projection');
  const served = await readServed(store, tables, projection);
  const expected = await foldAgain(store, projection, served);
  const keys = keyColumns(projection.table);
  const keyOf = (row: StoredRow): string => JSON.stringify(keys.map((column) => comparable(column, row[column.field])));
  const found = new Map(served.rows.map((row) => [keyOf(row), row]));
  const differences: RowDifference[] = [];
  let differing = 0;
  const note = (difference: RowDifference): void => {
    differing += 1;
    if (differences.length < listed) differences.push(difference);
  };
  for (const row of expected) {
    const text = keyOf(row);
    const other = found.get(text);
    found.delete(text);
    if (other === undefined) note({ key: keyIn(keys, row), expected: row });
    else if (!isSameRow(projection, row, other)) note({ key: keyIn(keys, row), found: other, expected: row });
  }
  for (const row of found.values()) note({ key: keyIn(keys, row), found: row });
  return { projection: projection.name, position: served.position, rows: expected.length, differing, differences };
}

interface Served {
  readonly builds: readonly Build[];
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly StoredRow[];
  readonly position: bigint;
}

async function readServed(
  store: VerifyProjectionOptions['store'],
  tables: ProjectionTables,
  projection: AsyncProjection,
): Promise<Served> {
  const read = async (transaction: TablesTransaction): Promise<Served> => {
    const builds: Build[] = [];
    for (const key of await transaction.builds.list(projection.name)) {
      if (key.fingerprint !== projection.fingerprint || !isServing(key, projection)) continue;
      const build = await transaction.builds.lock(key);
      if (build !== undefined && build !== 'taken') builds.push(build);
    }
    if (builds.length < projection.partitions) {
      throw new StoreError('UNSUPPORTED', `no rows of ${projection.name} serve that this version of it has made`);
    }
    const rows: StoredRow[] = [];
    for await (const page of allRows(transaction, projection.table)) rows.push(...page);
    const letters = await transaction.deadLetters.list(projection.name);
    const position = builds.reduce((most, build) => (build.position > most ? build.position : most), 0n);
    return { builds, letters, rows, position };
  };
  const served = await tables.transact(read);
  if (!served.builds.some(({ state }) => state === 'inline')) return served;
  if (store.inline === undefined) throw new StoreError('UNSUPPORTED', 'the rows are kept inline, by another store');
  // Appends do not say how far the rows are: they are as far as the events, while nothing is appended.
  return store.inline.whileNothingIsAppended(async ({ transaction, readAll }) => {
    const quiet = await read(transaction);
    let { position } = quiet;
    for await (const page of readAll(position, projection.categories)) position = page.at(-1)?.position ?? position;
    return { ...quiet, position, builds: quiet.builds.map((build) => ({ ...build, position })) };
  });
}

/** What the events make, as far as each partition has come, in the order of the keys. */
async function foldAgain(
  store: VerifyProjectionOptions['store'],
  projection: AsyncProjection,
  { builds, letters, position }: Served,
): Promise<readonly StoredRow[]> {
  const memory = openMemoryTables();
  const folds = builds.map((build) => ({ build, projector: projection.projector(build.partition) }));
  await memory.transact(async (transaction) => {
    await transaction.createTable(projection.table);
    for (const { build } of folds) await transaction.builds.create({ ...build, state: 'live', position: 0n });
  });
  const isParked = (build: Build, at: bigint): boolean =>
    letters.some(
      (letter) =>
        letter.position === at && letter.fingerprint === build.fingerprint && letter.partition === build.partition,
    );
  for await (const page of store.readAll({ categories: projection.categories })) {
    for (const { build, projector } of folds) {
      const records = page.filter((record) => record.position <= build.position && !isParked(build, record.position));
      if (records.length === 0) continue;
      const done = await memory.transact(async (transaction) => {
        const kept = await transaction.builds.lock(build);
        if (kept === undefined || kept === 'taken') throw new StoreError('FAILED', 'the fold in memory was lost');
        return projector.apply(transaction, kept, { records, isReplay: true });
      });
      done.keep();
    }
    if ((page.at(-1)?.position ?? 0n) >= position) break;
  }
  const order = keyColumns(projection.table).map((column) => ({ column, descending: false }));
  return memory.find(projection.table, { conditions: [], order, after: undefined, limit: Infinity });
}

function keyIn(keys: readonly TableColumn[], row: StoredRow): StoredRow {
  return Object.fromEntries(keys.flatMap(({ field }) => (row[field] === undefined ? [] : [[field, row[field]]])));
}

function isSameRow({ table }: AsyncProjection, one: StoredRow, other: StoredRow): boolean {
  return table.columns.every((column) =>
    isEqual(comparable(column, one[column.field]), comparable(column, other[column.field])),
  );
}

/** A value in a form in which those that a database takes for one are the same. */
function comparable({ type }: TableColumn, value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  if (type === 'decimal') return sortableDecimal(value);
  return type === 'timestamp' ? sortableTimestamp(value) : value;
}
