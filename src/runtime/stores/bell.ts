/** Wakes those who wait for news. */
export interface Bell {
  ring(): void;
  /** How often it has rung. */
  readonly rings: number;
  /**
   * Settles when the bell has rung more often than `heard`, or when the signal is aborted. Whoever looks for news notes
   * the rings first: then none is missed between looking and waiting.
   */
  wait(heard: number, signal: AbortSignal): Promise<void>;
  /** How many wait. */
  readonly waiting: number;
}

export function createBell(): Bell {
  let rings = 0;
  let waiters = new Set<() => void>();
  return {
    ring() {
      rings += 1;
      if (waiters.size === 0) return;
      const woken = waiters;
      waiters = new Set();
      for (const wake of woken) wake();
    },
    get rings() {
      return rings;
    },
    wait(heard, signal) {
      return new Promise((resolve) => {
        if (signal.aborted || rings > heard) return resolve();
        const wake = (): void => {
          waiters.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiters.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
    get waiting() {
      return waiters.size;
    },
  };
}
