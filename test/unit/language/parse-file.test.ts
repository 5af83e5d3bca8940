import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileSyntax } from '../../../src/language/syntax.js';
import { parse, parseClean } from './parse.js';

const shop = readFileSync(join(import.meta.dirname, '../../fixtures/shop.varve.yaml'), 'utf8');

/** One aggregate with the events and the state that are written. */
function aggregate(events: string, state = ''): string {
  const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);
  const stateText = state === '' ? '' : `    state:\n${indented(state, '      ')}`;
  return `varve: 1\ncontext: shop\naggregates:\n  Cart:\n    id: uuid\n    events:\n${indented(events, '      ')}\n${stateText}`;
}

function eventsOf(events: string): FileSyntax['aggregates'][number]['events'] {
  return parseClean(aggregate(events)).aggregates[0]?.events ?? [];
}

function foldOf(fold: string): unknown {
  const file = parseClean(aggregate('A: { fields: {} }', `fields: {}\nreduce:\n  A: ${fold}`));
  return file.aggregates[0]?.state?.reduce?.folds[0]?.fold;
}

function ruleOf(rule: string): unknown {
  const events = eventsOf(
    `A:\n  versions:\n    1: { fields: {} }\n    2: { fields: { x: { type: int, from: ${rule} } } }`,
  );
  return events[0]?.versions[1]?.fields[0]?.from;
}

test('the example of the language page is whole and without a finding', () => {
  const file = parseClean(shop);
  expect(file.context.text).toBe('shop');
  expect(file.annotations).toEqual({ description: 'What a customer does with a cart.' });
  expect(file.metadata).toEqual([
    { name: { text: 'userId' }, annotations: {}, type: { kind: 'name', name: 'UserId', checks: [] }, optional: true },
  ]);
  expect(file.types.map(({ name, brand }) => [name.text, brand])).toEqual([
    ['CartId', true],
    ['UserId', true],
    ['Sku', false],
    ['Quantity', false],
    ['Currency', false],
    ['Money', false],
    ['Payment', false],
  ]);
  expect(file.types[3]?.versions[0]?.type).toEqual({
    kind: 'name',
    name: 'int',
    checks: [
      { name: 'min', value: { value: 1, text: '1' } },
      { name: 'max', value: { value: 10000, text: '10000' } },
    ],
  });
  expect(file.types[6]?.versions[0]?.type).toMatchObject({
    kind: 'union',
    tag: { text: 'kind' },
    members: [
      { name: { text: 'card' }, fields: [{ name: { text: 'last4' } }] },
      { name: { text: 'invoice' }, fields: [{ name: { text: 'dueOn' }, type: { kind: 'name', name: 'date' } }] },
    ],
  });
  const cart = file.aggregates[0];
  expect(cart?.stream?.text).toBe('Cart-{id}');
  expect(cart?.snapshot).toEqual({ every: 100 });
  expect(cart?.events.map(({ name, versions }) => [name.text, versions.map(({ number }) => number)])).toEqual([
    ['CartCreated', [1]],
    ['ItemAdded', [1, 2, 3]],
    ['ItemRemoved', [1]],
    ['CartCheckedOut', [1]],
  ]);
  expect(cart?.events[1]?.versions[2]?.fields[2]).toEqual({
    name: { text: 'price' },
    annotations: {},
    type: { kind: 'nullable', inner: { kind: 'name', name: 'Money', checks: [] }, checks: [] },
    optional: false,
    from: { kind: 'const', value: { value: null } },
  });
  expect(cart?.state?.fields[1]).toMatchObject({ name: { text: 'items' }, type: { kind: 'map' }, init: { value: {} } });
  expect(file.projections[1]).toMatchObject({
    of: [{ text: 'Cart' }],
    key: [{ name: { text: 'sku' } }],
    columns: [{ init: { value: 0, text: '0' } }, {}],
    reduce: {
      folds: [
        {
          event: { text: 'ItemAdded' },
          fold: {
            kind: 'operations',
            at: { columns: [{ column: { text: 'sku' }, value: { kind: 'path', path: { names: ['sku'] } } }] },
            operations: [
              {
                kind: 'add',
                target: { field: 'added', steps: [] },
                value: { kind: 'path', path: { names: ['quantity'] } },
              },
            ],
          },
        },
        { event: { text: 'ItemRemoved' } },
      ],
      others: { kind: 'ignore' },
    },
  });
  expect(file.malformed.size).toBe(0);
});

