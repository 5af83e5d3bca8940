import { describe, expect, test } from 'vitest';
import { runSplit, runStep, runSteps, type Surroundings } from '../../../src/evolution/interpret-plan.js';
import type { Json } from '../../../src/language/syntax.js';
import { contextOf } from '../model/resolve-text.js';

const types = `varve: 1
context: test
types:
  Quantity: { type: int, min: 1 }
  Money:
    versions:
      1: { fields: { cents: int } }
      2: { fields: { amount: { type: long, from: cents }, unit: { type: string, from: { const: EUR } } } }
  Old: { union: kind, of: { a: { fields: { n: int } }, b: { fields: { m: Money@1? } } } }
  New: { union: kind, of: { a: { fields: { n: long } }, b: { fields: { m: Money@2? } }, c: { fields: {} } } }
  Part: { fields: { n: int } }
  Home: { fields: { city: string, zip: string? } }
`;

const envelope = {
  id: '018f4e9e-0000-7000-8000-000000000000',
  stream: 'Thing-1',
  revision: 7,
  recordedAt: '2026-11-23T09:30:00.000Z',
};

function around(text: string): Surroundings {
  return { envelope, ...contextOf(text) };
}

function step(before: string, after: string, data: Json): Json {
  const text = `${types}aggregates:\n  Thing:\n    id: uuid\n    events:\n      Happened:\n        versions:\n          1: { fields: { ${before} } }\n          2: ${after}\n`;
  const surroundings = { ...around(text), custom };
  const plan = surroundings.plans.events.get('Happened')?.[0];
  if (plan === undefined) throw new Error('there is no step');
  return runStep(plan, data, surroundings);
}

const custom: NonNullable<Surroundings['custom']> = (version, field, data) =>
  `${version} ${field ?? '*'} ${JSON.stringify(data)}`;

describe('a step', () => {
  test.each<[string, string, string, Json, Json]>([
    ['carries by name', 'a: int, b: string?', 'b: string?, a: long', { a: 5 }, { a: '5' }],
    ['renames', 'a: int', 'b: { type: int, from: a }', { a: 5 }, { b: 5 }],
    [
      'flattens',
      'home: Home?',
      'zip: { type: string?, from: home.zip }, city: { type: string?, from: home.city }',
      { home: { city: 'x' } },
      { city: 'x' },
    ],
    [
      'flattens what is absent',
      'home: Home?',
      'zip: { type: string?, from: home.zip }, city: { type: string?, from: home.city }',
      {},
      {},
    ],
    ['puts a constant', '', 'a: { type: "int | null", from: { const: null } }', {}, { a: null }],
    [
      'makes a record',
      'c: string',
      'home: { type: Home, from: { fields: { city: c } } }',
      { c: 'x' },
      { home: { city: 'x' } },
    ],
    ['looks up', 's: [a, b]', 's: { type: [x, y], from: { field: s, map: { a: y, b: x } } }', { s: 'a' }, { s: 'y' }],
    ['wraps', 'n: int', 'n: { type: "long[]", from: { wrap: n } }', { n: 1 }, { n: ['1'] }],
    [
      'takes the first',
      'n: "int[]"',
      'n: { type: long, from: { first: n, else: { const: 9 } } }',
      { n: [3, 4] },
      { n: '3' },
    ],
    [
      'takes the else',
      'n: "int[]"',
      'n: { type: long, from: { first: n, else: { const: 9 } } }',
      { n: [] },
      { n: '9' },
    ],
    ['parses', 't: string', 't: { type: long, from: { parse: t } }', { t: '-12' }, { t: '-12' }],
    ['parses a boolean', 't: string', 't: { type: boolean, from: { parse: t } }', { t: 'false' }, { t: false }],
    ['formats', 'n: number', 'n: { type: string, from: { format: n } }', { n: 1e21 }, { n: '1e+21' }],
    [
      'reads the envelope',
      '',
      'a: { type: timestamp, from: { envelope: recordedAt } }, b: { type: long, from: { envelope: revision } }',
      {},
      { a: envelope.recordedAt, b: '7' },
    ],
    [
      'widens inside',
      'a: "Part[]", b: "map<string, int>"',
      'a: "Part[]", b: "map<string, long>"',
      { a: [{ n: 1 }], b: { __proto__x: 2 } },
      { a: [{ n: 1 }], b: { __proto__x: '2' } },
    ],
    [
      'widens null',
      'a: "int | null", b: "int | null"',
      'a: "long | null", b: "long | null"',
      { a: null, b: 1 },
      { a: null, b: '1' },
    ],
    [
      'takes named types along',
      'm: "Money@1[]"',
      'm: "Money@2[]"',
      { m: [{ cents: 5 }] },
      { m: [{ amount: '5', unit: 'EUR' }] },
    ],
    [
      'widens unions',
      'u: Old, v: Old',
      'u: New, v: New',
      { u: { kind: 'a', n: 1 }, v: { kind: 'b', m: { cents: 1 } } },
      { u: { kind: 'a', n: '1' }, v: { kind: 'b', m: { amount: '1', unit: 'EUR' } } },
    ],
  ])('%s', (_, before, after, data, result) => {
    expect(step(before, `{ fields: { ${after} } }`, data)).toEqual(result);
  });

  test('keeps the order of the newer version’s fields', () => {
    expect(JSON.stringify(step('a: int, b: int', '{ fields: { b: int, a: int } }', { a: 1, b: 2 }))).toBe(
      '{"b":2,"a":1}',
    );
  });

  test('hands over what is custom', () => {
    expect(step('a: int', '{ fields: { b: { type: string, from: custom } }, drop: [a] }', { a: 1 })).toEqual({
      b: '2 b {"a":1}',
    });
    expect(step('a: int', '{ upcast: custom, fields: { b: string } }', { a: 1 })).toBe('2 * {"a":1}');
  });

  test.each<[string, string, Json, string]>([
    ['n: int', 'n: { type: Quantity, from: n }', { n: 0 }, 'n must be at least 1, not 0'],
    ['n: string', 'n: { type: int, from: { parse: n } }', { n: '01' }, '"01" does not parse as int'],
    ['n: string', 'n: { type: number, from: { parse: n } }', { n: '1.50' }, '"1.50" does not parse as number'],
    ['n: string', 'n: { type: date, from: { parse: n } }', { n: '2023-02-29' }, '"2023-02-29" does not parse as date'],
  ])('fails where a value cannot be taken: %s to %s', (before, after, data, message) => {
    expect(() => step(before, `{ fields: { ${after} } }`, data)).toThrow(message);
  });
});

