import { lowerBytes, reviveBytes } from '../stored.js';
import type { Json } from '../event.js';
import type { ColumnType, StoredRow, TableColumn } from '../projection-table.js';
import { type Dialect, quoteName } from './dialect.js';
import type { TableShape } from './projection-tables.js';
import { sortableDecimal, sortableTimestamp, sqlSortableDecimal, sqlSortableTimestamp } from './sortable.js';

/** What SQLite's drivers take and, with integers as bigints, give. */
export type SqliteValue = string | number | bigint | null | Uint8Array;

export const sqliteTypes: Readonly<Record<ColumnType, string>> = {
  text: 'TEXT',
  uuid: 'TEXT',
  integer: 'INTEGER',
  long: 'INTEGER',
  number: 'REAL',
  decimal: 'TEXT',
  boolean: 'INTEGER',
  timestamp: 'TEXT',
  date: 'TEXT',
  bytes: 'BLOB',
  json: 'TEXT',
};

export const sqliteDialect: Dialect = {
  tableName: quoteName,
  comparable(column, name) {
    if (column.type === 'decimal') return `(${sqlSortableDecimal(name)})`;
    return column.type === 'timestamp' ? `(${sqlSortableTimestamp(name)})` : name;
  },
  parameter: () => '?',
  direction: ({ nullable }, descending) => {
    if (!nullable) return descending ? 'DESC' : 'ASC';
    return descending ? 'DESC NULLS FIRST' : 'ASC NULLS LAST';
  },
};

/** A field as it is kept. */
export function toSqlite({ type, nullable, optional }: TableColumn, value: Json | undefined): SqliteValue {
  if (value === undefined) return null;
  if (value === null) return type === 'json' && (optional || !nullable) ? 'null' : null;
  switch (type) {
    case 'json':
      return JSON.stringify(value);
    case 'integer':
    case 'long':
      return BigInt(String(value));
    case 'number':
      return Number(value);
    case 'boolean':
      return value === true ? 1n : 0n;
    case 'bytes':
      return reviveBytes(String(value));
    default:
      return String(value);
  }
}

/** A field as it is compared with what `comparable` says. */
export function toSqliteComparable(column: TableColumn, value: Json): SqliteValue {
  if (column.type === 'decimal') return sortableDecimal(String(value));
  return column.type === 'timestamp' ? sortableTimestamp(String(value)) : toSqlite(column, value);
}

export function fromSqliteRow({ columns }: TableShape, row: Readonly<Record<string, unknown>>): StoredRow {
  const stored: Record<string, Json> = {};
  for (const column of columns) {
    const value = fromSqlite(column, row[column.name]);
    if (value !== undefined) stored[column.field] = value;
  }
  return stored;
}

/** What was kept; `undefined` where the field is absent. What is no such value is left for the table's `parse` to refuse. */
function fromSqlite({ type, optional }: TableColumn, value: unknown): Json | undefined {
  if (value === null || value === undefined) return optional ? undefined : null;
  switch (type) {
    case 'json':
      return JSON.parse(String(value));
    case 'integer':
    case 'number':
      return Number(value);
    case 'boolean':
      return Number(value) === 1;
    case 'bytes':
      return lowerBytes(value);
    default:
      return String(value);
  }
}
