import type { TableColumn } from '../projection-table.js';
import { checkText, invalidArgument } from '../stores/arguments.js';
import type { TableShape } from './projection-tables.js';

/** How an engine says what all of them mean. */
export interface Dialect {
  /** A name of a table as it stands in a statement. */
  readonly tableName: (name: string) => string;
  /** What is compared and ordered by, of a column that stands in a statement as `name`: values that are equal are the same. */
  readonly comparable: (column: TableColumn, name: string) => string;
  /** A value to compare with, by the place of its parameter, from 1. */
  readonly parameter: (column: TableColumn, place: number) => string;
  /** What stands behind a column in ORDER BY, so that NULL is the largest. */
  readonly direction: (column: TableColumn, descending: boolean) => string;
}

/** PostgreSQL cuts longer ones. */
const maxNameBytes = 63;

/**
 * @throws StoreError `INVALID_ARGUMENT` where a table cannot have that name in every engine, or not beside what belongs
 * to the stores.
 */
export function checkTableName(name: string): void {
  checkIdentifier('the name of a table', name);
  if (/^(?:varve|sqlite)_/iu.test(name)) {
    throw invalidArgument(`the name of a table must not begin with varve_ or sqlite_: ${JSON.stringify(name)}`);
  }
}

/** @throws StoreError `INVALID_ARGUMENT` where a table's names cannot all be names, or its columns no table. */
export function checkShape({ name, columns, indexes }: TableShape): void {
  checkTableName(name);
  const names = new Set<string>();
  for (const column of columns) {
    checkIdentifier('the name of a column', column.name);
    const folded = column.name.toLowerCase();
    if (names.has(folded)) throw invalidArgument(`the table ${name} has two columns ${column.name}`);
    names.add(folded);
  }
  if (!columns.some(({ isKey }) => isKey)) throw invalidArgument(`the table ${name} has no column in its key`);
  for (const column of indexes.flat()) {
    if (!columns.some((each) => each.name === column))
      throw invalidArgument(`${name} has no column ${column} to index`);
  }
}

function checkIdentifier(what: string, name: string): void {
  checkText(what, name);
  const bytes = new TextEncoder().encode(name).length;
  if (bytes === 0 || bytes > maxNameBytes) {
    throw invalidArgument(`${what} must have from 1 to ${maxNameBytes} bytes; ${JSON.stringify(name)} has ${bytes}`);
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function keyColumns({ columns }: Pick<TableShape, 'columns'>): readonly TableColumn[] {
  return columns.filter(({ isKey }) => isKey);
}
