import { expect, it } from 'vitest';
import { assertNever } from '../../../src/runtime/assert-never.js';

it('names the type that has no case', () => {
  const events: unknown[] = [{ type: 'ItemAdded', data: { secret: 1 } }, 7];
  expect(() => assertNever(events[0] as never)).toThrow(new TypeError('no case for "ItemAdded"'));
  expect(() => assertNever(events[1] as never)).toThrow(new TypeError('no case for 7'));
});
