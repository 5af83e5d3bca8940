import { type BackOff, withBackOff } from '../back-off.js';
import type { Database } from './database.js';
import { failureOf } from './failure.js';

/**
 * Tries until SQLite is not busy. Between the tries other work goes on, which SQLite's own waiting would not let it.
 *
 * @throws StoreError `UNAVAILABLE` where it is still busy at the deadline.
 */
export async function patiently<Result>(
  database: Database,
  patience: Pick<BackOff, 'deadline' | 'operation' | 'onRetry'>,
  attempt: () => Result,
): Promise<Result> {
  const isTransient = (error: unknown): boolean => database.reasonOf(error) === 'BUSY';
  try {
    return attempt();
  } catch (error) {
    if (!isTransient(error)) throw failureOf(database, error);
  }
  try {
    // Another process holds the file for a commit's time, and nothing tells when it lets go.
    return await withBackOff(async () => attempt(), {
      ...patience,
      isTransient,
      firstDelay: 4,
      maxDelay: 10,
    });
  } catch (error) {
    throw failureOf(database, error);
  }
}
