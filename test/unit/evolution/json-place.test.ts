import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonAt, type JsonPath, jsonPlace } from '../../../src/evolution/json-place.js';
import type { Json } from '../../../src/language/syntax.js';
import { canonicalJson } from '../../../src/model/canonical-json.js';

test('finds what a path leads to, with its name', () => {
  const whole = { b: [1, { c: 'x' }], a: true };
  const text = canonicalJson(whole);
  const cut = (path: JsonPath): string => text.slice(jsonPlace(whole, path).start, jsonPlace(whole, path).end);
  expect(cut([])).toBe('{"a":true,"b":[1,{"c":"x"}]}');
  expect(cut(['a'])).toBe('"a":true');
  expect(cut(['b', 0])).toBe('1');
  expect(cut(['b', 1, 'c'])).toBe('"c":"x"');
  expect(cut(['b', 7])).toBe('"b":[1,{"c":"x"}]');
  expect(cut(['b', 'length', 'x'])).toBe('"b":[1,{"c":"x"}]');
});

function everyPath(value: Json): readonly JsonPath[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [[], ...inner.flatMap(([step, member]) => everyPath(member).map((path) => [step, ...path]))];
}

test('finds every value of every JSON, whatever its names', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const whole: Json = JSON.parse(JSON.stringify(value));
      const text = canonicalJson(whole);
      for (const path of everyPath(whole)) {
        const { start, end } = jsonPlace(whole, path);
        const found = jsonAt(whole, path);
        const last = path.at(-1);
        const name = typeof last === 'string' ? `${JSON.stringify(last)}:` : '';
        expect(text.slice(start, end)).toBe(`${name}${canonicalJson(found ?? null)}`);
      }
    }),
  );
});
