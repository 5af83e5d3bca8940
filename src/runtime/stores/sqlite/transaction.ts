import { VarveError } from '../../errors.js';
import type { Outcome } from '../group-commit.js';
import type { Database } from './database.js';
import { failureOf } from './failure.js';

/** The write lock is taken at the beginning: a transaction that began by reading could not always get it later. */
export function transact<Result>(database: Database, job: () => Result): Result {
  database.prepare('BEGIN IMMEDIATE').run();
  try {
    const result = job();
    database.prepare('COMMIT').run();
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

export function rollBack(database: Database): void {
  try {
    database.prepare('ROLLBACK').run();
  } catch {
    // After some errors SQLite has rolled back itself.
  }
}

/**
 * Runs a job within a transaction so that nothing of it lasts where it fails, and the transaction goes on. Throws where
 * the transaction is lost with it: after some errors SQLite has rolled back everything.
 */
export function inSavepoint<Result>(database: Database, job: () => Result): Outcome<Result> {
  database.prepare('SAVEPOINT varve_job').run();
  try {
    const result = job();
    database.prepare('RELEASE varve_job').run();
    return { kind: 'done', result };
  } catch (error) {
    try {
      database.prepare('ROLLBACK TO varve_job').run();
      database.prepare('RELEASE varve_job').run();
    } catch {
      throw error;
    }
    return { kind: 'failed', error: failureOf(database, error) };
  }
}

/** What a job refuses is its own; what SQLite refuses is the whole transaction's. */
export function checked<Result>(run: () => Result): Outcome<Result> {
  try {
    return { kind: 'done', result: run() };
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    return { kind: 'failed', error };
  }
}
