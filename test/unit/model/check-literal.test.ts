import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/language/syntax.js';
import { checkLiteral, type CheckedLiteral } from '../../../src/model/check-literal.js';
import { contextOf } from './resolve-text.js';

const { context } = contextOf(`varve: 1
context: test
types:
  Sku: { type: string, pattern: "^[A-Z]+$", maxLength: 4 }
  Short: { type: Sku, maxLength: 2 }
  Quantity: { type: int, min: 1, max: 10 }
  Open: { type: number, exclusiveMin: 0, exclusiveMax: 1 }
  Cents: { type: long, min: "-5", max: 5 }
  Amount: { type: decimal, min: "-1.5", scale: 2 }
  Text: { type: string, minLength: 2 }
  Mail: { type: string, format: email }
  Link: { type: string, format: uri }
  Bytes: { type: bytes, maxLength: 2 }
  Color: [red, green]
  Id: { type: uuid, brand: true }
  Flag: boolean
  Number: number
  Day: date
  Instant: timestamp
  Any: json
  Maybe: "int | null"
  Tags: { type: "string[]", minItems: 1, maxItems: 3, unique: true }
  Counts: "map<Color, long>"
  Skus: "map<Sku, int>"
  Money: { fields: { amount: decimal, color: Color, note: string? } }
  Pay: { union: kind, of: { card: { fields: { digits: Sku } }, cash: { fields: {} } } }
  Node: { fields: { value: long, next: Node? } }
`);