describe('rules', () => {
  const path = (...names: string[]): object => ({ names });
  test.each([
    ['qty', { kind: 'path', path: path('qty') }],
    ['address.city', { kind: 'path', path: path('address', 'city') }],
    [`"'a b'.\\"c.d\\""`, { kind: 'path', path: path('a b', 'c.d') }],
    ['custom', { kind: 'custom' }],
    ['"\'custom\'"', { kind: 'path', path: path('custom') }],
    ['{ const: [1, { a: null }] }', { kind: 'const', value: { value: [1, { a: null }] } }],
    [
      '{ const: 9223372036854775807 }',
      { kind: 'const', value: { value: Number('9223372036854775807'), text: '9223372036854775807' } },
    ],
    ['{ const: 0x1F }', { kind: 'const', value: { value: 31, text: '31' } }],
    ['{ envelope: recordedAt }', { kind: 'envelope', property: 'recordedAt' }],
    ['{ wrap: tag }', { kind: 'wrap', path: path('tag') }],
    ['{ first: tags }', { kind: 'first', path: path('tags') }],
    [
      '{ first: tags, else: { const: x } }',
      { kind: 'first', path: path('tags'), else: { kind: 'const', value: { value: 'x' } } },
    ],
    ['{ parse: text }', { kind: 'parse', path: path('text') }],
    ['{ format: amount }', { kind: 'format', path: path('amount') }],
    [
      '{ field: state, map: { hold: open, 1: closed } }',
      {
        kind: 'enumMap',
        path: path('state'),
        map: [
          { from: { text: 'hold' }, to: { text: 'open' } },
          { from: { text: '1' }, to: { text: 'closed' } },
        ],
      },
    ],
    [
      '{ fields: { amount: price, currency: { const: EUR } } }',
      {
        kind: 'record',
        members: [
          { name: { text: 'amount' }, rule: { kind: 'path', path: path('price') } },
          { name: { text: 'currency' }, rule: { kind: 'const', value: { value: 'EUR' } } },
        ],
      },
    ],
  ])('%s', (text, rule) => {
    expect(ruleOf(text)).toEqual(rule);
  });
});

