import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Type } from '../../../src/model/type.js';
import { contextOf, resolveText } from './resolve-text.js';

const head = 'varve: 1\ncontext: test\n';

function typeOf(declarations: string, name: string): Type | undefined {
  return contextOf(`${head}types:\n${declarations}`).context.types.get(name)?.versions[0]?.type;
}

function codesOf(declarations: string): readonly string[] {
  return resolveText(`${head}types:\n${declarations}`).diagnostics.map(({ code }) => code);
}

test('the shop has no finding', () => {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/shop.varve.yaml'), 'utf8');
  expect(resolveText(text).findings).toEqual([]);
});

describe('types', () => {
  test('names are looked up, and checks are in the form of their types', () => {
    expect(typeOf('  A: { type: long, min: 0, max: "9" }\n', 'A')).toEqual({ kind: 'long', min: 0n, max: 9n });
    expect(typeOf('  A: { type: decimal, min: 0, max: "9.50", scale: 2 }\n', 'A')).toEqual({
      kind: 'decimal',
      min: '0',
      max: '9.50',
      scale: 2,
    });
    expect(typeOf('  A: B\n  B: int\n', 'A')).toEqual({ kind: 'reference', name: 'B', version: 1 });
    expect(typeOf('  A: { type: B, max: 5 }\n  B: { type: C, min: 1 }\n  C: int\n', 'A')).toEqual({
      kind: 'reference',
      name: 'B',
      version: 1,
      refinement: { kind: 'int', max: 5 },
    });
    expect(typeOf('  A: { type: B, minItems: 2 }\n  B: "int[]"\n', 'A')).toEqual({
      kind: 'reference',
      name: 'B',
      version: 1,
      refinement: { kind: 'list', element: { kind: 'int' }, unique: false, minItems: 2 },
    });
    expect(typeOf('  A: { type: "int | null", min: 1 }\n', 'A')).toEqual({
      kind: 'nullable',
      inner: { kind: 'int', min: 1 },
    });
  });

  test('those that refer to themselves where the chain can stop are fine', () => {
    expect(codesOf('  A: { fields: { a: A?, b: "A[]", c: "map<string, A>", d: "A | null" } }\n')).toEqual([]);
    expect(codesOf('  A: { fields: { a: "B[]" } }\n  B: { fields: { a: A } }\n')).toEqual([]);
  });

  test.each([
    ['itself', '  A: A\n'],
    ['a ring of names', '  A: B\n  B: C\n  C: A\n'],
    ['a required field', '  A: { fields: { a: A } }\n'],
    ['a required field of another', '  A: { fields: { b: B } }\n  B: { fields: { a: A } }\n'],
    ['a member of a union', '  A: { union: k, of: { x: { fields: { a: A } }, y: { fields: {} } } }\n'],
    ['null of a name', '  A: "A | null"\n'],
    ['its use with a check', '  A: { type: B, min: 1 }\n  B: { type: A, max: 1 }\n'],
  ])('a cycle through %s is one finding', (_, declarations) => {
    expect(codesOf(declarations)).toEqual(['TYPE_CYCLE']);
  });

  test('a name that could not be read is no second finding', () => {
    expect(codesOf('  A: { type: "int[", min: 1 }\n  B: { type: A, min: 1 }\n  C: "map<A, B>"\n')).toEqual([
      'TYPE_SYNTAX',
    ]);
  });

  test('what uses an unknown type is no second finding', () => {
    const text = `${head}types:
  A: Nope
aggregates:
  Cart:
    id: A
    events:
      Added:
        versions:
          1: { fields: { a: A, b: int } }
          2: { fields: { a: int, b: A, c: { type: string, from: a.b.c } } }
    state:
      fields: { n: A, m: { type: A, init: 5 } }
      reduce: { Added: { add: { n: a }, set: { m.x: b }, append: { m: a } } }
projections:
  P:
    of: [Cart]
    key: { k: A }
    columns: { c: A }
    reduce: { Added: { set: { c: c } } }
`;
    expect(resolveText(text).findings).toEqual(['UNKNOWN_TYPE 4:6 there is no type "Nope" in context "test"']);
  });
});