test('steps follow each other', () => {
  const text = `${types}aggregates:
  Thing:
    id: uuid
    events:
      Happened:
        versions:
          1: { fields: { a: int } }
          2: { fields: { b: { type: int, from: a } } }
          3: { fields: { c: { type: long, from: b } } }
`;
  expect(
    [1, 2, 3].map((version) =>
      runSteps('Happened', version, [{ a: 1 }, { b: 1 }, { c: '1' }][version - 1] ?? null, around(text)),
    ),
  ).toEqual([{ c: '1' }, { c: '1' }, { c: '1' }]);
});

test('a split is read as its parts, in order, each where its condition holds', () => {
  const text = `${types}aggregates:
  Thing:
    id: uuid
    events:
      Paid: { fields: { amount: long } }
      Noted: { fields: { text: string } }
      Both:
        retired:
          into:
            - { event: Noted@1, when: { present: text } }
            - { event: Paid@1 }
            - { event: Noted@1, when: { absent: text }, with: { text: { const: none } } }
            - { event: Noted@1, when: { equals: { amount: 5 } }, with: { text: { const: five } } }
        fields: { amount: int, text: string? }
`;
  const surroundings = around(text);
  const parts = surroundings.plans.splits.get('Both') ?? [];
  expect(runSplit(parts, { amount: 5, text: 'x' }, surroundings)).toEqual([
    { event: 'Noted', version: 1, data: { text: 'x' } },
    { event: 'Paid', version: 1, data: { amount: '5' } },
    { event: 'Noted', version: 1, data: { text: 'five' } },
  ]);
  expect(runSplit(parts, { amount: 6 }, surroundings).map(({ event }) => event)).toEqual(['Paid', 'Noted']);
});

test.each<[string, Json, Json, boolean]>([
  ['timestamp', '2026-11-23T09:30:00.000Z', '2026-11-23T09:30:00Z', true],
  ['timestamp', '2026-11-23T09:30:00.000Z', '2026-11-23T09:30:00.000000001Z', false],
  ['timestamp | null', '2026-11-23T09:30:00Z', null, false],
  ['timestamp | null', null, null, true],
  ['decimal', '1.50', '1.5', true],
  ['decimal', '1.50', '-1.5', false],
  ['number', 0, -0, true],
  ['string', '1.50', '1.5', false],
])('a part is made where %s %j is %j', (type, literal, value, isMade) => {
  const text = `${types}aggregates:
  Thing:
    id: uuid
    events:
      Noted: { fields: {} }
      Told:
        retired: { into: [{ event: Noted@1, when: { equals: { it: ${JSON.stringify(literal)} } } }] }
        fields: { it: ${type}${type.endsWith('null') ? '' : '?'} }
`;
  const surroundings = around(text);
  const parts = surroundings.plans.splits.get('Told') ?? [];
  expect(runSplit(parts, { it: value }, surroundings)).toHaveLength(isMade ? 1 : 0);
  if (!type.endsWith('null')) expect(runSplit(parts, {}, surroundings)).toEqual([]);
});