describe('events', () => {
  test('steps, drops, backs, pins and former names', () => {
    const [event] = eventsOf(`
A:
  was: [Old]
  pin: 1
  versions:
    1: { fields: { note: string, b: int } }
    2:
      description: second
      upcast: custom
      back: custom
      drop: { note: { reason: private, refill: { const: "" } } }
      fields: { b: { type: long, back: { parse: b } } }
    3: { fields: {}, drop: [b] }
`);
    expect(event).toMatchObject({
      was: [{ text: 'Old' }],
      pin: { version: 1 },
      versions: [
        { number: 1, step: { drops: [] } },
        {
          number: 2,
          annotations: { description: 'second' },
          step: {
            drops: [{ field: { text: 'note' }, reason: 'private', refill: { kind: 'const', value: { value: '' } } }],
          },
          fields: [{ back: { kind: 'parse', path: { names: ['b'] } } }],
        },
        { number: 3, step: { drops: [{ field: { text: 'b' } }] } },
      ],
    });
    const { file } = parse(
      aggregate('A:\n  versions:\n    1: { fields: {} }\n    2: { fields: {}, upcast: custom, back: custom }'),
    );
    const step = file?.aggregates[0]?.events[0]?.versions[1]?.step;
    expect(step?.custom).toMatchObject({ line: 10, column: 36 });
    expect(step?.back).toMatchObject({ line: 10, column: 50 });
  });

  test('retired in three ways', () => {
    const events = eventsOf(`
A: { fields: {}, retired: true }
B: { fields: {}, retired: { drop: true } }
C:
  fields: {}
  retired:
    into:
      - { event: A@1, when: { present: a.b }, with: { x: y } }
      - { event: A, when: { equals: { "'s t'.u": 1 } } }
      - { event: B@12, when: { absent: q } }
`);
    expect(events.map(({ retired }) => retired)).toEqual([
      { kind: 'kept' },
      { kind: 'dropped' },
      {
        kind: 'split',
        parts: [
          {
            event: { text: 'A' },
            version: 1,
            when: { kind: 'present', path: { names: ['a', 'b'] } },
            with: [{ name: { text: 'x' }, rule: { kind: 'path', path: { names: ['y'] } } }],
          },
          {
            event: { text: 'A' },
            when: { kind: 'equals', path: { names: ['s t', 'u'] }, value: { value: 1, text: '1' } },
            with: [],
          },
          { event: { text: 'B' }, version: 12, when: { kind: 'absent', path: { names: ['q'] } }, with: [] },
        ],
      },
    ]);
  });

  test('notes of all kinds', () => {
    const [event] = eventsOf(`
A:
  description: |
    */ \`x\` \${y}
  deprecated: use B
  labels: { owner: checkout, __proto__: x }
  fields: { a: { type: int, deprecated: true, example: 3 } }
`);
    expect(event?.annotations).toEqual({
      description: '*/ `x` ${y}\n',
      deprecated: 'use B',
      labels: [
        { key: 'owner', value: 'checkout' },
        { key: '__proto__', value: 'x' },
      ],
    });
    expect(event?.versions[0]?.annotations).toEqual({});
    expect(event?.versions[0]?.fields[0]?.annotations).toEqual({ deprecated: true, example: { value: 3, text: '3' } });
  });
});

