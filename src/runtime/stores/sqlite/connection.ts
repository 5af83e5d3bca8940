import { StoreError } from '../../errors.js';
import type { StoreRetry } from '../../store.js';
import { createTurnsInOrder } from '../turns-in-order.js';
import { createGroupCommit, type GroupCommitLimits } from '../group-commit.js';
import { commitJobs, type WriteJob } from './commit-jobs.js';
import type { Database } from './database.js';
import { failureOf } from './failure.js';
import { patiently } from './patience.js';
import { rollBack } from './transaction.js';

/** A database as a store uses it: in turns, patient with other processes, with errors of ours. */
export interface Connection {
  /** Runs what only reads. It may run again where another process is in the way. */
  read<Result>(job: () => Result): Promise<Result>;
  /**
   * Runs what writes, in a transaction: nobody else writes meanwhile, and nothing of it lasts where it throws. Jobs take
   * turns in the order of the calls; those that wait together are committed together. One may run again where another
   * process is in the way.
   */
  write<Result>(job: () => Result, shortcuts?: Shortcuts<Result>): Promise<Result>;
  /** The same, also when no more is taken: to end what was begun before. */
  complete<Result>(job: () => Result): Promise<Result>;
  /**
   * Runs what writes and waits for other things meanwhile, in a transaction of its own, also when no more is taken.
   * Writers take turns with it. What only reads does not, unless the job `isHidden`, and sees what is not committed: it
   * must read what such a job does not write. Errors are the job's.
   */
  transact<Result>(job: () => Promise<Result>, options?: { readonly isHidden: boolean }): Promise<Result>;
  /** Runs what only reads when no such transaction is under way. */
  readCommitted<Result>(job: () => Result): Promise<Result>;
  checkOpen(): void;
  /** Takes no more of `read` and `write`. */
  refuse(): void;
  /** Settles when everything is done that was taken. */
  drained(): Promise<void>;
}

/** What makes a job cheaper, where it holds. */
export interface Shortcuts<Result> {
  /** It writes only after everything that it can refuse for: then a refusal leaves nothing to be taken back. */
  readonly checksFirst?: boolean;
  /**
   * The same in one statement, for when the job is alone; `undefined`, and nothing is written, where that cannot say what
   * the job would.
   */
  readonly alone?: () => Result | undefined;
}

export interface ConnectionSettings {
  /** For how many milliseconds to try when other processes are in the way. */
  readonly busyTimeout: number;
  readonly groupCommit: GroupCommitLimits;
  readonly onRetry?: ((retry: StoreRetry) => void) | undefined;
}

export function createConnection(database: Database, settings: ConnectionSettings): Connection {
  const { busyTimeout, groupCommit, onRetry } = settings;
  const turns = createTurnsInOrder();
  const commit = commitJobs(database, onRetry);
  const commits = createGroupCommit((jobs: readonly WriteJob[]) => turns.run(() => commit(jobs)), groupCommit);
  let closed = false;

  const checkOpen = (): void => {
    if (closed) throw new StoreError('CLOSED', 'the store is closed');
  };

  const submit = <Result>(job: () => Result, { checksFirst = false, alone }: Shortcuts<Result> = {}): Promise<Result> =>
    new Promise((resolve, reject) => {
      const done = (result: Result) => () => resolve(result);
      const writeJob: WriteJob = {
        deadline: performance.now() + busyTimeout,
        checksFirst,
        run: () => done(job()),
        alone() {
          const result = alone?.();
          return result === undefined ? undefined : done(result);
        },
      };
      commits.enqueue(writeJob, (outcome) => {
        if (outcome.kind === 'done') outcome.result();
        else reject(outcome.error);
      });
    });

  const patience = (operation: string): Parameters<typeof patiently>[1] => ({
    deadline: performance.now() + busyTimeout,
    operation,
    onRetry,
  });

  const readNow: Connection['read'] = (job) =>
    patiently(database, patience('read'), () => {
      checkOpen();
      return job();
    });

  /** Whether a transaction is under way of which nobody may see a part. */
  let isHiding = false;

  const transact: Connection['transact'] = async (job, { isHidden } = { isHidden: false }) => {
    await patiently(database, patience('tables'), () => void database.prepare('BEGIN IMMEDIATE').run());
    isHiding = isHidden;
    try {
      const result = await job();
      try {
        database.prepare('COMMIT').run();
      } catch (error) {
        throw failureOf(database, error);
      }
      return result;
    } catch (error) {
      rollBack(database);
      throw error;
    } finally {
      isHiding = false;
    }
  };

  const readCommitted: Connection['read'] = (job) => turns.run(() => readNow(job));

  return {
    read: (job) => (isHiding ? readCommitted(job) : readNow(job)),
    transact: (job, options) => turns.run(() => transact(job, options)),
    readCommitted,
    async write(job, shortcuts) {
      checkOpen();
      return submit(job, shortcuts);
    },
    complete: (job) => submit(job),
    checkOpen,
    refuse() {
      closed = true;
    },
    async drained() {
      await commits.drained();
      await turns.drained();
    },
  };
}
