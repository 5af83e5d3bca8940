import { StoreError } from '../../errors.js';
import { createReader } from '../../projections/create-reader.js';
import type { ProjectionTables, TablesTransaction } from '../../projections/projection-tables.js';
import type { Connection } from './connection.js';
import { failureOf, isTransient } from './failure.js';
import type { Names } from './names.js';
import { createPostgresRows } from './postgres-rows.js';
import { tablesTransaction } from './tables-transaction.js';

export interface PostgresTables extends ProjectionTables {
  /** Settles when no transaction is under way any more. */
  drained(): Promise<void>;
}

/** What a job threw, told apart from what PostgreSQL says. */
class JobFailure extends Error {
  override readonly name = 'JobFailure';
}

/**
 * Projections' tables in the database of a connection, which may be a store's.
 *
 * @param schema that the tables are in.
 */
export function createPostgresTables(connection: Connection, names: Names, schema: string): PostgresTables {
  const rows = createPostgresRows(schema);
  const underWay = new Set<Promise<unknown>>();

  const attempt = <Result>(job: (transaction: TablesTransaction) => Promise<Result>): Promise<Result> =>
    connection.transact(async (session) => {
      const { transaction, failed, end } = tablesTransaction(session, rows, names);
      try {
        const result = await job(transaction);
        const failure = failed();
        // PostgreSQL would make a rollback of the commit, and say nothing.
        if (failure !== undefined) throw failure;
        return result;
      } catch (error) {
        const failure = failed();
        throw isTransient(failure) ? failure : new JobFailure('a job failed', { cause: errorOf(error) });
      } finally {
        end();
      }
    });

  const transact = async <Result>(job: (transaction: TablesTransaction) => Promise<Result>): Promise<Result> => {
    try {
      return await attempt(job);
    } catch (error) {
      if (!isTransient(error)) throw errorOf(error);
    }
    // The time for retries begins when something failed: a job may take longer than that.
    return connection.retrying('tables', () => attempt(job), errorOf);
  };

  const read: ProjectionTables['read'] = async (table, keys) => {
    connection.checkOpen();
    if (keys.length === 0) return [];
    const { statement, values, rowsOf } = rows.read(table, keys);
    return rowsOf(await connection.run('tables.read', statement, values));
  };
  const find: ProjectionTables['find'] = async (table, plan) => {
    connection.checkOpen();
    const { statement, values, rowsOf } = rows.find(table, plan);
    return rowsOf(await connection.run('tables.find', statement, values));
  };

  return {
    engine: 'postgres',
    read,
    find,
    reader: (table) => createReader({ read, find }, table),
    async transact(job) {
      connection.checkOpen();
      const running = transact(job);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    async drained() {
      await Promise.allSettled(underWay);
    },
  };
}

function errorOf(error: unknown): unknown {
  if (error instanceof JobFailure) return error.cause;
  return error instanceof StoreError || isFromDriver(error) ? failureOf(error) : error;
}

/** Errors of PostgreSQL and of its driver bear a code, or are about the connection. */
function isFromDriver(error: unknown): boolean {
  return isTransient(error) || (error instanceof Error && 'severity' in error);
}
