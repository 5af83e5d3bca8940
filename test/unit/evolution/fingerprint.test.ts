import { describe, expect, test } from 'vitest';
import {
  eventShape,
  fingerprint,
  projectionFingerprint,
  shapeFingerprint,
  snapshotFingerprint,
  stepFingerprint,
} from '../../../src/evolution/fingerprint.js';
import { contextOf } from '../model/resolve-text.js';

const base = `varve: 1
context: shop
types:
  Quantity: { type: int, min: 1 }
  Color: [red, green]
  Money:
    versions:
      1: { fields: { amount: int } }
      2: { fields: { amount: long } }
  Node: { fields: { value: int, next: Node? } }
aggregates:
  Cart:
    id: uuid
    events:
      Added:
        versions:
          1: { fields: { sku: { type: string, pattern: "^a" }, count: Quantity, color: Color, price: Money@1, node: Node? } }
          2: { fields: { sku: { type: string, pattern: "^a" }, amount: { type: Quantity, from: count }, color: Color, price: Money@2, node: Node? } }
      Dropped: { retired: { drop: true }, fields: {} }
    state:
      fields: { n: { type: int, init: 0 } }
      reduce: { Added: { add: { n: amount } } }
projections:
  Totals:
    of: [Cart]
    key: { sku: string }
    columns: { n: { type: int, init: 0 } }
    reduce: { Added: { add: { n: amount } } }
`;

interface Prints {
  readonly shape: string;
  readonly step: string | undefined;
  readonly snapshot: string;
  readonly projection: string;
}

function prints(text: string): Prints {
  const { context, plans } = contextOf(text);
  const [aggregate] = context.aggregates;
  const [projection] = context.projections;
  const event = aggregate?.events[0];
  const version = event?.versions[1];
  if (aggregate === undefined || projection === undefined || event === undefined || version === undefined)
    throw new Error('changed');
  return {
    shape: shapeFingerprint(event, version, context),
    step: stepFingerprint(event, version, context, plans),
    snapshot: snapshotFingerprint(aggregate, context, plans),
    projection: projectionFingerprint(projection, context, plans),
  };
}

const unchanged = prints(base);

function changed(from: string | RegExp, to: string): readonly string[] {
  const text = base.replace(from, to);
  if (text === base) throw new Error('nothing was replaced');
  const now = prints(text);
  return (['shape', 'step', 'snapshot', 'projection'] as const).filter((each) => now[each] !== unchanged[each]);
}

test('a fingerprint is SHA-256 over the label and canonical JSON', () => {
  expect(fingerprint({ b: 1, a: [true, null, 'é'] })).toBe(fingerprint({ a: [true, null, 'é'], b: 1 }));
  // printf 'varve-fp-1\n{"a":1}' | sha256sum
  expect(fingerprint({ a: 1 })).toBe('d366dff65efe4dcf703c24b9d0b8968dd15c92d5f4ccc609301a1373576da5b3');
});

test('a shape is written out, but for what refers to itself', () => {
  const { context } = contextOf(base);
  const event = context.aggregates[0]?.events[0];
  const version = event?.versions[1];
  expect(event && version && eventShape(event, version, context)).toEqual({
    event: 'Added',
    version: 2,
    fields: {
      sku: { type: { kind: 'string', patterns: ['^a'] } },
      amount: { type: { kind: 'int', min: 1 } },
      color: { type: { kind: 'enum', members: ['green', 'red'] } },
      price: { type: { kind: 'record', fields: { amount: { type: { kind: 'long' } } } } },
      node: { type: { kind: 'named', name: 'Node@1' }, optional: true },
    },
    types: {
      'Node@1': {
        kind: 'record',
        fields: { value: { type: { kind: 'int' } }, next: { type: { kind: 'named', name: 'Node@1' }, optional: true } },
      },
    },
  });
});

describe('what does not change a fingerprint', () => {
  test.each<[string, string | RegExp, string]>([
    ['a description', 'Color: [red, green]', 'Color: { type: [red, green], description: Paint. }'],
    ['an example', 'value: int, next', 'value: { type: int, example: 3, deprecated: true }, next'],
    ['the order of fields', /sku: (.*?), amount: (.*?) \}, color: Color/, 'color: Color, amount: $2 }, sku: $1'],
    ['the order of enum members', '[red, green]', '[green, red]'],
    ['the name of a type', /Quantity/g, 'Count'],
    ['a brand', 'Quantity: { type: int', 'Quantity: { brand: true, type: int'],
    ['a check that is written at its use', 'amount: { type: Quantity', 'amount: { type: int, min: 1'],
    ['another event that is dropped', 'Dropped', 'Gone'],
  ])('%s', (_, from, to) => {
    expect(changed(from, to)).toEqual([]);
  });

  test('the order of declarations', () => {
    const color = '  Color: [red, green]\n';
    expect(prints(base.replace(color, '').replace('aggregates:', `${color}aggregates:`))).toEqual(unchanged);
  });
});

