import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { compileGrammar, grammarModule } from '../../../src/language/compile-grammar.js';

const compiled = compileGrammar();
const prepared = loaded(grammarModule());

function loaded(code: string): ValidateFunction {
  const module: { exports: unknown } = { exports: {} };
  new Function('module', 'exports', code)(module, module.exports);
  return module.exports as ValidateFunction;
}

const event = { fields: { sku: 'string', count: { type: 'int', min: 1 } } };
const aggregate = { id: 'uuid', events: { Added: event }, state: { fields: {}, reduce: { others: 'ignore' } } };

describe('the prepared grammar', () => {
  it.each<readonly [string, unknown]>([
    ['a schema that is right', { varve: 1, context: 'shop', aggregates: { Cart: aggregate } }],
    ['no map', 7],
    ['nothing of what must be there', {}],
    ['unknown keys', { varve: 1, context: 'shop', agregates: {}, aggregates: { Cart: { ...aggregate, evnts: 1 } } }],
    ['values of a wrong kind', { varve: 'x', context: [], types: { A: { fields: 1 } }, aggregates: { Cart: 2 } }],
    [
      'many mistakes',
      { varve: 1, context: 'shop', types: Object.fromEntries(Array.from('abcdefgh', (k) => [k, { x: 1 }])) },
    ],
  ])('says of %s what the compiled one says', (_what, value) => {
    expect(prepared(value)).toBe(compiled(value));
    expect(prepared.errors).toEqual(compiled.errors);
  });

  it('is what the build leaves beside the compiler', () => {
    const built = join(import.meta.dirname, '../../../dist/language/grammar.cjs');
    expect(readFileSync(built, 'utf8')).toBe(grammarModule());
  });
});
