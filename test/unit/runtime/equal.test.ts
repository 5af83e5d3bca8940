import { describe, expect, it } from 'vitest';
import { isEqual } from '../../../src/runtime/equal.js';

class Instant {
  readonly #time: bigint;

  constructor(time: bigint) {
    this.#time = time;
  }

  get epochNanoseconds(): bigint {
    return this.#time;
  }
}

describe('isEqual', () => {
  it.each<[unknown, unknown]>([
    [1, 1],
    [0, -0],
    [Number.NaN, Number.NaN],
    [1n, 1n],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [new Date(5), new Date(5)],
    [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])('%o and %o are', (a, b) => {
    expect(isEqual(a, b)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [1, '1'],
    [1, 1n],
    [null, {}],
    [[], {}],
    [{}, []],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, { b: undefined }],
    [new Uint8Array([1]), new Uint8Array([2])],
    [new Uint8Array([1]), [1]],
    [new Date(5), new Date(6)],
    [new Date(5), {}],
    [{ toString: 1 }, { a: 1 }],
  ])('%o and %o are not', (a, b) => {
    expect(isEqual(a, b)).toBe(false);
  });

  it('compares instants by their time', () => {
    expect(isEqual(new Instant(1n), new Instant(1n))).toBe(true);
    expect(isEqual(new Instant(1n), new Instant(2n))).toBe(false);
    expect(isEqual(new Instant(1n), new Map())).toBe(false);
  });
});
