import { afterEach, expect, it, vi } from 'vitest';
import { isUuid } from '../../../src/runtime/formats.js';
import { uuidv7 } from '../../../src/runtime/uuid.js';

afterEach(() => void vi.useRealTimers());

it('makes UUIDs of version 7 that hold the time', () => {
  const before = Date.now();
  const id = uuidv7();
  expect(isUuid(id)).toBe(true);
  expect(id[14]).toBe('7');
  expect(id).toBe(id.toLowerCase());
  const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now() + 1000);
});

it('makes each greater than the last, more in a millisecond than it can count, whatever the clock does', () => {
  vi.useFakeTimers();
  const ids: string[] = [];
  for (let i = 0; i < 20_000; i += 1) {
    if (i === 10_000) vi.setSystemTime(0);
    ids.push(uuidv7());
  }
  expect(ids.every(isUuid)).toBe(true);
  expect(ids.findIndex((id, i) => i > 0 && id <= (ids[i - 1] ?? ''))).toBe(-1);
});