describe('what changes one', () => {
  test.each<[string, string | RegExp, string, readonly string[]]>([
    ['a field’s name in the state', /\bn\b/g, 'm', ['snapshot', 'projection']],
    [
      'a type of the newest version',
      'color: Color, price: Money@2',
      'color: string, price: Money@2',
      ['shape', 'snapshot', 'projection'],
    ],
    ['an older version alone', 'count: Quantity', 'count: int', ['snapshot', 'projection']],
    [
      'optionality',
      'color: Color, price: Money@2',
      'color: Color?, price: Money@2',
      ['shape', 'snapshot', 'projection'],
    ],
    [
      'null',
      'color: Color, price: Money@2',
      'color: "Color | null", price: Money@2',
      ['shape', 'snapshot', 'projection'],
    ],
    ['an enum’s members', '[red, green]', '[red, green, blue]', ['shape', 'snapshot', 'projection']],
    ['a check', 'min: 1', 'min: 0', ['shape', 'snapshot', 'projection']],
    ['another check', 'min: 1', 'min: 1, max: 5', ['shape', 'snapshot', 'projection']],
    ['a pattern', /\^a/g, '^b', ['shape', 'snapshot', 'projection']],
    [
      'a rule',
      'from: count',
      'from: { const: 1 } }, other: { type: int, from: count',
      ['shape', 'step', 'snapshot', 'projection'],
    ],
    [
      'a step of a named type',
      '2: { fields: { amount: long } }',
      '2: { fields: { amount: { type: long, from: { const: 0 } } }, drop: [amount] }',
      ['step', 'snapshot', 'projection'],
    ],
    ['a self-referring type', 'value: int', 'value: long', ['shape', 'snapshot', 'projection']],
    [
      'a former name',
      'Added:\n        versions',
      'Added:\n        was: [Put]\n        versions',
      ['snapshot', 'projection'],
    ],
    [
      'an init of the state',
      'fields: { n: { type: int, init: 0 } }',
      'fields: { n: { type: int, init: 1 } }',
      ['snapshot'],
    ],
    [
      'a fold of the state',
      'reduce: { Added: { add: { n: amount } } }\nprojections',
      'reduce: { Added: custom }\nprojections',
      ['snapshot'],
    ],
    [
      'an init of a column',
      'columns: { n: { type: int, init: 0 } }',
      'columns: { n: { type: int, init: 1 } }',
      ['projection'],
    ],
    ['a key', 'key: { sku: string }', 'key: { id: uuid }', ['projection']],
  ])('%s', (_, from, to, which) => {
    expect(changed(from, to)).toEqual(which);
  });
});

function shapeWith(type: string): string {
  return prints(base.replace('color: Color, price: Money@2', `color: Color, extra: { type: ${type} }, price: Money@2`))
    .shape;
}

/** The long form of a type, made optional. */
function optional(type: string): string {
  return type.replace(type.startsWith('"') ? /"(,|$)/ : /()(,|$)/, (match) => `?${match}`);
}

describe('each check counts', () => {
  test.each([
    ['string', 'string, minLength: 1'],
    ['string', 'string, maxLength: 1'],
    ['string', 'string, format: uri'],
    ['string, format: email', 'string, format: uri'],
    ['number', 'number, exclusiveMin: 1'],
    ['number, min: 1', 'number, exclusiveMin: 1'],
    ['number', 'number, exclusiveMax: 1'],
    ['long', 'long, min: 1'],
    ['decimal', 'decimal, max: 1'],
    ['decimal', 'decimal, scale: 1'],
    ['bytes', 'bytes, maxLength: 1'],
    ['"int[]"', '"int[]", minItems: 1'],
    ['"int[]"', '"int[]", maxItems: 1'],
    ['"int[]"', '"int[]", unique: true'],
    ['"int[]"', '"long[]"'],
    ['"map<string, int>"', '"map<uuid, int>"'],
    ['"map<string, int>"', '"map<string, long>"'],
    ['timestamp', 'date'],
  ])('%s and %s differ', (a, b) => {
    expect(shapeWith(optional(a))).not.toBe(shapeWith(optional(b)));
  });
});
