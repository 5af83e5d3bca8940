/** Runs jobs one after the other, in the order of the calls. */
export interface TurnsInOrder {
  run<Result>(job: () => Promise<Result>): Promise<Result>;
  /** Settles when nothing is under way or waits. */
  drained(): Promise<void>;
}

export function createTurnsInOrder(): TurnsInOrder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(job) {
      const turn = last.then(job);
      last = turn.catch(() => undefined);
      return turn;
    },
    async drained() {
      for (let seen: Promise<unknown> | undefined; seen !== last;) {
        seen = last;
        await seen;
      }
    },
  };
}
