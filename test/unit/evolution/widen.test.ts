import { describe, expect, test } from 'vitest';
import type { Conversion } from '../../../src/evolution/plan.js';
import { widen, type Widening } from '../../../src/evolution/widen.js';
import type { Types } from '../../../src/model/type-lookup.js';
import type { Type } from '../../../src/model/type.js';
import { contextOf } from '../model/resolve-text.js';

const shared = `
  Quantity: { type: int, min: 1, max: 100 }
  Id: { type: uuid, brand: true }
  Name: { type: string, brand: true }
  Code: { type: string, pattern: "^[A-Z]+$", maxLength: 8 }
  Color: [red, green]
  Money:
    versions:
      1: { fields: { amount: int } }
      2: { fields: { amount: long, unit: { type: string, from: { const: EUR } } } }
      3: { fields: { amount: long, currency: { type: string, from: unit } } }
  Price: Money@1
  Cost: Money@3
  Level:
    versions:
      1: [low, high]
      2: [low, high, top]
  Node: { fields: { value: int, children: "Node[]" } }
  Leaf: { fields: { value: int, children: "Leaf[]" } }
  Knot: { fields: { value: long, children: "Knot[]" } }
  A: { fields: { x: int } }
  B: { fields: { x: int, y: string? } }
  C: { fields: { x: long } }
  D: { fields: { x: Quantity } }
  E: { fields: { x: int? } }
  Card: { union: kind, of: { card: { fields: { digits: string } } } }
  Payment: { union: kind, of: { card: { fields: { digits: string } }, cash: { fields: {} } } }
  LongPayment: { union: kind, of: { card: { fields: { digits: string } }, cash: { fields: { cents: long } } } }
  IntPayment: { union: kind, of: { card: { fields: { digits: string } }, cash: { fields: { cents: int } } } }
  Other: { union: type, of: { card: { fields: { digits: string } } } }
`;

function pair(from: string, to: string): { readonly from: Type; readonly to: Type; readonly types: Types } {
  const { context } = contextOf(`varve: 1\ncontext: test\ntypes:${shared}  From: ${from}\n  To: ${to}\n`);
  const body = (name: string): Type => {
    const type = context.types.get(name)?.versions[0]?.type;
    if (type === undefined) throw new Error(name);
    return type;
  };
  return { from: body('From'), to: body('To'), types: context.types };
}

function widened(from: string, to: string): Widening {
  const { from: old, to: newer, types } = pair(from, to);
  return widen(old, newer, types);
}

const same: Conversion = { kind: 'same' };
const cast: Conversion = { kind: 'cast' };
const named = (from: number, to: number): Conversion => ({ kind: 'named', name: 'Money', from, to });

