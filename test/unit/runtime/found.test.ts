import { describe, expect, it } from 'vitest';
import { quoted, rendered } from '../../../src/runtime/found.js';

describe('rendered', () => {
  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [1e21, '1e+21'],
    [12n, '12n'],
    [1n << 128n, 'a bigint of more than 128 bits'],
    ['a"b\n', String.raw`"a\"b\n"`],
    [[], 'an empty list'],
    [[1], 'a list of 1 item'],
    [[1, 2], 'a list of 2 items'],
    [{ secret: 1 }, 'an object'],
    [new Uint8Array(3), 'a Uint8Array of 3 bytes'],
    [new Date(0), 'the Date 1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'an invalid Date'],
    [new TypeError('no'), 'TypeError: "no"'],
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
  ])('%o is %s', (value, text) => {
    expect(rendered(value)).toBe(text);
  });

  it('cuts a long text and says how long it is', () => {
    expect(rendered('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(80)}"… (1000000 characters)`);
  });

  it('lets nothing through that fools the reader of a log', () => {
    expect(quoted('a\u202Eb\u009B\u2028\uD800')).toBe(String.raw`"a\u202eb\u009b\u2028\ud800"`);
  });
});
