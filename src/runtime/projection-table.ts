import type { Json } from './event.js';

/** How a projection's rows are kept in a table: what a generated `cartSummaryTable` is. */
export interface ProjectionTable<Row, Key> {
  /** In the database: snake_case, not quoted. */
  readonly name: string;
  /** What the projection's description says. */
  readonly comment?: string;
  /** Those of the key first, in its order; then the others, in the order of their declaration. */
  readonly columns: readonly TableColumn[];
  /** Each a list of names of columns, beside the primary key. */
  readonly indexes: readonly (readonly string[])[];
  /** The row in its stored form. @throws InvalidData where it is no row. */
  readonly write: (row: Row) => StoredRow;
  /** @throws InvalidData where it is no row. */
  readonly parse: (stored: unknown) => Row;
  /** The key in its stored form. @throws InvalidData where it is no key. */
  readonly writeKey: (key: Key) => StoredRow;
}

/** JSON values by the names of fields. A field that is absent has no member. */
export type StoredRow = Readonly<Record<string, Json>>;

export interface TableColumn {
  /** In the database: snake_case, not quoted. */
  readonly name: string;
  /** In the row. */
  readonly field: string;
  readonly type: ColumnType;
  readonly isKey: boolean;
  /** Whether it may hold NULL. */
  readonly nullable: boolean;
  /**
   * What NULL stands for: that the field is absent where it is `optional`, and otherwise that it is null. A field that may
   * be both is of the type `json`; it is absent where the column holds NULL, and null where it holds the JSON text `null`.
   * So a column of JSON that is not `nullable` holds that text, too.
   */
  readonly optional: boolean;
  readonly comment?: string;
}

/**
 * What a column holds, by the stored form of the field.
 *
 * | type | stored form | PostgreSQL | SQLite |
 * | --- | --- | --- | --- |
 * | `text` | string | `text COLLATE "C"` | `TEXT` |
 * | `uuid` | string | `uuid` | `TEXT` |
 * | `integer` | number, a safe integer | `bigint` | `INTEGER` |
 * | `long` | string of digits | `bigint` | `INTEGER` |
 * | `number` | number | `double precision` | `REAL` |
 * | `decimal` | string | `numeric` | `TEXT` |
 * | `boolean` | boolean | `boolean` | `INTEGER`, 0 or 1 |
 * | `timestamp` | string | `timestamptz`, to the microsecond | `TEXT` |
 * | `date` | string | `date` | `TEXT` |
 * | `bytes` | string, base64 | `bytea` | `BLOB` |
 * | `json` | any JSON value | `json`, to the letter | `TEXT` |
 */
export type ColumnType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'long'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'bytes'
  | 'json';
