import { describe, expect, test } from 'vitest';
import type { Fold } from '../../../src/model/fold.js';
import { contextOf, resolveText } from './resolve-text.js';

function text(reduce: string): string {
  return `varve: 1
context: test
types:
  CartId: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z]+$", brand: true }
  Money: { fields: { amount: decimal, unit: string? } }
  Deep: { fields: { in: Inner } }
  Inner: { fields: { m: "map<string, long>" } }
  Pay: { union: kind, of: { card: { fields: {} }, cash: { fields: {} } } }
aggregates:
  Cart:
    id: CartId
    events:
      Added:
        fields:
          sku: Sku
          plain: string
          note: string?
          count: int
          big: long
          rate: number
          price: Money
          gift: "Money | null"
          tip: Money?
          points: int | null
          tags: "Sku[]"
          pay: Pay
    state:
      fields:
        owner: CartId?
        last: "Sku | null"
        name: { type: string, init: "" }
        note: string?
        n: { type: int, init: 0 }
        total: { type: long, init: 0 }
        sum: { type: decimal, init: 0 }
        mean: { type: number, init: 0 }
        at: timestamp?
        rev: { type: long, init: 0 }
        open: { type: boolean, init: false }
        how: { type: [card, cash, none], init: none }
        score: decimal | null
        price: { type: Money, init: { amount: 0 } }
        prices: { type: "Money[]", init: [] }
        tags: { type: "Sku[]", init: [] }
        counts: { type: "map<Sku, int>", init: {} }
        amounts: { type: "map<string, decimal>", init: {} }
        deep: { type: Deep, init: { in: { m: {} } } }
      reduce:
        Added: ${reduce}
`;
}

function foldOf(reduce: string): Fold | undefined {
  return contextOf(text(reduce)).context.aggregates[0]?.state.folds.get('Added');
}

describe('operations are resolved', () => {
  test('in the order written, with literals in their stored form', () => {
    expect(foldOf('{ set: { n: count, total: { const: 5 } }, add: { "counts[sku]": count } }')).toMatchObject({
      kind: 'operations',
      operations: [
        {
          kind: 'set',
          target: { field: 'n', steps: [], optional: false },
          value: { kind: 'event', path: ['count'], optional: false },
        },
        { kind: 'set', target: { field: 'total' }, value: { kind: 'const', value: '5', type: { kind: 'long' } } },
        {
          kind: 'add',
          target: {
            field: 'counts',
            steps: [{ kind: 'entry', key: { kind: 'event', path: ['sku'] } }],
            type: { kind: 'int' },
            optional: true,
          },
          value: { kind: 'event', path: ['count'] },
        },
      ],
    });
  });

  test.each([
    '{ set: { owner: $id, at: $recordedAt, rev: $revision, note: $stream, name: $eventId } }',
    '{ set: { last: sku } }',
    '{ set: { last: null, note: note, name: plain } }',
    '{ set: { name: sku } }',
    '{ set: { total: count, sum: count, mean: count } }',
    '{ set: { how: pay.kind } }',
    '{ set: { price.amount: price.amount, price.unit: price.unit } }',
    '{ set: { price: price } }',
    '{ set: { sum: { sum: [price.amount, { product: [count, { const: "1.19" }] }, { negate: count }] } } }',
    '{ set: { total: { product: [count, big] } } }',
    '{ set: { sum: big }, add: { "amounts[plain]": big } }',
    '{ set: { sum: { sum: [count, big, price.amount] } } }',
    '{ set: { score: points } }',
    '{ add: { n: 1, total: count, sum: price.amount, mean: rate } }',
    '{ add: { "amounts[plain]": price.amount, "amounts[\'all\']": 1 } }',
    '{ subtract: { "deep.in.m[plain]": big } }',
    '{ append: { tags: sku, prices: price } }',
    '{ append: { tags: { const: ABC } } }',
    '{ remove: { tags: sku, counts: sku, amounts: plain } }',
    '{ merge: { price: price } }',
    '{ merge: { price: { const: { unit: EUR } } } }',
    'custom',
    'ignore',
  ])('%s', (reduce) => {
    expect(resolveText(text(reduce)).findings).toEqual([]);
  });

  test('a sum is computed in the kind of its target', () => {
    expect(foldOf('{ add: { total: { sum: [count, 1] } } }')).toMatchObject({
      operations: [
        {
          value: {
            kind: 'sum',
            type: { kind: 'long' },
            terms: [
              { kind: 'event', type: { kind: 'int' } },
              { kind: 'const', value: '1', type: { kind: 'long' } },
            ],
          },
        },
      ],
    });
  });
});

