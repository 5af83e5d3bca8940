import { isEqual } from '../equal.js';
import { StoreError } from '../errors.js';
import type { Json } from '../event.js';
import type { StoredRow, TableColumn } from '../projection-table.js';
import type { EventStore } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import { keyColumns } from './dialect.js';
import { copyServed, foldAgain, removeScratch, type VerifyPlace } from './fold-again.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionTables, TableShape } from './projection-tables.js';
import { allRows } from './runner/all-rows.js';
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
 * Folds the events again, into a table beside, and compares with the rows that serve, a page at a time. Whoever writes the
 * rows waits while they are copied. Handlers are told that it is a replay; one that queries the database cannot be
 * verified. Events that were put aside are left out. One at a time: another of the same projection ends this one.
 *
 * @throws ProjectionError where an event cannot be taken; StoreError `UNSUPPORTED` where no rows of this version serve,
 * `FAILED` where others replaced them meanwhile.
 */
export async function verifyProjection(options: VerifyProjectionOptions): Promise<VerifiedProjection> {
  const { store, projection, listed = 10 } = options;
  const { tables = store.tables } = options;
  if (tables === undefined)
    throw new StoreError('UNSUPPORTED', 'this store keeps no tables: give those of the projection');
  const place: VerifyPlace = { store, tables, projection };
  await removeScratch(place);
  try {
    const copied = await copyServed(place);
    const expected = await foldAgain(place, copied);
    const differences: RowDifference[] = [];
    const counts = { rows: 0, differing: 0 };
    const note = (difference: RowDifference): void => {
      counts.differing += 1;
      if (differences.length < listed) differences.push(difference);
    };
    const keys = keyColumns(projection.table);
    for await (const [row, found] of pairs(tables, expected, copied.table)) {
      counts.rows += 1;
      if (found === undefined) note({ key: keyIn(keys, row), expected: row });
      else if (!isSameRow(projection, row, found)) note({ key: keyIn(keys, row), found, expected: row });
    }
    for await (const [row, other] of pairs(tables, copied.table, expected)) {
      if (other === undefined) note({ key: keyIn(keys, row), found: row });
    }
    return { projection: projection.name, position: copied.position, ...counts, differences };
  } finally {
    await removeScratch(place);
  }
}

/** The rows of one table, each with that of another which has its key. */
async function* pairs(
  tables: ProjectionTables,
  one: TableShape,
  other: TableShape,
): AsyncGenerator<readonly [StoredRow, StoredRow | undefined]> {
  for await (const page of allRows(tables, one)) {
    const found = await tables.read(other, page);
    for (const [index, row] of page.entries()) yield [row, found[index]];
  }
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
