import { describe, expect, it } from 'vitest';
import type { StoreRetry } from '../../../../src/runtime/store.js';
import { withBackOff } from '../../../../src/runtime/stores/back-off.js';

const passing = new Error('the connection was lost');
const lasting = new Error('the password is wrong');

function failing(times: number, error = passing): () => Promise<string> {
  let failures = 0;
  return async () => {
    failures += 1;
    if (failures <= times) throw error;
    return 'done';
  };
}

const soon = { operation: 'append', isTransient: (error: unknown) => error === passing, firstDelay: 1, maxDelay: 4 };
const inAWhile = (): number => performance.now() + 10_000;

describe('back-off', () => {
  it('tries again until it succeeds, and says each time that it does', async () => {
    const retries: StoreRetry[] = [];
    const backOff = { ...soon, deadline: inAWhile(), onRetry: (retry: StoreRetry) => void retries.push(retry) };
    expect(await withBackOff(failing(5), backOff)).toBe('done');
    expect(retries.map(({ operation, failures, error }) => [operation, failures, error])).toEqual(
      [1, 2, 3, 4, 5].map((failures) => ['append', failures, passing]),
    );
    const wholes = [1, 2, 4, 4, 4];
    retries.forEach(({ delay }, index) => {
      const whole = wholes[index] ?? 0;
      expect(delay).toBeGreaterThanOrEqual(whole / 2);
      expect(delay).toBeLessThanOrEqual(whole);
    });
  });

  it('does not try again what will not pass', async () => {
    await expect(withBackOff(failing(1, lasting), { ...soon, deadline: inAWhile() })).rejects.toBe(lasting);
  });

  it('gives up at the deadline, with the last error', async () => {
    let tries = 0;
    const attempt = async (): Promise<never> => {
      tries += 1;
      throw passing;
    };
    await expect(withBackOff(attempt, { ...soon, deadline: performance.now() + 30 })).rejects.toBe(passing);
    expect(tries).toBeGreaterThan(2);
    tries = 0;
    await expect(withBackOff(attempt, { ...soon, deadline: performance.now() - 1 })).rejects.toBe(passing);
    expect(tries).toBe(1);
  });

  it('gives up when it is told to, also while it waits', async () => {
    const stop = new AbortController();
    const backOff = { ...soon, firstDelay: 60_000, maxDelay: 60_000, deadline: inAWhile() * 10, signal: stop.signal };
    const trying = withBackOff(failing(2), backOff);
    setTimeout(() => stop.abort(), 5);
    await expect(trying).rejects.toBe(passing);
  });
});
