import { describe, expect, test } from 'vitest';
import {
  attempted,
  changedFields,
  changedMember,
  demandAbsent,
  demandAgreement,
  demandEqual,
  demandFirst,
  demandImage,
  demandOlder,
  demandPresent,
  digitsOf,
  headOf,
  imageOf,
  listOf,
  numberOf,
  onlyItem,
  parsedText,
  partOf,
  presentMembers,
  presentRecord,
  textOf,
} from '../../../src/runtime/downcasting.js';
import { InvalidData } from '../../../src/runtime/errors.js';
import { expected, type Problem } from '../../../src/runtime/problem.js';
import { parseInteger } from '../../../src/runtime/text.js';

const proto = (value: unknown): object => Object.fromEntries([['__proto__', value]]);

/** What a check says of a value that has no place in the older version. */
const misfitOf = (value: unknown): Problem => expected('anything', value);

/** Where a demand is not met, and why. */
function refusal(demand: () => void): unknown {
  try {
    demand();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidData) return error.problem;
    throw error;
  }
}

describe('what is read of the newer data', () => {
  test('nothing that an object inherits, and nothing of what is no object', () => {
    expect(partOf({ a: { b: 1 } }, 'a', 'b')).toBe(1);
    expect(partOf({ a: null }, 'a', 'b')).toBeUndefined();
    expect(partOf({}, 'constructor')).toBeUndefined();
    expect(partOf(proto(2), '__proto__')).toBe(2);
  });

  test('numbers and digits; anything else stays what it is', () => {
    expect([numberOf('12'), numberOf(null), numberOf(undefined)]).toEqual([12, null, undefined]);
    expect([digitsOf(12), digitsOf(-0), digitsOf(1e21), digitsOf(1.5), digitsOf(null)]).toEqual([
      '12',
      '0',
      '1000000000000000000000',
      1.5,
      null,
    ]);
    // What a `long` of up to 2^63 - 1 was read as by a number: the nearest that a number has is one too many.
    expect([digitsOf(2 ** 63), digitsOf(-(2 ** 63))]).toEqual(['9223372036854775807', '-9223372036854775808']);
  });

  test('records and unions, with every field that is not converted', () => {
    expect(changedFields({ b: 1, a: '2' }, { a: numberOf })).toEqual({ b: 1, a: 2 });
    expect(Object.entries(changedFields(proto('1'), {}) as object)).toEqual([['__proto__', '1']]);
    expect(changedFields({ constructor: 'x' }, {})).toEqual({ constructor: 'x' });
    expect(changedFields(null, { a: numberOf })).toBeNull();
    const members = { card: { n: numberOf } };
    expect(changedMember({ kind: 'card', n: '1' }, 'kind', members)).toEqual({ kind: 'card', n: 1 });
    expect(changedMember({ kind: 'constructor', n: '1' }, 'kind', members)).toEqual({ kind: 'constructor', n: '1' });
  });

  test('members that are there', () => {
    expect(presentMembers({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
    expect(presentRecord({ a: undefined })).toBeUndefined();
    expect(presentRecord({ a: 1 })).toEqual({ a: 1 });
  });

  test('lists', () => {
    expect(onlyItem(['1'], numberOf)).toBe(1);
    expect(onlyItem(undefined)).toBeUndefined();
    expect(misfitOf(onlyItem([1, 2]))).toMatchObject({ expected: 'a list of one item', found: 'a list of 2 items' });
    expect(misfitOf(onlyItem('x'))).toMatchObject({ found: '"x"' });
    expect(listOf('1', numberOf)).toEqual([1]);
    expect(listOf(null, undefined, null)).toEqual([]);
    expect(listOf(undefined, undefined, null)).toBeUndefined();
    expect(headOf(['1', '2'], numberOf)).toBe(1);
    expect(headOf([], undefined, () => 7)).toBe(7);
    expect(headOf([])).toBeUndefined();
  });

  test('texts', () => {
    expect(parsedText('12', parseInteger)).toBe(12);
    expect(misfitOf(parsedText('x', parseInteger))).toMatchObject({
      expected: 'a text of a safe integer',
      found: '"x"',
    });
    expect(misfitOf(parsedText(null))).toMatchObject({ expected: 'a text', found: 'null' });
    expect([textOf(1.5), textOf(true), textOf('x'), textOf(undefined)]).toEqual(['1.5', 'true', 'x', undefined]);
    expect(misfitOf(textOf(null))).toMatchObject({ expected: 'a scalar', found: 'null' });
  });

  test('enums: only members that were mapped, however they are called', () => {
    const images = { b: 'a' };
    expect([imageOf(images, 'b'), imageOf(images, undefined)]).toEqual(['a', undefined]);
    expect(misfitOf(imageOf(images, 'constructor'))).toMatchObject({ found: '"constructor"' });
  });

  test('an error that is none of the data goes on', () => {
    expect(() =>
      attempted(() => {
        throw new TypeError('a bug');
      }, 1),
    ).toThrow(TypeError);
    expect(attempted(() => 1, undefined)).toBeUndefined();
  });
});

describe('what is demanded of the newer data', () => {
  test('says where it is not so, and why', () => {
    expect(refusal(() => demandEqual({ a: [1] }, { a: [1] }, '/x'))).toBeUndefined();
    expect(refusal(() => demandEqual(-0, 0, '/x'))).toBeUndefined();
    expect(refusal(() => demandEqual(undefined, 0, '/x'))).toEqual({
      pointer: '/x',
      expected: 'nothing but 0',
      found: 'nothing',
    });
    expect(refusal(() => demandAbsent(undefined, '/x'))).toBeUndefined();
    expect(refusal(() => demandAbsent(null, '/x'))).toMatchObject({ expected: 'nothing', found: 'null' });
    expect(refusal(() => demandPresent({}, '/x'))).toBeUndefined();
    expect(refusal(() => demandPresent(null, '/x'))).toMatchObject({ expected: 'a record' });
    expect(refusal(() => demandAgreement([1], [1], 1, '/x'))).toBeUndefined();
    expect(refusal(() => demandAgreement([1], [2], 1, '/x'))).toMatchObject({
      expected: 'what agrees with a list of 1 item',
      found: '1',
    });
    expect(refusal(() => demandImage({ a: 'z' }, 'a', 'z', '/x'))).toBeUndefined();
    expect(refusal(() => demandImage({ a: 'z' }, 'a', 'y', '/x'))).toMatchObject({ expected: '"z"', found: '"y"' });
    expect(refusal(() => demandImage({ a: 'z' }, undefined, 'y', '/x'))).toMatchObject({ expected: 'nothing' });
    expect(refusal(() => demandFirst('a', ['a', 'b'], null, 'a', '/x'))).toBeUndefined();
    expect(refusal(() => demandFirst(null, [], null, null, '/x'))).toBeUndefined();
    expect(refusal(() => demandFirst('a', [], null, 'a', '/x'))).toMatchObject({ expected: 'null', found: '"a"' });
    expect(refusal(() => demandFirst(undefined, undefined, null, undefined, '/x'))).toBeUndefined();
  });

  test('a fault of the older version is told where its value stands in the newer', () => {
    const problem: Problem = { pointer: '/qty/0', expected: 'an integer', found: 'null' };
    expect(refusal(() => demandOlder(undefined))).toBeUndefined();
    expect(refusal(() => demandOlder(problem))).toEqual(problem);
    expect(refusal(() => demandOlder(problem, { qty: ['order', 'a/b'] }))).toMatchObject({ pointer: '/order/a~1b/0' });
    expect(refusal(() => demandOlder({ ...problem, pointer: '/constructor' }, {}))).toMatchObject({
      pointer: '/constructor',
    });
  });
});
