import { describe, expect, test } from 'vitest';
import { parse, parseClean } from './parse.js';

function typeOf(text: string): unknown {
  return parseClean(`varve: 1\ncontext: shop\ntypes:\n  T: ${JSON.stringify(text)}\n`).types[0]?.versions[0]?.type;
}

const name = (text: string, version?: number): object => ({
  kind: 'name',
  name: text,
  ...(version && { version }),
  checks: [],
});
const list = (element: object): object => ({ kind: 'list', element, checks: [] });
const nullable = (inner: object): object => ({ kind: 'nullable', inner, checks: [] });
const oneOf = (...members: string[]): object => ({
  kind: 'enum',
  members: members.map((text) => ({ text })),
  checks: [],
});
const map = (key: object, value: object): object => ({ kind: 'map', key, value, checks: [] });

describe('type expressions', () => {
  test.each([
    ['string', name('string')],
    ['  Money@2 ', name('Money', 2)],
    ['Money @ 2', name('Money', 2)],
    ['int[]', list(name('int'))],
    ['int[][]', list(list(name('int')))],
    ['int | null', nullable(name('int'))],
    ['null | int', nullable(name('int'))],
    ['int[] | null', nullable(list(name('int')))],
    ['(int | null)[]', list(nullable(name('int')))],
    ['map<Sku, Money@2[]> | null', nullable(map(name('Sku'), list(name('Money', 2))))],
    ['map<[a, b], map<string, json>>', map(oneOf('a', 'b'), map(name('string'), name('json')))],
    ['[a, b-c, 1, "d e", \'f,g\', größe]', oneOf('a', 'b-c', '1', 'd e', 'f,g', 'größe')],
    ['[null, true]', oneOf('null', 'true')],
    ['[a][]', list(oneOf('a'))],
    ['((uuid))', name('uuid')],
  ])('%s', (text, type) => {
    expect(typeOf(text)).toEqual(type);
  });

  test('a question mark makes a field optional', () => {
    const file = parseClean(
      'varve: 1\ncontext: shop\nmetadata: { a: "int | null?", b: { type: "int[]?", maxItems: 2 }, c: int }\n',
    );
    expect(file.metadata.map(({ optional }) => optional)).toEqual([true, true, false]);
    expect(file.metadata.map(({ type }) => type.kind)).toEqual(['nullable', 'list', 'name']);
  });
});

describe('the place of a mistake inside of a type', () => {
  test.each([
    ['int ] x', '4:10'],
    ['"int ] x"', '4:11'],
    ["'int ] x'", '4:11'],
    ["'[''a'', ''b'' c]'", '4:21'],
    ['"[\\"a\\", \\u0062 c]"', '4:22'],
    ['"\\U0001F600 ]"', '4:7'],
    ['"[\\U0001F600 x]"', '4:19'],
  ])('%s', (text, place) => {
    const { findings } = parse(`varve: 1\ncontext: shop\ntypes:\n  T: ${text}\n`);
    expect(findings.map((finding) => finding.split(' ').slice(0, 2))).toEqual([[place, 'TYPE_SYNTAX']]);
  });
});
