import {
  cached,
  type Database,
  hasMethods,
  isRow,
  type Row,
  sqliteReasons,
  type SqliteReason,
  type SqlValue,
} from './database.js';

/** What is used of a `Database` of better-sqlite3. */
export interface BetterSqlite3Database {
  exec(sql: string): unknown;
  /** Not said more precisely, so that every release's type of a statement fits. */
  prepare(sql: string): object;
  pragma(text: string): unknown;
  close(): unknown;
}

interface Statement {
  run(...parameters: SqlValue[]): { readonly lastInsertRowid: number | bigint };
  get(...parameters: SqlValue[]): unknown;
  iterate(...parameters: SqlValue[]): Iterable<Row>;
  all(...parameters: SqlValue[]): readonly Row[];
  /** Whether it gives rows. */
  readonly reader: boolean;
  safeIntegers(on: boolean): unknown;
}

/** Not a literal: the compiler must not look for the types of a package that may not be there, nor a bundler for it. */
const packageName: string = 'better-sqlite3';

/** Loads the package, and gives what opens a file with it. Throws where it is not installed or does not run here. */
export async function loadBetterSqlite3(): Promise<(file: string) => Database> {
  const module: { readonly default?: unknown } = await import(/* @vite-ignore */ packageName);
  const constructor = module.default;
  if (typeof constructor !== 'function') throw new TypeError('better-sqlite3 has no default export');
  const open = (file: string): Database => {
    const database: unknown = Reflect.construct(constructor, [file]);
    if (!isBetterSqlite3(database)) throw new TypeError('better-sqlite3 has another interface than expected');
    return adaptBetterSqlite3(database);
  };
  // Its binary is loaded by the first database: it may be missing, or be for another Node.
  open(':memory:').close();
  return open;
}

export function isBetterSqlite3(value: unknown): value is BetterSqlite3Database {
  return hasMethods(value, ['exec', 'prepare', 'pragma', 'close']);
}

function isStatement(value: unknown): value is Statement {
  return hasMethods(value, ['run', 'get', 'iterate', 'all', 'safeIntegers']);
}

export function adaptBetterSqlite3(database: BetterSqlite3Database): Database {
  const compile = (sql: string): ReturnType<Database['compile']> => {
    const statement = database.prepare(sql);
    if (!isStatement(statement)) throw new TypeError('better-sqlite3 has another interface than expected');
    statement.safeIntegers(true);
    return {
      run: (...parameters) => BigInt(statement.run(...parameters).lastInsertRowid),
      get(...parameters) {
        const row = statement.get(...parameters);
        return isRow(row) ? row : undefined;
      },
      iterate: (...parameters) => statement.iterate(...parameters),
      all(...parameters) {
        if (statement.reader) return statement.all(...parameters);
        statement.run(...parameters);
        return [];
      },
    };
  };
  return {
    exec: (sql) => void database.exec(sql),
    prepare: cached(compile),
    compile,
    close: () => void database.close(),
    reasonOf,
  };
}

const reasons: ReadonlySet<string> = new Set(Object.values(sqliteReasons));

/** Its errors have the extended code's name: `SQLITE_BUSY_SNAPSHOT` is a kind of BUSY. */
function reasonOf(error: unknown): SqliteReason | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const name = /^SQLITE_([A-Z]+)/.exec(error.code)?.[1] ?? '';
  return isReason(name) ? name : undefined;
}

function isReason(name: string): name is SqliteReason {
  return reasons.has(name);
}
