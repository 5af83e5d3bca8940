import type { StoreRetry } from '../store.js';

export interface BackOff {
  /** When to give up, in milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Whether an error may pass. */
  readonly isTransient: (error: unknown) => boolean;
  /** Named to whoever is told of retries. */
  readonly operation: string;
  readonly onRetry?: ((retry: StoreRetry) => void) | undefined;
  /** Of the first wait, in milliseconds; each further one is twice as long. */
  readonly firstDelay?: number;
  /** Of the longest wait, in milliseconds. */
  readonly maxDelay?: number;
  /** Ends the waiting: the last error is thrown at once. */
  readonly signal?: AbortSignal;
}

/**
 * Tries until it succeeds, until an error that will not pass, or until the deadline; then the last error is thrown.
 *
 * The waits grow exponentially, each shortened by chance to between a half and the whole of it ("equal jitter", Brooker,
 * Exponential Backoff And Jitter, AWS Architecture Blog, 2015), so that those who failed together do not return together.
 */
export async function withBackOff<Result>(attempt: () => Promise<Result>, backOff: BackOff): Promise<Result> {
  const { deadline, isTransient, operation, onRetry, firstDelay = 20, maxDelay = 2_000, signal } = backOff;
  const isStopped = (): boolean => signal?.aborted === true;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const rest = deadline - performance.now();
      if (rest <= 0 || isStopped() || !isTransient(error)) throw error;
      const whole = Math.min(maxDelay, firstDelay * 2 ** (failures - 1));
      const delay = Math.min(rest, whole / 2 + (Math.random() * whole) / 2);
      onRetry?.({ operation, failures, delay, error });
      await sleep(delay, signal);
      if (isStopped()) throw error;
    }
  }
}

/** Settles after some milliseconds, or at once when the signal is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener('abort', wake);
  });
}
