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

/** What is used of a `DatabaseSync` of `node:sqlite`. */
export interface NodeSqliteDatabase {
  exec(sql: string): unknown;
  /** Not said more precisely, so that every release's type of a statement fits. */
  prepare(sql: string): object;
  close(): unknown;
}

interface Statement {
  run(...parameters: SqlValue[]): { readonly lastInsertRowid: number | bigint };
  get(...parameters: SqlValue[]): unknown;
  iterate(...parameters: SqlValue[]): Iterable<Row>;
  all(...parameters: SqlValue[]): readonly Row[];
  setReadBigInts(on: boolean): unknown;
}

/** Not a literal: the compiler must not look for the types of a module that this Node may not have. */
const moduleName: string = 'node:sqlite';

/** Loads the module, and gives what opens a file with it. Throws where this Node does not have it. */
export async function loadNodeSqlite(): Promise<(file: string) => Database> {
  const module: { readonly DatabaseSync?: unknown } = await import(/* @vite-ignore */ moduleName);
  const constructor = module.DatabaseSync;
  if (typeof constructor !== 'function') throw new TypeError('node:sqlite has no DatabaseSync');
  return (file) => {
    const database: unknown = Reflect.construct(constructor, [file]);
    if (!isNodeSqlite(database)) throw new TypeError('node:sqlite has another interface than expected');
    return adaptNodeSqlite(database);
  };
}

export function isNodeSqlite(value: unknown): value is NodeSqliteDatabase {
  return hasMethods(value, ['exec', 'prepare', 'close']);
}

function isStatement(value: unknown): value is Statement {
  return hasMethods(value, ['run', 'get', 'iterate', 'all', 'setReadBigInts']);
}

export function adaptNodeSqlite(database: NodeSqliteDatabase): Database {
  const compile = (sql: string): ReturnType<Database['compile']> => {
    const statement = database.prepare(sql);
    if (!isStatement(statement)) throw new TypeError('node:sqlite has another interface than expected');
    statement.setReadBigInts(true);
    return {
      run: (...parameters) => BigInt(statement.run(...parameters).lastInsertRowid),
      get(...parameters) {
        const row = statement.get(...parameters);
        return isRow(row) ? row : undefined;
      },
      iterate: (...parameters) => statement.iterate(...parameters),
      all: (...parameters) => statement.all(...parameters),
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

const reasons = new Map<number, SqliteReason>(
  Object.entries(sqliteReasons).map(([code, reason]) => [Number(code), reason]),
);

/** Its errors have the extended code's number, whose lowest byte is the primary code. */
function reasonOf(error: unknown): SqliteReason | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return reasons.get(error.errcode & 0xff);
}
