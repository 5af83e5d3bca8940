import type { ProjectionTable } from './projection-table.js';
import type { VarveTypeError } from './type-error.js';

/** Where rows of projections can be read: the `tables` of a store, say. */
export interface ProjectionRows {
  /** Reads what is committed. `table` may name another physical table than the declared one. */
  reader<Row, Key, Field extends keyof Row & string = keyof Row & string>(
    table: ProjectionTable<Row, Key>,
  ): ProjectionReader<Row, Key, Field>;
}

/** Reads a projection's rows: what a generated `readCartSummary(store.tables)` is. */
export interface ProjectionReader<Row, Key, Field extends keyof Row & string = keyof Row & string> {
  get(key: Key): Promise<Row | undefined>;
  /**
   * A page of the rows that fulfil everything in `where`. Without `orderBy` they come in the order of their keys. For the
   * next page give `after` what this page has as `next`, and the same `where` and `orderBy`.
   *
   * ```ts
   * const { rows, next } = await summaries.find({ where: { status: 'open' }, orderBy: '-openedAt', limit: 20 });
   * ```
   *
   * @throws StoreError `INVALID_ARGUMENT` for a field that cannot be searched, a value of another type, or a place of
   * another order.
   */
  find(options?: FindOptions<Row, Field>): Promise<RowPage<Row>>;
}

export interface FindOptions<Row, Field extends keyof Row & string = keyof Row & string> {
  readonly where?: Where<Row, Field>;
  /** A field, or several; `['-openedAt', 'status']` is the newest first, and of one time by status. */
  readonly orderBy?: FieldOrder<Field> | readonly FieldOrder<Field>[];
  /** The most rows of the page, from 1 to 10,000; 100 by default. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** What fields must be. Fields that are kept as JSON cannot be searched. */
export type Where<Row, Field extends keyof Row & string> = {
  readonly [Name in Field]?: Match<Row[Name]> | NoneOf<Row, Name>;
} & {
  readonly [
    Name in Exclude<keyof Row & string, Field>
  ]?: VarveTypeError<`${Name} is kept as JSON, in which rows cannot be searched`>;
};

/** Null stands for what is absent, too. */
type NoneOf<Row, Field extends keyof Row> = Record<never, never> extends Pick<Row, Field> ? null : never;

/** The field's values from the smallest to the largest, those that are absent or null last; the other way with `-`. */
export type FieldOrder<Field extends string> = Field | `-${Field}`;

/** What a field must be: a value; null for none, whether the field is null or absent; one of several; or within bounds. */
export type Match<Value> =
  | Value
  | { readonly in: readonly Exclude<Value, null | undefined>[] }
  | Bounds<Exclude<Value, null | undefined>>;

/** At least one of them. Texts are compared by their code points. */
export interface Bounds<Value> {
  readonly lt?: Value;
  readonly lte?: Value;
  readonly gt?: Value;
  readonly gte?: Value;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; absent where this page is the last. */
  readonly next?: string;
}