describe('what loses nothing', () => {
  test.each<[string, string, Conversion]>([
    ['string', 'string', same],
    ['boolean', 'boolean', same],
    ['int', 'int', same],
    ['int', 'number', same],
    ['int', 'long', { kind: 'intToLong' }],
    ['Quantity', 'int', same],
    ['Quantity', 'long', { kind: 'intToLong' }],
    ['Quantity', 'Quantity', same],
    ['{ type: int, min: 2, max: 9 }', 'Quantity', same],
    ['{ type: int, min: 5 }', '{ type: number, exclusiveMin: 4 }', same],
    ['int', '{ type: long, min: "-9007199254740991", max: "9007199254740991" }', { kind: 'intToLong' }],
    ['int', '{ type: int, min: -9007199254740991 }', same],
    ['{ type: long, min: 5 }', '{ type: long, min: 4 }', same],
    ['{ type: number, exclusiveMin: 1 }', '{ type: number, min: 1 }', same],
    ['{ type: decimal, min: "1.50", scale: 2 }', '{ type: decimal, min: "1.5", scale: 3 }', same],
    ['{ type: decimal, scale: 2 }', 'decimal', same],
    ['int', '"int | null"', same],
    ['int', '"long | null"', { kind: 'intToLong' }],
    ['"int | null"', '"long | null"', { kind: 'nullable', inner: { kind: 'intToLong' } }],
    ['"int | null"', '"int | null"', same],
    ['uuid', 'string', same],
    ['uuid', '{ type: string, minLength: 36, maxLength: 36 }', same],
    ['date', '{ type: string, maxLength: 10 }', same],
    ['timestamp', 'string', { kind: 'timestampToString' }],
    ['timestamp', 'timestamp', same],
    ['[a, b]', 'string', same],
    ['[a, b]', '{ type: string, pattern: "^[ab]$", maxLength: 1 }', same],
    ['[a, b]', '[b, c, a]', same],
    ['Color', '[red, green, blue]', same],
    ['Level@1', 'Level@2', same],
    ['Id', 'uuid', same],
    ['Id', 'string', same],
    ['Id', 'Id', same],
    ['uuid', 'Id', cast],
    ['string', 'Name', cast],
    ['"string[]"', '"Name[]"', cast],
    ['"string | null"', '"Name | null"', cast],
    ['"map<uuid, int>"', '"map<Id, int>"', cast],
    ['{ fields: { a: string, b: int } }', '{ fields: { a: Name, b: int } }', cast],
    ['"int[]"', '"int[]"', same],
    ['"int[]"', '"long[]"', { kind: 'list', element: { kind: 'intToLong' } }],
    [
      '{ type: "int[]", minItems: 2, maxItems: 3, unique: true }',
      '{ type: "int[]", minItems: 1, maxItems: 4, unique: true }',
      same,
    ],
    ['{ type: "int[]" }', '{ type: "int[]", minItems: 0 }', same],
    ['"map<string, int>"', '"map<string, long>"', { kind: 'map', value: { kind: 'intToLong' } }],
    ['"map<Color, int>"', '"map<string, int>"', same],
    ['Money@1', 'Money@1', same],
    ['Money@1', 'Money@2', named(1, 2)],
    ['Money@1', 'Money@3', named(1, 3)],
    ['Money@1', '"Money@3 | null"', named(1, 3)],
    ['"Money@1 | null"', '"Money@2 | null"', { kind: 'nullable', inner: named(1, 2) }],
    ['"Money@1[]"', '"Money@2[]"', { kind: 'list', element: named(1, 2) }],
    ['"map<string, Money@1>"', '"map<string, Money@2>"', { kind: 'map', value: named(1, 2) }],
    [
      '{ fields: { price: Money@1? } }',
      '{ fields: { price: Money@2? } }',
      { kind: 'record', fields: [{ name: 'price', optional: true, conversion: named(1, 2) }] },
    ],
    ['A', 'B', same],
    ['A', 'E', same],
    ['A', 'C', { kind: 'record', fields: [{ name: 'x', optional: false, conversion: { kind: 'intToLong' } }] }],
    [
      '{ fields: { a: int, b: int } }',
      '{ fields: { a: long, b: long } }',
      {
        kind: 'record',
        fields: [
          { name: 'a', optional: false, conversion: { kind: 'intToLong' } },
          { name: 'b', optional: false, conversion: { kind: 'intToLong' } },
        ],
      },
    ],
    ['Price', 'Money@2', named(1, 2)],
    ['Price', 'Cost', named(1, 3)],
    ['D', 'A', same],
    ['Node', 'Leaf', same],
    ['Card', 'Payment', same],
    [
      'IntPayment',
      'LongPayment',
      {
        kind: 'union',
        tag: 'kind',
        members: [
          { name: 'card', fields: [{ name: 'digits', optional: false, conversion: same }] },
          { name: 'cash', fields: [{ name: 'cents', optional: false, conversion: { kind: 'intToLong' } }] },
        ],
      },
    ],
    ['{ type: string, pattern: "^a", maxLength: 3 }', '{ type: string, pattern: "^a" }', same],
    ['{ type: string, format: email }', '{ type: string, format: email }', same],
    ['{ type: bytes, maxLength: 4 }', '{ type: bytes, maxLength: 5 }', same],
    ['json', 'json', same],
  ])('%s to %s', (from, to, conversion) => {
    expect(widened(from, to)).toEqual({ fits: true, conversion, unsafe: false, tightened: undefined });
  });

  test('a long becomes a number, which is said to be unsafe', () => {
    expect(widened('long', 'number')).toEqual({
      fits: true,
      conversion: { kind: 'longToNumber' },
      unsafe: true,
      tightened: undefined,
    });
    expect(widened('"long[]"', '"number[]"')).toMatchObject({ unsafe: true });
    expect(widened('{ fields: { a: long } }', '{ fields: { a: number } }')).toMatchObject({ unsafe: true });
  });
});