function check(type: string, value: Json, text?: string): CheckedLiteral {
  const span = { path: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const literal = { value, span, ...(text !== undefined && { text }) };
  return checkLiteral(literal, { kind: 'reference', name: type, version: 1 }, context.types);
}

describe('what fits is brought into its stored form', () => {
  test.each<[string, Json, Json]>([
    ['Sku', 'ABCD', 'ABCD'],
    ['Short', 'AB', 'AB'],
    ['Quantity', 10, 10],
    ['Number', -0, 0],
    ['Any', { a: [-0, -0.0, 1], ['__proto__']: -0 }, { a: [0, 0, 1], ['__proto__']: 0 }],
    ['Number', 1.5, 1.5],
    ['Open', 0.5, 0.5],
    ['Cents', 0, '0'],
    ['Cents', -5, '-5'],
    ['Cents', '5', '5'],
    ['Amount', 0, '0'],
    ['Amount', '-1.50', '-1.50'],
    ['Text', '💚💚', '💚💚'],
    ['Mail', 'a@b.example', 'a@b.example'],
    ['Link', 'https://a.example/b?c#d', 'https://a.example/b?c#d'],
    ['Bytes', 'AQI=', 'AQI='],
    ['Color', 'red', 'red'],
    ['Id', '018f4e9e-0000-7000-8000-000000000000', '018f4e9e-0000-7000-8000-000000000000'],
    ['Flag', false, false],
    ['Day', '2024-02-29', '2024-02-29'],
    ['Instant', '2026-11-23T09:30:00.123456789Z', '2026-11-23T09:30:00.123456789Z'],
    ['Any', { a: [null, 1] }, { a: [null, 1] }],
    ['Maybe', null, null],
    ['Maybe', 1, 1],
    ['Tags', ['a', 'b'], ['a', 'b']],
    ['Counts', { red: 1 }, { red: '1' }],
    ['Money', { note: 'x', color: 'red', amount: 5 }, { amount: '5', color: 'red', note: 'x' }],
    ['Pay', { kind: 'card', digits: 'AB' }, { kind: 'card', digits: 'AB' }],
    ['Node', { value: 1, next: { value: '2' } }, { value: '1', next: { value: '2' } }],
  ])('%s: %j', (type, value, stored) => {
    expect(check(type, value)).toEqual({ ok: true, value: stored });
  });

  test('a key like __proto__ is a key like any other', () => {
    const checked = check('Any', JSON.parse('{"__proto__": 1}') as Json);
    expect(checked.ok && JSON.stringify(checked.value)).toBe('{"__proto__":1}');
  });
});

describe('what does not fit', () => {
  test.each<[string, Json, string, string]>([
    ['Sku', 'ab', '', 'a string that matches ^[A-Z]+$, not "ab"'],
    ['Sku', 'ABCDE', '', 'at most 4 characters, not 5'],
    ['Short', 'ABC', '', 'at most 2 characters, not 3'],
    ['Sku', 1, '', 'a string, not 1'],
    ['Quantity', 0, '', 'at least 1 and at most 10, not 0'],
    ['Quantity', 1.5, '', 'a safe whole number, not 1.5'],
    ['Open', 0, '', 'more than 0 and less than 1, not 0'],
    ['Open', 1, '', 'more than 0 and less than 1, not 1'],
    ['Cents', 6, '', 'at least -5 and at most 5, not "6"'],
    ['Cents', '05', '', 'a 64-bit whole number, in quotes where it is beyond 2^53, not "05"'],
    [
      'Cents',
      '9223372036854775808',
      '',
      'a 64-bit whole number, in quotes where it is beyond 2^53, not "9223372036854775808"',
    ],
    ['Amount', 0.5, '', 'a decimal in quotes like "12.50", not 0.5'],
    ['Amount', '1e3', '', 'a decimal in quotes like "12.50", not "1e3"'],
    ['Amount', '1.234', '', 'a decimal with at most 2 digits after the point, not "1.234"'],
    ['Amount', '-1.51', '', 'at least -1.5, not "-1.51"'],
    ['Text', '💚', '', 'at least 2 characters, not 1'],
    ['Mail', 'a', '', 'an e-mail address, not "a"'],
    ['Link', 'a b', '', 'an absolute URI, not "a b"'],
    ['Bytes', 'AQIDBA==', '', 'at most 2 bytes, not 4'],
    ['Bytes', 'AQ', '', 'bytes in base64, not "AQ"'],
    ['Color', 'blue', '', 'one of [red, green], not "blue"'],
    ['Id', 'x', '', 'a UUID, not "x"'],
    ['Flag', 'true', '', 'true or false, not "true"'],
    ['Day', '2023-02-29', '', 'a date like 2026-11-23, not "2023-02-29"'],
    [
      'Instant',
      '2026-11-23T09:30:00+01:00',
      '',
      'a timestamp like 2026-11-23T09:30:00.000Z, not "2026-11-23T09:30:00+01:00"',
    ],
    ['Maybe', 'x', '', 'a safe whole number, not "x"'],
    ['Tags', [], '', 'at least 1 and at most 3 items, not 0'],
    ['Tags', ['a', 'a'], '', 'a list without repeats, not a list'],
    ['Tags', ['a', 1], '/1', 'a string, not 1'],
    ['Counts', { blue: 1 }, '/blue', 'under a key that is one of [red, green], not "blue"'],
    ['Counts', { red: 'x' }, '/red', 'a 64-bit whole number, in quotes where it is beyond 2^53, not "x"'],
    ['Skus', { a: 1 }, '/a', 'under a key that is a string that matches ^[A-Z]+$, not "a"'],
    ['Money', { amount: 1 }, '/color', 'there: it is required (Color)'],
    ['Money', { amount: 1, color: 'red', 'a/b': 1 }, '/a~1b', 'left out: the type has no such field'],
    ['Money', [], '', 'a map of fields, not a list'],
    ['Pay', { kind: 'gift' }, '', 'a map with "kind" being one of "card" and "cash", not a map'],
    ['Pay', { kind: 'card', digits: 'a' }, '/digits', 'a string that matches ^[A-Z]+$, not "a"'],
    [
      'Node',
      { value: 1, next: { value: 'x' } },
      '/next/value',
      'a 64-bit whole number, in quotes where it is beyond 2^53, not "x"',
    ],
  ])('%s: %j', (type, value, pointer, problem) => {
    expect(check(type, value)).toEqual({ ok: false, pointer, problem });
  });

  test('the digits are shown as they were written', () => {
    expect(check('Cents', 2 ** 63, '9223372036854775809')).toMatchObject({
      problem: 'a 64-bit whole number, in quotes where it is beyond 2^53, not 9223372036854775809',
    });
  });
});
