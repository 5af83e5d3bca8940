import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/source/parse-document.js';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { toJson } from '../../../src/source/to-json.js';

const root = join(import.meta.dirname, '../../..');
const schema: unknown = JSON.parse(readFileSync(join(root, 'schemas/varve.schema.json'), 'utf8'));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolved(value: unknown): unknown {
  if (!isObject(value) || typeof value['$ref'] !== 'string') return value;
  return value['$ref']
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), schema);
}

/** Every place where a schema says what a key holds. */
function* properties(value: unknown, path: string): Generator<readonly [path: string, property: unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* properties(item, `${path}/${index}`);
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'properties' && isObject(child)) {
        for (const [name, property] of Object.entries(child)) yield [`${path}/properties/${name}`, property];
      }
      if (key === 'additionalProperties' && isObject(child)) yield [`${path}/additionalProperties`, child];
      if (key !== 'examples' && key !== 'defaultSnippets') yield* properties(child, `${path}/${key}`);
    }
  }
}

test('every key has a text to hover', () => {
  // `false` in a branch says only that a key cannot stand beside another.
  const silent = [...properties(schema, '')].filter(([, property]) => {
    const target = resolved(property);
    return property !== false && !(isObject(target) && (typeof target['description'] === 'string' || path(target)));
  });
  expect(silent.map(([at]) => at).filter((at) => !at.endsWith('/labels/additionalProperties'))).toEqual([]);

  function path(target: Record<string, unknown>): boolean {
    const [first] = Array.isArray(target['allOf']) ? target['allOf'] : [];
    const inner = resolved(first);
    return isObject(inner) && typeof inner['description'] === 'string';
  }
});

test('every definition is used, and every reference leads somewhere', () => {
  const text = JSON.stringify(schema);
  const definitions = isObject(schema) && isObject(schema['definitions']) ? Object.keys(schema['definitions']) : [];
  const used = new Set(
    [...text.matchAll(/"\$ref":"#\/definitions\/(?<name>\w+)"/g)].map((match) => match.groups?.['name']),
  );
  expect(definitions.filter((name) => !used.has(name))).toEqual([]);
  expect([...used].filter((name) => name === undefined || !definitions.includes(name))).toEqual([]);
});

test('it is a valid draft-07 schema, and the example of the language page is valid by it', () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(['defaultSnippets']);
  const validate = ajv.compile(isObject(schema) ? schema : {});
  const bytes = readFileSync(join(root, 'test/fixtures/shop.varve.yaml'));
  const document = parseDocument({ path: 'shop.varve.yaml', bytes }, createReporter());
  expect(validate(document && toJson(document.root))).toBe(true);
});
