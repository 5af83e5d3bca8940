import { describe, expect, it } from 'vitest';
import { frozen } from '../../../src/runtime/frozen.js';

describe('frozen', () => {
  it('freezes all that is in a value, and gives the value back', () => {
    const value = { list: [{ n: 1 }], map: { a: { b: 'c' } }, none: null, big: 1n };
    expect(frozen(value)).toBe(value);
    expect([value, value.list, value.list[0], value.map, value.map.a].every(Object.isFrozen)).toBe(true);
  });

  it('leaves bytes alone, which cannot be frozen', () => {
    const value = { bytes: new Uint8Array([1, 2]) };
    expect(frozen(value).bytes).toEqual(new Uint8Array([1, 2]));
    expect(Object.isFrozen(value)).toBe(true);
  });

  it('ends where a value holds itself', () => {
    const value: { self?: unknown } = {};
    value.self = value;
    expect(frozen(value)).toBe(value);
  });

  it.each([undefined, null, 1, 'text'])('gives back %s', (value) => expect(frozen(value)).toBe(value));
});
