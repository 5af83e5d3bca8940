import type { ColumnType } from './projection-table.js';
import type { VarveTypeError } from './type-error.js';

/** The databases that keep projections in tables. */
export type SqlEngine = 'postgres' | 'sqlite';

/**
 * What drivers give for a column, left as they are: `pg`, and `better-sqlite3` or `node:sqlite`. What is 64 bits wide is a
 * text in PostgreSQL, and a number in SQLite, where the driver refuses or rounds what a number cannot hold.
 */
interface SqlValues {
  readonly postgres: Values<string, Date, unknown, boolean>;
  readonly sqlite: Values<number, string, string, number>;
}

type Values<Integer, Time, Json, Bool> = Readonly<
  Record<'text' | 'uuid' | 'decimal', string> &
    Record<'integer' | 'long', Integer> &
    Record<'number', number> &
    Record<'boolean', Bool> &
    Record<'timestamp' | 'date', Time> &
    Record<'bytes', Uint8Array> &
    Record<'json', Json>
>;

/** What a column of a type is, as its driver gives it. */
export type SqlValue<Engine extends SqlEngine, Type extends ColumnType> = SqlValues[Engine][Type];

/**
 * A column for Kysely, which has the same members in its own `ColumnType`: it can be selected and compared, and neither
 * inserted nor updated.
 */
export interface SqlColumn<Value> {
  readonly __select__: Value;
  // `never` would leave a table without any column to insert, and then Kysely would let whatever is given pass.
  readonly __insert__: VarveTypeError<'a projection alone writes its rows'>;
  readonly __update__: VarveTypeError<'a projection alone writes its rows'>;
}
