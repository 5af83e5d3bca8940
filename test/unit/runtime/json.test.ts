import { describe, expect, it } from 'vitest';
import { allUnique, isJson } from '../../../src/runtime/json.js';

describe('isJson', () => {
  const shared = { a: [1] };
  const cycle: { again?: unknown } = {};
  cycle.again = [cycle];
  const list: unknown[] = [];
  list.push(list);
  const hole: unknown[] = [];
  hole[1] = 1;
  const holes: unknown[] = [];
  holes.length = 2 ** 31;

  it.each([
    null,
    true,
    0,
    -1.5,
    '',
    '\uD800',
    [],
    {},
    [null, [{}]],
    { a: { b: [1, 'x'] } },
    [shared, shared],
    JSON.parse('{"__proto__":{"a":1}}'),
  ])('takes %j', (value) => {
    expect(isJson(value)).toBe(true);
  });

  it.each([
    undefined,
    Number.NaN,
    Infinity,
    1n,
    () => 1,
    Symbol('s'),
    [undefined],
    { a: undefined },
    hole,
    new Date(0),
    new Map(),
    { a: [new Date(0)] },
    [1n],
    { toJSON: () => 1 },
    cycle,
    list,
    holes,
  ])('refuses value %#', (value) => {
    expect(isJson(value)).toBe(false);
  });

  it('goes as deep as JSON.parse does', () => {
    const depth = 500_000;
    expect(isJson(JSON.parse('['.repeat(depth) + ']'.repeat(depth)))).toBe(true);
  });

  it('looks once at what is shared, however often', () => {
    let value: unknown = 1;
    for (let i = 0; i < 60; i += 1) value = [value, value];
    expect(isJson(value)).toBe(true);
  });
});

describe('allUnique', () => {
  it.each([
    [[]],
    [[1]],
    [[1, '1', true, 'true', null, 'null']],
    [[{ a: 1 }, { a: 2 }, { a: '1' }, [1], ['1'], {}]],
    [
      [
        [1, [2]],
        [1, 2],
      ],
    ],
    [[{ a: 1 }, '{"a":1}']],
  ])('%j is', (items) => {
    expect(allUnique(items)).toBe(true);
  });

  it.each([
    [[1, 1]],
    [['a', 'b', 'a']],
    [[null, null]],
    [[0, -0]],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    [
      [
        [1, { x: [0] }],
        [1, { x: [-0] }],
      ],
    ],
  ])('%j is not', (items) => {
    expect(allUnique(items)).toBe(false);
  });

  it('does not compare each object with each', () => {
    expect(allUnique(Array.from({ length: 100_000 }, (_, i) => ({ i })))).toBe(true);
  });
});
