import { StoreError } from '../errors.js';
import type { StoreHealth } from '../store.js';

/** What comes of asking a store something that it can answer only when it is well. */
export async function healthOf(ask: () => Promise<unknown>): Promise<StoreHealth> {
  const start = performance.now();
  try {
    await ask();
    return { healthy: true, latency: performance.now() - start };
  } catch (error) {
    const problem =
      error instanceof StoreError
        ? error
        : new StoreError(
            'FAILED',
            `the store did not answer: ${error instanceof Error ? error.message : String(error)}`,
            {
              cause: error,
            },
          );
    return { healthy: false, latency: performance.now() - start, problem };
  }
}
