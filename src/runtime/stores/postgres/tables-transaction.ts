import { isObject } from '../../check.js';
import { StoreError } from '../../errors.js';
import type { TablesTransaction } from '../../projections/projection-tables.js';
import type { Row, Session } from './connection.js';
import { failureOf } from './failure.js';
import type { Names } from './names.js';
import { createPostgresBuilds, createPostgresDeadLetters } from './postgres-builds.js';
import type { PostgresRows } from './postgres-rows.js';
import type { Statement } from './statement.js';

export interface LentTables {
  readonly transaction: TablesTransaction;
  /** Why the transaction is of no use any more, as PostgreSQL said it. */
  readonly failed: () => unknown;
  /** Takes the transaction back. */
  readonly end: () => void;
}

/** How long, in milliseconds, to wait for those who read a table that is to be renamed or removed. */
const tablePatience = 50;

/**
 * Whoever wants to read a table waits behind those who wait to change it, who wait for those who read it already. So that
 * one long reader does not hold up all others, nobody waits for long: the transaction fails, and is tried again later.
 */
function briefly(command: string): string {
  return `SET LOCAL lock_timeout = ${tablePatience}; ${command}; SET LOCAL lock_timeout TO DEFAULT`;
}

/** A session's transaction, for the tables of projections. */
export function tablesTransaction(session: Session, rows: PostgresRows, names: Names): LentTables {
  let failed: unknown;
  let isOver = false;

  const attempt = async <Result>(job: () => Promise<Result>): Promise<Result> => {
    if (isOver) throw new StoreError('CLOSED', 'the transaction is over');
    try {
      return await job();
    } catch (error) {
      failed ??= error;
      throw failureOf(error);
    }
  };
  const run = (statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]> =>
    attempt(() => session.run(statement, values));
  const command = (text: string): Promise<unknown> => attempt(() => session.client.query({ text }));

  return {
    failed: () => failed,
    end: () => void (isOver = true),
    transaction: {
      engine: 'postgres',
      query: (text, values = []) =>
        attempt(async () => (await session.client.query({ text, values })).rows.filter(isObject)),
      async createTable(table) {
        const { lock, sql } = rows.createTable(table);
        await run(lock.statement, lock.values);
        if (!(await has(table.name))) await command(sql);
      },
      hasTable: (name) => has(name),
      renameTable: async (from, to) => void (await command(briefly(rows.renameTable(from, to)))),
      copyRows: async (from, to) => void (await command(rows.copyRows(from, to))),
      dropTable: async (name) => void (await command(briefly(rows.dropTable(name)))),
      async read(table, keys) {
        if (keys.length === 0) return [];
        const { statement, values, rowsOf } = rows.read(table, keys);
        return rowsOf(await run(statement, values));
      },
      async find(table, plan) {
        const { statement, values, rowsOf } = rows.find(table, plan);
        return rowsOf(await run(statement, values));
      },
      async write(table, kept, removed) {
        for (const { statement, values } of rows.write(table, kept, removed)) await run(statement, values);
      },
      async savepoint() {
        await command('SAVEPOINT varve_event');
        return {
          async rollback() {
            await command('ROLLBACK TO SAVEPOINT varve_event; RELEASE SAVEPOINT varve_event');
            failed = undefined;
          },
          release: async () => void (await command('RELEASE SAVEPOINT varve_event')),
        };
      },
      builds: createPostgresBuilds(run, names),
      deadLetters: createPostgresDeadLetters(run, names),
    },
  };

  async function has(name: string): Promise<boolean> {
    const { statement, values } = rows.hasTable(name);
    return (await run(statement, values)).length > 0;
  }
}
