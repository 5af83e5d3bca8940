import type { StoreRetry } from '../../store.js';
import type { Outcome } from '../group-commit.js';
import type { Database } from './database.js';
import { patiently } from './patience.js';
import { checked, inSavepoint, transact } from './transaction.js';

export interface WriteJob {
  /** Whether it writes only after everything that it can refuse for: then a refusal leaves nothing to be taken back. */
  readonly checksFirst: boolean;
  /** When to give up while other processes are in the way, in milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  /** What it gives is called when what it did is committed. */
  readonly run: () => Done;
  /** The same as a transaction of its own, in one statement; `undefined`, and nothing is written, where that cannot be. */
  readonly alone: () => Done | undefined;
}

export type Done = () => void;

type Outcomes = readonly Outcome<Done>[];

/** Commits jobs together: nothing of one that fails lasts, and the others do not notice. */
export function commitJobs(
  database: Database,
  onRetry: ((retry: StoreRetry) => void) | undefined,
): (jobs: readonly WriteJob[]) => Promise<Outcomes> {
  const commit = (jobs: readonly WriteJob[], deadline: number): Promise<Outcomes> =>
    patiently(database, { deadline, operation: 'append', onRetry }, () => {
      const [first, ...others] = jobs;
      if (first !== undefined && others.length === 0) {
        const result = first.alone() ?? transact(database, first.run);
        return [{ kind: 'done', result }];
      }
      return transact(database, () =>
        jobs.map(({ run, checksFirst }) => (checksFirst ? checked(run) : inSavepoint(database, run))),
      );
    });

  const commitAlone = async (job: WriteJob): Promise<Outcome<Done>> => {
    try {
      const [outcome] = await commit([job], job.deadline);
      if (outcome === undefined) throw new Error('a commit of one job has one outcome');
      return outcome;
    } catch (error) {
      return { kind: 'failed', error };
    }
  };

  return async (jobs) => {
    // Those behind have a later deadline: where the earliest is over, each goes on by its own.
    const earliest = Math.min(...jobs.map(({ deadline }) => deadline));
    if (jobs.length > 1) {
      try {
        return await commit(jobs, earliest);
      } catch {
        // What broke the whole batch, a text without room for it say, is one job's; each finds out whether it is its own.
      }
    }
    const outcomes: Outcome<Done>[] = [];
    for (const job of jobs) outcomes.push(await commitAlone(job));
    return outcomes;
  };
}
