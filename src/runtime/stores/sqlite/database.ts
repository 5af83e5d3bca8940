/** What is asked of a SQLite driver, and no more. Every call is synchronous; integers are read as bigints. */
export interface Database {
  exec(sql: string): void;
  /** Compiles a text once; the next time it gives the same statement. */
  prepare(sql: string): Statement;
  /** Compiles a text anew: for texts of which there may be any number. */
  compile(sql: string): Statement;
  close(): void;
  /** Why SQLite refused; `undefined` for an error that is not SQLite's. */
  reasonOf(error: unknown): SqliteReason | undefined;
}

export interface Statement {
  /** The rowid that was inserted last. */
  run(...parameters: SqlValue[]): bigint;
  get(...parameters: SqlValue[]): Row | undefined;
  /** Nothing else may use the database before the iteration has ended. */
  iterate(...parameters: SqlValue[]): Iterable<Row>;
  /** Every row; none of a statement that gives none. */
  all(...parameters: SqlValue[]): readonly Row[];
}

export type SqlValue = string | number | bigint | null | Uint8Array;

export type Row = Readonly<Record<string, unknown>>;

/** SQLite's primary result codes, without `SQLITE_`, by their numbers. */
export const sqliteReasons = {
  1: 'ERROR',
  3: 'PERM',
  5: 'BUSY',
  6: 'LOCKED',
  7: 'NOMEM',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  15: 'PROTOCOL',
  17: 'SCHEMA',
  18: 'TOOBIG',
  19: 'CONSTRAINT',
  26: 'NOTADB',
} as const;

export type SqliteReason = (typeof sqliteReasons)[keyof typeof sqliteReasons];

/** Compiles each text once. A store has a fixed, small number of them. */
export function cached(compile: (sql: string) => Statement): (sql: string) => Statement {
  const statements = new Map<string, Statement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = compile(sql);
    statements.set(sql, statement);
    return statement;
  };
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

export function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}