describe('folds', () => {
  test('operations in the order written', () => {
    expect(foldOf('{ add: { a: 1 }, set: { b: $id, "c.d": x.y }, remove: { e: null } }')).toEqual({
      kind: 'operations',
      operations: [
        { kind: 'add', target: { field: 'a', steps: [] }, value: { kind: 'const', value: { value: 1, text: '1' } } },
        { kind: 'set', target: { field: 'b', steps: [] }, value: { kind: 'envelope', name: '$id' } },
        {
          kind: 'set',
          target: { field: 'c', steps: [{ kind: 'member', name: 'd' }] },
          value: { kind: 'path', path: { names: ['x', 'y'] } },
        },
        { kind: 'remove', target: { field: 'e', steps: [] }, value: { kind: 'const', value: { value: null } } },
      ],
    });
  });

  test.each([
    ['items[sku]', [{ kind: 'entry', key: { kind: 'path', path: { names: ['sku'] } } }]],
    ['items[line.sku]', [{ kind: 'entry', key: { kind: 'path', path: { names: ['line', 'sku'] } } }]],
    [
      "items['a literal'].b",
      [
        { kind: 'entry', key: { kind: 'literal', text: 'a literal' } },
        { kind: 'member', name: 'b' },
      ],
    ],
    [
      "items[''][a]",
      [
        { kind: 'entry', key: { kind: 'literal', text: '' } },
        { kind: 'entry', key: { kind: 'path', path: { names: ['a'] } } },
      ],
    ],
    ["items['a b'.c]", [{ kind: 'entry', key: { kind: 'path', path: { names: ['a b', 'c'] } } }]],
    ["items.'x.y'", [{ kind: 'member', name: 'x.y' }]],
  ])('the target %s', (target, steps) => {
    expect(foldOf(`{ set: { "${target}": 1 } }`)).toMatchObject({
      operations: [{ target: { field: 'items', steps } }],
    });
  });

  test('computed values', () => {
    expect(foldOf('{ set: { a: { sum: [1, b, { product: [c, { negate: true }] }] } } }')).toMatchObject({
      operations: [
        {
          value: {
            kind: 'sum',
            terms: [
              { kind: 'const', value: { value: 1 } },
              { kind: 'path', path: { names: ['b'] } },
              {
                kind: 'product',
                terms: [
                  { kind: 'path', path: { names: ['c'] } },
                  { kind: 'negate', term: { kind: 'const', value: { value: true } } },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  test('of rows: delete, with and without a key', () => {
    const { projections } = parseClean(`
varve: 1
context: shop
projections:
  P:
    of: [A]
    key: { id: uuid }
    columns: {}
    reduce:
      A: delete
      B: { delete: true, at: { id: x } }
      others: custom
`);
    expect(projections[0]?.reduce.folds.map(({ fold }) => fold)).toEqual([
      { kind: 'delete' },
      {
        kind: 'delete',
        at: { columns: [{ column: { text: 'id' }, value: { kind: 'path', path: { names: ['x'] } } }] },
      },
    ]);
    expect(projections[0]?.reduce.others).toEqual({ kind: 'custom' });
  });
});

describe('what cannot be used is named, and the rest is there', () => {
  test('malformed declarations', () => {
    const { file, findings } = parse(
      `${aggregate('Good: { fields: {} }\nBad: 7\nGap: { versions: { 2: { fields: {} } } }')}\ntypes:\n  T: { versions: 3 }\nprojections:\n  P: {}\n`,
    );
    expect([...(file?.malformed ?? [])].sort()).toEqual(['Bad', 'Gap', 'P', 'T']);
    expect(file?.aggregates[0]?.events.map(({ name }) => name.text)).toEqual(['Good']);
    expect(findings.map((finding) => finding.split(' ')[1])).toEqual([
      'WRONG_KIND',
      'VERSION_GAP',
      'WRONG_KIND',
      'MISSING_KEY',
      'MISSING_KEY',
      'MISSING_KEY',
      'MISSING_KEY',
    ]);
  });

  test('a type that cannot be read is a use of a malformed name', () => {
    const { file, findings } = parse('varve: 1\ncontext: shop\ntypes:\n  A: "["\n  B: { fields: { x: 3 } }\n');
    const [a, b] = file?.types.map(({ versions }) => versions[0]?.type) ?? [];
    const name = a?.kind === 'name' ? a.name : '';
    expect(file?.malformed.has(name)).toBe(true);
    expect(b).toMatchObject({ kind: 'record', fields: [{ type: { kind: 'name', name } }] });
    expect(findings).toHaveLength(2);
  });

  test('a rule that cannot be read makes its step hand-written', () => {
    const { file } = parse(
      aggregate(
        'A:\n  versions:\n    1: { fields: {} }\n    2: { fields: { x: { type: int, from: a..b } }, drop: [y] }',
      ),
    );
    const version = file?.aggregates[0]?.events[0]?.versions[1];
    expect(version?.step.custom).toBeDefined();
    expect(version?.step.drops).toEqual([]);
    expect(version?.fields[0]?.from).toBeUndefined();
  });

  test('a fold that cannot be read is custom', () => {
    const { file } = parse(
      aggregate('A: { fields: {} }', 'fields: {}\nreduce: { A: { set: { a: a..b } }, others: x }'),
    );
    expect(file?.aggregates[0]?.state?.reduce).toMatchObject({
      folds: [{ fold: { kind: 'custom' } }],
      others: { kind: 'custom' },
    });
  });

  test('a file without a context is none', () => {
    expect(parse('varve: 1\n').file).toBeUndefined();
    expect(parse('varve: 1\ncontext: [a]\n').file).toBeUndefined();
    expect(parse('varve: 3\ncontext: a\n').file).toBeUndefined();
  });
});

test('three thousand events in three versions', () => {
  const event = (index: number): string =>
    `Event${index}: { versions: { 1: { fields: { a: int, b: string? } }, 2: { fields: { a: int, c: { type: string?, from: b } } }, 3: { fields: { a: { type: long }, c: "string[]?" } } } }`;
  const text = (count: number): string =>
    aggregate(Array.from({ length: count }, (_, index) => event(index)).join('\n'));
  expect(parse(text(3000)).findings).toEqual([]);
});
