import { describe, expect, test } from 'vitest';
import { analyseSources } from '../../../src/compile.js';
import { declaredEvents } from '../../../src/evolution/check/released-events.js';
import { customSteps } from '../../../src/evolution/custom-steps.js';
import { asksForCode, findCustomCode } from '../../../src/handwritten/find-custom-code.js';

function schema(context: string, second: string, third = ''): { path: string; bytes: Uint8Array } {
  const text = `varve: 1
context: ${context}
aggregates:
  Cart:
    id: uuid
    stream: ${context}-{id}
    events:
      Put:
        versions:
          1: { fields: { a: string } }
          2: ${second}
${third === '' ? '' : `          3: ${third}\n`}    state: { fields: {}, reduce: { others: ignore } }
`;
  return { path: `${context}.varve.yaml`, bytes: new TextEncoder().encode(text) };
}

const custom = '{ fields: { a: { type: int, from: custom } } }';
const shop = schema('shop', custom);

/** For each step that is asked for, where it was found. */
function find(schemas: readonly ReturnType<typeof schema>[], files: Readonly<Record<string, string>>) {
  const analysis = analyseSources(schemas);
  expect(analysis.diagnostics).toEqual([]);
  const found = findCustomCode(analysis, {
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    read: (path) => files[path],
    generated: 'src/generated/',
  });
  const steps = declaredEvents(analysis).flatMap((declared) =>
    declared.event.versions.flatMap((version) =>
      customSteps(declared, version, found.code).map(({ direction, key, written }) => {
        const places = written.map(({ span: { path, line, column } }) => `${path}:${line}:${column}`);
        return `${declared.context.name} ${direction} ${key}: ${places.join(', ')}`;
      }),
    ),
  );
  return { steps, used: found.used };
}

describe('hand-written steps', () => {
  test('are asked for where a schema says so', () => {
    expect(asksForCode(analyseSources([shop]))).toBe(true);
    expect(asksForCode(analyseSources([schema('shop', '{ fields: { a: string } }')]))).toBe(false);
    expect(asksForCode(analyseSources([schema('shop', '{ back: custom, fields: { a: string? } }')]))).toBe(true);
  });

  test('are found by their names, as often as they are written', () => {
    const files = {
      'src/cart.ts': `defineCart({\n  upcast: { 'Put@2.a': f, 'Put@3.a': f, 'Put@2': f, 'Put@2.b': f, Put: f } })`,
      'src/other.ts': `// 'Put@2.a'\nconst a = { "Put@2.a"() {} };`,
      'src/types.ts': `interface Steps { readonly 'Put@2.a': () => void }`,
      'src/text.ts': `const a = 'Put@2.a';`,
    };
    expect(find([shop], files)).toEqual({
      steps: ['shop upcast Put@2.a: src/cart.ts:2:13, src/other.ts:2:13'],
      used: ['src/cart.ts', 'src/other.ts'],
    });
    expect(find([shop], {})).toEqual({ steps: ['shop upcast Put@2.a: '], used: [] });
  });

  test('belong to the context whose generated code is used around them', () => {
    const both = [shop, schema('depot', custom)];
    const files = {
      'src/shop.ts': `import { defineCart } from './generated/shop/index.js'; defineCart({ upcast: { 'Put@2.a': f } });`,
      'src/depot.ts': `import type { CartCustomSteps as Steps } from './generated/depot/cart/upcasters.js';
        import { defineCart } from '../shop.js'; export const upcast: Steps = { 'Put@2.a': f };`,
      'src/one.ts': `import { defineCart as a } from '@app/generated/shop'; import * as depot from './generated/depot/index.js';
        a({ upcast: { 'Put@2.a': f } }); depot.defineCart({ upcast: { 'Put@2.a': f } });`,
      'src/file.ts': `import { Cart } from './generated/shop/index.js'; const steps = { 'Put@2.a': f };`,
      'src/any.ts': `const steps = { 'Put@2.a': f };`,
    };
    const places = find(both, files).steps.map((line) =>
      [...line.matchAll(/src\/(\w+)\.ts/gu)].map(([, name]) => name),
    );
    expect(places).toEqual([
      ['depot', 'one', 'any'],
      ['shop', 'one', 'file', 'any'],
    ]);
  });

  test('run in the direction that the names around them tell', () => {
    const back = schema(
      'shop',
      '{ back: custom, fields: { a: { type: int, from: custom } } }',
      '{ back: custom, fields: { a: { type: long, from: custom } } }',
    );
    const text = `
      const a = { upcast: { 'Put@2.a': f }, downcast: { 'Put@2.a': f } };
      const downcasts = { 'Put@1': f };
      const steps: CartCustomSteps = { 'Put@3.a': f };
      const unsaid = { 'Put@2': f, 'Put@2.a': f };`;
    expect(find([back], { 'a.ts': text }).steps).toEqual([
      'shop upcast Put@2.a: a.ts:2:29, a.ts:5:36',
      'shop downcast Put@1: a.ts:3:27',
      'shop upcast Put@3.a: a.ts:4:40',
      'shop downcast Put@2.a: a.ts:2:57',
      'shop downcast Put@2: a.ts:5:24',
    ]);
  });

  test('are not found in what is nested too deeply, or is no program', () => {
    const deep = `const a = { 'Put@2.a': ${'['.repeat(50_000)}${']'.repeat(50_000)} };`;
    const broken = `const a = { 'Put@2.a': ( =>`;
    const { steps } = find([shop], { 'deep.ts': deep, 'broken.ts': broken, 'good.ts': `a = { 'Put@2.a': f }` });
    expect(steps).toEqual(['shop upcast Put@2.a: broken.ts:1:13, good.ts:1:7']);
  });
});
