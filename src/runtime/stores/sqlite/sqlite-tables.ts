import { StoreError } from '../../errors.js';
import { createReader } from '../../projections/create-reader.js';
import type { ProjectionTables, TablesTransaction } from '../../projections/projection-tables.js';
import type { Connection } from './connection.js';
import type { Database, SqliteReason } from './database.js';
import { failureOf } from './failure.js';
import { createSqliteBuilds, createSqliteDeadLetters } from './sqlite-builds.js';
import { createSqliteRows, type SqliteRows } from './sqlite-rows.js';
import { userParameters, userRow } from './user-query.js';

/** After these a statement failed, and the transaction is as it was before the statement. */
const harmless: ReadonlySet<SqliteReason | undefined> = new Set(['ERROR', 'CONSTRAINT', 'TOOBIG', 'SCHEMA', undefined]);

/** What can be done in a transaction that somebody else began. */
export interface SqliteTransactions {
  begin<Result>(job: (transaction: TablesTransaction) => Promise<Result>): Promise<Result>;
}

/** Projections' tables in the database of a connection, which may be a store's. */
export function createSqliteTables(database: Database, connection: Connection): ProjectionTables & SqliteTransactions {
  const rows = createSqliteRows(database);
  const read: ProjectionTables['read'] = (table, keys) => connection.readCommitted(() => rows.read(table, keys));
  const find: ProjectionTables['find'] = (table, plan) => connection.readCommitted(() => rows.find(table, plan));
  const begin: SqliteTransactions['begin'] = async (job) => {
    const { transaction, end } = createTransaction(database, rows);
    try {
      return await job(transaction);
    } finally {
      end();
    }
  };
  return {
    engine: 'sqlite',
    begin,
    read,
    find,
    reader: (table) => createReader({ read, find }, table),
    async transact(job) {
      connection.checkOpen();
      return connection.transact(() => begin(job));
    },
  };
}

function createTransaction(
  database: Database,
  rows: SqliteRows,
): { readonly transaction: TablesTransaction; readonly end: () => void } {
  /** Why nothing more can be done. SQLite has rolled back, and would run each statement as a transaction of its own. */
  let lost: Error | undefined;
  let isOver = false;
  const attempt = <Result>(job: () => Result): Result => {
    if (isOver) throw new StoreError('CLOSED', 'the transaction is over');
    if (lost !== undefined) throw lost;
    try {
      return job();
    } catch (error) {
      const failure = failureOf(database, error);
      if (!harmless.has(database.reasonOf(error))) lost = failure;
      throw failure;
    }
  };
  const execute: Parameters<typeof createSqliteBuilds>[0] = (sql, ...parameters) =>
    attempt(() => database.prepare(sql).all(...parameters));
  return {
    end: () => void (isOver = true),
    transaction: {
      engine: 'sqlite',
      query: async (text, values = []) =>
        attempt(() =>
          rows
            .compiled(text)
            .all(...userParameters(values))
            .map(userRow),
        ),
      createTable: async (table) => attempt(() => rows.createTable(table)),
      hasTable: async (name) => attempt(() => rows.hasTable(name)),
      renameTable: async (from, to) => attempt(() => rows.renameTable(from, to)),
      copyRows: async (from, to) => attempt(() => rows.copyRows(from, to)),
      dropTable: async (name) => attempt(() => rows.dropTable(name)),
      read: async (table, keys) => attempt(() => rows.read(table, keys)),
      find: async (table, plan) => attempt(() => rows.find(table, plan)),
      write: async (table, kept, removed) => attempt(() => rows.write(table, kept, removed)),
      async savepoint() {
        execute('SAVEPOINT varve_event');
        return {
          async rollback() {
            execute('ROLLBACK TO varve_event');
            execute('RELEASE varve_event');
          },
          release: async () => void execute('RELEASE varve_event'),
        };
      },
      builds: createSqliteBuilds(execute),
      deadLetters: createSqliteDeadLetters(execute),
    },
  };
}
