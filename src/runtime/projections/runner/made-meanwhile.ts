import { StoreError } from '../../errors.js';

/** Thrown out of a transaction in which somebody else turned out to have made the same builds. */
export class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile';
}

/** Does a job again that others were quicker with. */
export async function againWhenMade<Result>(job: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof MadeMeanwhile)) throw error;
      if (tries === 10) throw new StoreError('FAILED', 'others make and remove the same builds', { cause: error });
    }
  }
}
