/** Runs jobs under one key one after the other, in the order of the calls, and those under different keys at once. */
export interface Turns {
  take<Result>(key: string, job: () => Promise<Result>): Promise<Result>;
  /** Settles when no job is under way. */
  drained(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(key, job) {
      const before = last.get(key);
      const result = before === undefined ? job() : before.then(job);
      const settled: Promise<unknown> = result
        .catch(() => undefined)
        .then(() => {
          if (last.get(key) === settled) last.delete(key);
        });
      last.set(key, settled);
      return result;
    },
    async drained() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
