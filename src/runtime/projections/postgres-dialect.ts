import type { Json } from '../event.js';
import type { ColumnType, StoredRow, TableColumn } from '../projection-table.js';
import { type Dialect, quoteName } from './dialect.js';
import type { TableShape } from './projection-tables.js';

export const postgresTypes: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  uuid: 'uuid',
  integer: 'bigint',
  long: 'bigint',
  number: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  date: 'date',
  bytes: 'bytea',
  json: 'json',
};

/** @param schema where the tables are. */
export function postgresDialect(schema: string): Dialect {
  return {
    tableName: (name) => `${quoteName(schema)}.${quoteName(name)}`,
    comparable: (_, name) => name,
    parameter: (column, place) => fromText(column, `$${place}::text`),
    // PostgreSQL takes NULL for the largest by itself.
    direction: (_, descending) => (descending ? 'DESC' : 'ASC'),
  };
}

/** The value of a column out of the text that `toPostgres` makes. */
export function fromText({ type }: TableColumn, text: string): string {
  switch (type) {
    case 'text':
      return text;
    case 'bytes':
      return `decode(${text}, 'base64')`;
    default:
      return `(${text})::${postgresTypes[type]}`;
  }
}

/** A column as the text that `fromPostgres` reads, whatever the session's settings are. */
export function asText({ type }: TableColumn, name: string): string {
  switch (type) {
    case 'bytes':
      return `translate(encode(${name}, 'base64'), E'\\n', '')`;
    case 'timestamp':
      return yearsFrom0(`(${name} AT TIME ZONE 'UTC')`, `-MM-DD"T"HH24:MI:SS.US"Z"`);
    case 'date':
      return yearsFrom0(name, '-MM-DD');
    default:
      return `${name}::text`;
  }
}

/** What is the year 0 to RFC 3339 is the year 1 before Christ to PostgreSQL. */
function yearsFrom0(value: string, rest: string): string {
  return `CASE WHEN extract(year FROM ${value}) < 0 THEN '0000' ELSE to_char(${value}, 'YYYY') END || to_char(${value}, '${rest}')`;
}

/** A field as it goes to PostgreSQL. */
export function toPostgres({ type, nullable, optional }: TableColumn, value: Json | undefined): string | null {
  if (value === undefined) return null;
  if (value === null) return type === 'json' && (optional || !nullable) ? 'null' : null;
  switch (type) {
    case 'json':
      return JSON.stringify(value);
    case 'timestamp':
    case 'date':
      return withYear0(String(value));
    default:
      return String(value);
  }
}

/** PostgreSQL rounds to the microsecond; what is finer is cut, so that an instant does not move forward. */
function withYear0(text: string): string {
  const cut = text.length > 27 ? `${text.slice(0, 26)}Z` : text;
  return cut.startsWith('0000') ? `0001${cut.slice(4)} BC` : cut;
}

export function fromPostgresRow({ columns }: TableShape, row: readonly unknown[]): StoredRow {
  const stored: Record<string, Json> = {};
  for (const [index, column] of columns.entries()) {
    const value = fromPostgres(column, row[index]);
    if (value !== undefined) stored[column.field] = value;
  }
  return stored;
}

/** What was kept; `undefined` where the field is absent. What is no such value is left for the table's `parse` to refuse. */
function fromPostgres({ type, optional }: TableColumn, text: unknown): Json | undefined {
  if (text === null || text === undefined) return optional ? undefined : null;
  const value = String(text);
  switch (type) {
    case 'json':
      return JSON.parse(value);
    case 'integer':
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 't' || value === 'true';
    case 'timestamp':
      // Milliseconds are written with three digits everywhere else.
      return value.endsWith('000Z') ? `${value.slice(0, -4)}Z` : value;
    default:
      return value;
  }
}