describe('checks that become tighter', () => {
  test.each([
    ['int', 'Quantity', 'min 1 is asked for'],
    ['{ type: int, min: 1 }', 'Quantity', 'max 100 is asked for'],
    ['int', '{ type: number, exclusiveMin: 0 }', 'more than 0 is asked for'],
    ['{ type: number, min: 0 }', '{ type: number, exclusiveMin: 0 }', 'more than 0 is asked for'],
    ['long', '{ type: long, max: 5 }', 'max 5 is asked for'],
    ['decimal', '{ type: decimal, min: "0.1" }', 'min 0.1 is asked for'],
    ['decimal', '{ type: decimal, scale: 2 }', 'scale 2 is asked for'],
    ['{ type: decimal, scale: 3 }', '{ type: decimal, scale: 2 }', 'scale 2 is asked for'],
    ['string', '{ type: string, minLength: 1 }', 'minLength 1 is asked for'],
    ['string', 'Code', 'maxLength 8 is asked for'],
    ['{ type: string, maxLength: 8 }', 'Code', 'the pattern ^[A-Z]+$ is asked for'],
    ['string', '{ type: string, format: uri }', 'the format uri is asked for'],
    ['uuid', '{ type: string, maxLength: 35 }', 'maxLength 35 is asked for'],
    ['uuid', '{ type: string, pattern: "x" }', 'the pattern x is asked for'],
    ['[a, bb]', '{ type: string, maxLength: 1 }', 'maxLength 1 is asked for'],
    ['timestamp', '{ type: string, maxLength: 30 }', 'maxLength 30 is asked for'],
    ['"int[]"', '{ type: "int[]", minItems: 1 }', 'minItems 1 is asked for'],
    ['"int[]"', '{ type: "int[]", unique: true }', 'unique items are asked for'],
    ['"int[]"', '"Quantity[]"', 'min 1 is asked for'],
    ['"map<string, int>"', '"map<string, Quantity>"', 'min 1 is asked for'],
    ['"map<string, int>"', '"map<Code, int>"', 'maxLength 8 is asked for'],
    ['A', 'D', 'of "x", min 1 is asked for'],
    ['bytes', '{ type: bytes, maxLength: 5 }', 'maxLength 5 is asked for'],
    ['"int | null"', '"Quantity | null"', 'min 1 is asked for'],
    ['Quantity', '{ type: Quantity, max: 5 }', 'max 5 is asked for'],
  ])('%s to %s', (from, to, tightened) => {
    expect(widened(from, to)).toMatchObject({ fits: true, tightened });
  });
});

describe('what does not flow', () => {
  test.each([
    ['string', 'int', 'string is no int'],
    ['int', 'string', 'int is no string'],
    ['number', 'int', 'number is no int'],
    ['long', 'int', 'long is no int'],
    ['int', 'decimal', 'int is no decimal'],
    ['string', 'uuid', 'string is no uuid'],
    ['string', '[a]', 'string is no [a]'],
    ['json', 'string', 'json is no string'],
    ['string', 'json', 'string is no json'],
    ['"int | null"', 'int', 'it may be null'],
    ['[a, b, c]', '[a, b]', '[a, b] has no member "c"'],
    ['Level@2', 'Level@1', '[low, high] has no member "top"'],
    ['Money@2', 'Money@1', 'Money@2 does not flow back into Money'],
    ['"string[]"', '"int[]"', 'string is no int'],
    ['int', '"int[]"', 'int is no int[]'],
    ['"map<Id, int>"', '"map<Color, int>"', 'Id is no Color'],
    ['B', 'A', 'its field "y" would be lost'],
    ['A', '{ fields: { x: int, z: int } }', 'there is nothing for its field "z"'],
    ['E', 'A', '"x" may be absent'],
    ['C', 'A', '"x" does not fit: long is no int'],
    ['Payment', 'Card', 'the union has no member "cash"'],
    ['Card', 'Other', 'its tag is "kind", and not "type"'],
    ['Node', 'Knot', '"children" does not fit: Node[] refers to itself, and needs steps of its own'],
  ])('%s to %s', (from, to, reason) => {
    expect(widened(from, to)).toEqual({ fits: false, reason });
  });
});
