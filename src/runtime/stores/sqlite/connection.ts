import { StoreError } from '../../errors.js';
import type { Database } from './database.js';
import { failureOf } from './failure.js';

/** A database as a store uses it: in turns, patient with other processes, with errors of ours. */
export interface Connection {
  /** Runs what only reads. It may run again where another process is in the way. */
  read<Result>(job: () => Result): Promise<Result>;
  /**
   * Runs what writes, in a transaction: nobody else writes meanwhile, and nothing of it lasts where it throws. Jobs take
   * turns in the order of the calls. One may run again where another process is in the way.
   */
  write<Result>(job: () => Result): Promise<Result>;
  checkOpen(): void;
  /** Takes no more jobs, and finishes those that it has. */
  finish(): Promise<void>;
}

interface WaitingJob {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  readonly run: (deadline: number) => Promise<void>;
}

/** @param busyTimeout for how many milliseconds to try when other processes are in the way. */
export function createConnection(database: Database, busyTimeout: number): Connection {
  let closed = false;
  let waiting: WaitingJob[] = [];
  let drained: Promise<void> | undefined;

  const checkOpen = (): void => {
    if (closed) throw new StoreError('CLOSED', 'the store is closed');
  };

  // One transaction for each job. To commit the jobs that wait together, run each of a batch in a savepoint here.
  const drain = async (): Promise<void> => {
    await undefined;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      for (const { deadline, run } of batch) await run(deadline);
    }
    drained = undefined;
  };

  return {
    read: (job) =>
      patiently(database, performance.now() + busyTimeout, () => {
        checkOpen();
        return job();
      }),
    write: (job) =>
      new Promise((resolve, reject) => {
        checkOpen();
        const deadline = performance.now() + busyTimeout;
        waiting.push({
          deadline,
          run: () => patiently(database, deadline, () => transact(database, job)).then(resolve, reject),
        });
        drained ??= drain();
      }),
    checkOpen,
    async finish() {
      closed = true;
      await drained;
    },
  };
}

/**
 * Tries until SQLite is not busy. Between the tries other work goes on, which SQLite's own waiting would not let it.
 *
 * @throws StoreError `UNAVAILABLE` where it is still busy at the deadline.
 */
export async function patiently<Result>(database: Database, deadline: number, attempt: () => Result): Promise<Result> {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (database.reasonOf(error) !== 'BUSY' || performance.now() >= deadline) throw failureOf(database, error);
    }
    // By chance, so that processes that wait for one another do not go on in step.
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 7));
  }
}

/** The write lock is taken at the beginning: a transaction that began by reading could not always get it later. */
export function transact<Result>(database: Database, job: () => Result): Result {
  database.prepare('BEGIN IMMEDIATE').run();
  try {
    const result = job();
    database.prepare('COMMIT').run();
    return result;
  } catch (error) {
    try {
      database.prepare('ROLLBACK').run();
    } catch {
      // After some errors SQLite has rolled back itself.
    }
    throw error;
  }
}
