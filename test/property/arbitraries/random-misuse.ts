import { isObject } from '../../../src/runtime/check.js';
import type { Random } from './random.js';

/** What callers without types, or with casts, hand over. */
function strangers(): readonly unknown[] {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  return [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0n,
    7n,
    1n << 63n,
    -(1n << 63n) - 1n,
    '7',
    new Date(Number.NaN),
    new Date(0),
    new Date(8.64e15),
    new Uint8Array([1, 2, 3]),
    new Uint8Array(9),
    'AAE=',
    new Map([['a', 1]]),
    new Set([1]),
    new (class Point {
      x = 1;
    })(),
    Object.create({ inherited: 1 }) as unknown,
    Object.assign(Object.create(null) as object, { a: 1 }),
    () => 1,
    Symbol('s'),
    new Array(2),
    [undefined],
    { a: undefined },
    { toJSON: () => ({}) },
    new String('boxed'),
    new Number(1),
    cycle,
    /x/u,
    new Error('no'),
  ];
}

/** The typed value with something in it that does not belong there; nothing of the given value is changed. */
export function misuse(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && !random.oneIn(4)) {
    const index = random.int(0, value.length - 1);
    const items: unknown[] = value;
    return random.oneIn(4) ? [...items, random.pick(strangers())] : items.with(index, misuse(items[index], random));
  }
  if (isObject(value) && Object.keys(value).length > 0 && !random.oneIn(5)) {
    const entries = Object.entries(value);
    const index = random.int(0, entries.length - 1);
    const [key, member] = entries[index] ?? ['', undefined];
    if (random.oneIn(5))
      return Object.fromEntries([
        ...entries,
        [random.pick(['extra', '__proto__', 'toJSON']), random.pick(strangers())],
      ]);
    if (random.oneIn(5)) return Object.fromEntries(entries.toSpliced(index, 1));
    return Object.fromEntries(entries.with(index, [key, misuse(member, random)]));
  }
  return random.pick(strangers());
}