describe('streams', () => {
  test.each([
    ['', { category: 'Cart', prefix: 'Cart-', suffix: '' }],
    ['stream: "shop:cart-{id}"', { category: 'shop:cart', prefix: 'shop:cart-', suffix: '' }],
    ['stream: "cart-v2-{id}-x"', { category: 'cart', prefix: 'cart-v2-', suffix: '-x' }],
  ])('%s', (stream, pattern) => {
    const { context } = contextOf(
      `${head}aggregates:\n  Cart:\n    id: uuid\n    ${stream}\n    events: { Opened: { fields: {} } }\n`,
    );
    expect(context.aggregates[0]?.stream).toEqual(pattern);
  });
});

describe('files of one context', () => {
  test('are one, whatever the order in which they are given', () => {
    const { model, findings } = resolveText(
      `${head}description: One.\naggregates:\n  Cart:\n    id: CartId\n    events: { Opened: { fields: {} } }\n`,
      `${head}types: { CartId: uuid }\nmetadata: { by: CartId? }\nprojections:\n  P:\n    of: [Cart]\n    key: { id: CartId }\n    columns: { n: { type: int, init: 0 } }\n    reduce: { others: ignore }\n`,
    );
    expect(findings).toEqual([]);
    expect(model.contexts).toHaveLength(1);
    expect(model.contexts[0]).toMatchObject({
      annotations: { description: 'One.' },
      sources: ['0.varve.yaml', '1.varve.yaml'],
      metadata: [{ name: 'by', optional: true }],
      aggregates: [{ name: 'Cart', source: '0.varve.yaml' }],
      projections: [{ name: 'P', source: '1.varve.yaml', of: ['Cart'] }],
    });
  });

  test('the first declaration of a name wins', () => {
    const { model, diagnostics } = resolveText(`${head}types: { A: int }\n`, `${head}types: { A: string }\n`);
    expect(model.contexts[0]?.types.get('A')?.versions[0]?.type).toEqual({ kind: 'int' });
    expect(diagnostics).toMatchObject([
      { code: 'NAME_TAKEN', span: { path: '1.varve.yaml' }, related: [{ span: { path: '0.varve.yaml' } }] },
    ]);
  });

  test('other contexts may use the same names', () => {
    expect(
      resolveText(`${head}types: { A: int }\n`, 'varve: 1\ncontext: other\ntypes: { A: string }\n').findings,
    ).toEqual([]);
  });
});

describe('large inputs', () => {
  test('ten thousand events in three versions', () => {
    const events = Array.from(
      { length: 10_000 },
      (_, index) => `      Event${index}:
        versions:
          1: { fields: { a: int, b: Text } }
          2: { fields: { n: { type: int, from: a }, b: Text } }
          3: { fields: { n: long, b: Text, c: Text? } }
`,
    );
    const text = `${head}types:\n  Text: { type: string, maxLength: 9 }\naggregates:\n  Cart:\n    id: uuid\n    events:\n${events.join('')}    state: { fields: { n: { type: long, init: 0 } }, reduce: { Event0: { add: { n: n } }, others: ignore } }\n`;
    const { model, findings } = resolveText(text);
    expect(findings).toEqual([]);
    expect(model.contexts[0]?.aggregates[0]?.events).toHaveLength(10_000);
  });

  test.each([
    [
      'a long chain of names',
      Array.from({ length: 3000 }, (_, i) => `  T${i}: T${i + 1}\n`).join('') + '  T3000: int\n',
    ],
    ['a long ring of names', Array.from({ length: 3000 }, (_, i) => `  T${i}: T${(i + 1) % 3000}\n`).join('')],
    [
      'a tower of records',
      Array.from({ length: 60 }, (_, i) => `  T${i}: { fields: { a: T${i + 1}, b: T${i + 1} } }\n`).join('') +
        '  T60: int\n',
    ],
    [
      'a knot of types',
      Array.from(
        { length: 60 },
        (_, i) =>
          `  T${i}: { fields: { ${Array.from({ length: 60 }, (_each, j) => `f${j}: "T${j}[]"`).join(', ')} } }\n`,
      ).join(''),
    ],
    ['many unknown names', Array.from({ length: 3000 }, (_, i) => `  T${i}: Unknown${i}\n`).join('')],
  ])('%s is answered', (_, declarations) => {
    expect(resolveText(`${head}types:\n${declarations}`).model.contexts).toHaveLength(1);
  });
});