describe('operations are refused', () => {
  test.each([
    [
      '{ set: { n: big } }',
      'FOLD_VALUE',
      '"big" does not fit "n" of the state of "Cart": a long cannot become an int without loss',
    ],
    [
      '{ set: { last: plain } }',
      'FOLD_VALUE',
      '"plain" does not fit "last" of the state of "Cart": it has no brand "Sku"',
    ],
    ['{ set: { name: note } }', 'FOLD_OPTIONAL', '"note" may be absent, and "name" of the state of "Cart" may not'],
    [
      '{ set: { name: null } }',
      'LITERAL_MISMATCH',
      'what is put into "name" of the state of "Cart" must be a string, not null',
    ],
    [
      '{ set: { note: null } }',
      'LITERAL_MISMATCH',
      'what is put into "note" of the state of "Cart" must be a string, not null',
    ],
    ['{ set: { n: points } }', 'FOLD_OPTIONAL', '"points" does not fit "n" of the state of "Cart": it may be null'],
    ['{ set: { price: gift } }', 'FOLD_OPTIONAL', '"gift" does not fit "price" of the state of "Cart": it may be null'],
    ['{ set: { price: tip } }', 'FOLD_OPTIONAL', '"tip" may be absent, and "price" of the state of "Cart" may not'],
    [
      '{ set: { how: plain } }',
      'FOLD_VALUE',
      '"plain" does not fit "how" of the state of "Cart": string is no [card, cash, none]',
    ],
    [
      '{ set: { sum: gift.amount } }',
      'PATH_NOT_RECORD',
      '"amount" cannot be read of "gift": it may be null, so that nothing can be read inside it',
    ],
    [
      '{ set: { "counts[sku]": note } }',
      'FOLD_OPTIONAL',
      '"note" may be absent, and "counts[sku]" of the state of "Cart" may not',
    ],
    [
      '{ set: { "counts[plain]": count } }',
      'FOLD_VALUE',
      '"plain" does not fit a key of "counts": it has no brand "Sku"',
    ],
    ['{ set: { "counts[note]": count } }', 'FOLD_OPTIONAL', '"note" may be absent, and a key of "counts" may not'],
    [
      '{ set: { "counts[\'a\']": count } }',
      'LITERAL_MISMATCH',
      'a key of "counts" must be a string that matches ^[A-Z]+$, not "a"',
    ],
    ['{ set: { "prices[sku]": price } }', 'FOLD_TARGET', '"prices" is Money[], which has no keys'],
    ['{ set: { price.amuont: count } }', 'UNKNOWN_FIELD', '"price" has no field "amuont"'],
    ['{ add: { open: 1 } }', 'FOLD_TARGET', 'cannot add to "open": it is no number (boolean)'],
    [
      '{ add: { n: rate } }',
      'FOLD_VALUE',
      '"rate" does not fit "n" of the state of "Cart": a number cannot become an int without loss',
    ],
    [
      '{ add: { n: 1.5 } }',
      'LITERAL_MISMATCH',
      'what is put into "n" of the state of "Cart" must be a safe whole number, not 1.5',
    ],
    [
      '{ add: { n: { sum: [count, big] } } }',
      'FOLD_VALUE',
      '"big" does not fit a sum of int: a long cannot become an int without loss',
    ],
    ['{ append: { n: count } }', 'FOLD_TARGET', 'cannot append to "n": it is no list (int)'],
    [
      '{ append: { tags: plain } }',
      'FOLD_VALUE',
      '"plain" does not fit "tags" of the state of "Cart": it has no brand "Sku"',
    ],
    ['{ remove: { n: count } }', 'FOLD_TARGET', 'cannot remove from "n": it is neither a list nor a map (int)'],
    ['{ merge: { n: count } }', 'FOLD_TARGET', 'cannot merge into "n": it is no record (int)'],
    [
      '{ merge: { price: { const: { amount: x } } } }',
      'LITERAL_MISMATCH',
      'what is merged into "price" of the state of "Cart" must at "/amount" be a decimal in quotes like "12.50", not "x"',
    ],
    [
      '{ merge: { price: { const: { total: 1 } } } }',
      'LITERAL_MISMATCH',
      'what is merged into "price" of the state of "Cart" must at "/total" be left out: the type has no such field',
    ],
  ])('%s', (reduce, code, message) => {
    expect(resolveText(text(reduce)).diagnostics).toMatchObject([{ code, message }]);
  });
});

