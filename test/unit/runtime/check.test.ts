import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  type Check,
  checked,
  codePointLength,
  entry,
  isLongerThan,
  isObject,
  isShorterThan,
  own,
  parsed,
} from '../../../src/runtime/check.js';
import { InvalidData } from '../../../src/runtime/errors.js';
import { expected } from '../../../src/runtime/problem.js';

describe('isObject', () => {
  it.each([{}, Object.create(null), JSON.parse('{"__proto__":1}'), runInNewContext('({})')])('takes %o', (value) => {
    expect(isObject(value)).toBe(true);
  });

  class Thing {
    readonly a = 1;
  }
  it.each([
    null,
    undefined,
    'a',
    1,
    [],
    runInNewContext('[]'),
    new Date(0),
    new Map(),
    new Uint8Array(),
    new Thing(),
    () => 1,
  ])('refuses %o', (value) => {
    expect(isObject(value)).toBe(false);
  });
});

describe('own and entry', () => {
  const map: Record<string, unknown> = JSON.parse('{"__proto__": 1, "a": 2}');

  it('find what is there, whatever its name', () => {
    expect(own(map, '__proto__')).toBe(1);
    expect(entry(map, '__proto__')).toBe(1);
    expect(entry({ a: 2 }, 'a')).toBe(2);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'b'])('do not find an inherited %s', (key) => {
    expect(own(map, key)).toBeUndefined();
    expect(entry(map, key)).toBeUndefined();
    expect(own({}, '__proto__')).toBeUndefined();
  });
});

describe('lengths', () => {
  it('count code points; a lone surrogate is one', () => {
    expect(codePointLength('')).toBe(0);
    expect(codePointLength('aé😀')).toBe(3);
    expect(codePointLength('😀😀')).toBe(2);
    expect(codePointLength('\uD83D')).toBe(1);
    expect(codePointLength('\uD83D\uD83D\uDE00\uDE00')).toBe(3);
  });

  it('are compared without counting where that is clear', () => {
    expect([isLongerThan('😀😀', 1), isLongerThan('😀😀', 2), isLongerThan('abc', 2), isLongerThan('abc', 1)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect([isShorterThan('😀😀', 2), isShorterThan('😀😀', 3), isShorterThan('ab', 3), isShorterThan('', 0)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

const check: Check = (value) => (value === 'A1' ? undefined : expected('A1', value));

describe('parsed and checked', () => {
  it('give the value', () => {
    expect(parsed(check('A1'), 'A1')).toBe('A1');
    expect(checked('Sku', check, 'A1')).toBe('A1');
  });

  it('throw what is wrong', () => {
    expect(() => parsed(check(1), 1)).toThrow(new InvalidData(expected('A1', 1)));
    expect(() => checked('Sku', check, 1)).toThrow('Sku: expected A1, found 1');
  });
});