function withState(state: string): string {
  return `varve: 1\ncontext: test\naggregates:\n  A:\n    id: uuid\n    events:\n      Done: { fields: {} }\n      Gone: { retired: { drop: true }, fields: {} }\n${state}`;
}

function foldKinds(state: string): readonly (readonly [string, string])[] {
  return [...(contextOf(withState(state)).context.aggregates[0]?.state.folds ?? [])].map(([name, { kind }]) => [
    name,
    kind,
  ]);
}

test('a state without reduce hands every event to TypeScript; an aggregate without state ignores them', () => {
  expect(foldKinds('    state: { fields: { n: int? } }\n')).toEqual([['Done', 'custom']]);
  expect(foldKinds('')).toEqual([['Done', 'ignore']]);
});

function projection(key: string, fold: string): string {
  return `varve: 1
context: test
types:
  CartId: { type: uuid, brand: true }
aggregates:
  Cart:
    id: CartId
    events:
      Added: { fields: { sku: string, other: CartId, note: string? } }
projections:
  Rows:
    of: [Cart]
    key: { ${key} }
    columns: { n: { type: long, init: 0 } }
    reduce:
      Added: ${fold}
`;
}

describe('the key of a row', () => {
  test.each([
    ['cartId: CartId', '{ add: { n: 1 } }', [{ column: 'cartId', value: { kind: 'envelope', name: '$id' } }]],
    [
      'other: CartId',
      '{ at: { other: other }, add: { n: 1 } }',
      [{ column: 'other', value: { kind: 'event', path: ['other'] } }],
    ],
    [
      'cartId: CartId, sku: string',
      'delete',
      [
        { column: 'cartId', value: { name: '$id' } },
        { column: 'sku', value: { path: ['sku'] } },
      ],
    ],
    [
      'all: boolean',
      '{ at: { all: true }, add: { n: 1 } }',
      [{ column: 'all', value: { kind: 'const', value: true } }],
    ],
  ])('%s with %s', (key, fold, at) => {
    expect(contextOf(projection(key, fold)).context.projections[0]?.folds.get('Added')).toMatchObject({ at });
  });

  test.each([
    [
      'what: string',
      '{ add: { n: 1 } }',
      'KEY_UNBOUND',
      '"Added" does not say which row it reaches: it has no field "what"',
    ],
    [
      'note: string',
      '{ add: { n: 1 } }',
      'FOLD_OPTIONAL',
      '"note" may be absent, and "note" of a row of "Rows" may not',
    ],
    [
      'a: CartId, b: CartId',
      '{ at: { a: $id }, add: { n: 1 } }',
      'KEY_AMBIGUOUS',
      '"b" of a row of "Rows" may be the id, or something else of "Added"',
    ],
    [
      'sku: string',
      '{ at: { skv: sku }, add: { n: 1 } }',
      'UNKNOWN_FIELD',
      'the key of a row of "Rows" has no field "skv"',
    ],
    ['sku: string', '{ set: { sku: sku } }', 'FOLD_TARGET', '"sku" is a key column, which no operation can change'],
  ])('%s with %s is refused', (key, fold, code, message) => {
    expect(resolveText(projection(key, fold)).diagnostics).toMatchObject([{ code, message }]);
  });
});

test('who means a member of an enum is told how it is written', () => {
  const [finding] = resolveText(text('{ set: { how: none } }')).diagnostics;
  expect(finding).toMatchObject({ code: 'UNKNOWN_FIELD', help: 'write `{ const: none }` for the member itself' });
});
