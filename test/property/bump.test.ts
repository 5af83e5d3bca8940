import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { analyseSources } from '../../src/compile.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { nextVersion } from '../../src/language/next-version.js';
import { addVersion } from '../../src/source/add-version.js';
import { parseDocument } from '../../src/source/parse-document.js';
import { createRandom, type Random } from './arbitraries/random.js';
import { type Json, layOut } from './arbitraries/yaml-layout.js';

type Fields = Record<string, Json>;

/** A context with one event, or one versioned type, of random versions that flow into each other. */
interface Schema {
  readonly content: { readonly [key: string]: Json };
  readonly path: readonly string[];
  readonly number: number;
  /** Whether there were no `versions` before. */
  readonly isBare: boolean;
  /** What the file says once the next version is there. */
  readonly bumped: Json;
}

const types: readonly Json[] = [
  'string',
  'int',
  'Sku',
  'boolean?',
  ['a', 'b c'],
  'Money | null',
  'string[]',
  'map<string, int>',
];
const names = ['sku', 'from', 'type', 'back', 'drop', 'fields', 'a name', "it's", 'ünïcode', 'versions', 'upcast'];

function randomSchema(random: Random): Schema {
  const count = random.int(1, 4);
  const isType = random.oneIn(3);
  const versions: { shape: Json; written: Json }[] = [];
  let before: Fields | undefined;
  for (let number = 1; number <= count; number += 1) {
    const version = randomVersion(before, isType, random);
    versions.push(version);
    before = version.fields;
  }
  const all = Object.fromEntries(versions.map(({ written }, index) => [String(index + 1), written]));
  const next = { ...all, [count + 1]: versions.at(-1)?.shape ?? null };
  const notes = {
    ...(random.oneIn(3) ? { description: 'What: it\nis.' } : {}),
    ...(random.oneIn(5) ? { labels: { a: 'b' } } : {}),
  };
  const isBare = !isType && count === 1 && random.oneIn(2);
  const fields: Json = isBare && before !== undefined ? before : {};
  const was = !isType && random.oneIn(4) ? { was: ['Gone', 'Lost'] } : {};
  const written = isBare ? { ...notes, fields, ...was } : { ...notes, versions: all, ...was };
  const bumped = isBare
    ? { ...notes, versions: { 1: { fields }, 2: { fields } }, ...was }
    : { ...notes, versions: next, ...was };
  const path = isType ? ['types', 'Thing'] : ['aggregates', 'Cart', 'events', 'Added'];
  return {
    content: context(written, isType, random.oneIn(2)),
    path,
    number: count + 1,
    isBare,
    bumped: normal(context(bumped, isType, false)),
  };
}

function context(declaration: Json, isType: boolean, reversed: boolean): { readonly [key: string]: Json } {
  const own = isType ? { Thing: declaration } : {};
  const events: { readonly [key: string]: Json } = {
    Begun: { fields: {} },
    ...(isType ? {} : { Added: declaration }),
    Ended: { fields: { at: 'timestamp' } },
  };
  const rest: readonly (readonly [string, Json])[] = [
    [
      'types',
      { Sku: { type: 'string', maxLength: 9 }, ...own, Money: { fields: { amount: 'decimal', currency: ['EUR'] } } },
    ],
    ['aggregates', { Cart: { id: 'uuid', events } }],
  ];
  return { varve: 1, context: 'shop', ...Object.fromEntries(reversed ? rest.toReversed() : rest) };
}

/** A version of random fields, as it is written and as a copy of it should be. */
function randomVersion(
  before: Fields | undefined,
  isType: boolean,
  random: Random,
): { shape: Json; written: Json; fields: Fields } {
  const shapes: Fields = {};
  const written: Fields = {};
  const kept = before === undefined ? [] : random.some(Object.keys(before), 0, 9);
  for (const name of kept) shapes[name] = before?.[name] ?? 'string';
  const dropped = Object.keys(before ?? {}).filter((name) => !kept.includes(name));
  const added = random.some(
    names.filter((name) => before?.[name] === undefined),
    before === undefined ? 0 : 1,
    3,
  );
  const source = dropped.find((name) => before?.[name] === 'string' || typeOf(before?.[name]) === 'string');
  const renamed = source !== undefined && /^\w+$/u.test(source) && random.oneIn(2) ? source : undefined;
  for (const [name, shape] of Object.entries(shapes)) written[name] = shape;
  for (const [index, name] of added.entries()) {
    const type = before === undefined ? random.pick(types) : 'string';
    const notes: Fields = {
      ...(random.oneIn(3) ? { description: 'For: people # all' } : {}),
      ...(random.oneIn(4) && (type === 'string' || type === 'Sku') ? { maxLength: 7 } : {}),
    };
    const isLong = Object.keys(notes).length > 0;
    shapes[name] = isLong ? { type, ...notes } : type;
    if (before === undefined) written[name] = shapes[name];
    else {
      const from: Json =
        index === 0 && renamed !== undefined
          ? renamed
          : random.pick([{ const: 'x' }, isType ? { const: '' } : 'custom']);
      const isCustom = from === 'custom';
      const entries: readonly (readonly [string, Json])[] = [
        ['type', type],
        ['from', isCustom || !isLong || from === renamed ? from : { const: 'x' }],
        ...Object.entries(notes).map(([key, note]) => [key, note] as const),
        ...(random.oneIn(3) && !isCustom ? [['back', { fields: {} }] as const] : []),
      ];
      written[name] = Object.fromEntries(random.some(entries, entries.length, entries.length));
    }
  }
  const drops = dropped.filter((name) => name !== renamed || added.length === 0);
  const parts: readonly (readonly [string, Json])[] = [
    ['fields', written],
    ...(drops.length === 0
      ? []
      : [
          [
            'drop',
            random.oneIn(2) ? drops : Object.fromEntries(drops.map((name) => [name, { reason: 'no: more' }])),
          ] as const,
        ]),
  ];
  const description: Fields = random.oneIn(4) ? { description: 'Later.' } : {};
  return {
    shape: { fields: shapes, ...description },
    written: { ...Object.fromEntries(random.oneIn(2) ? parts : parts.toReversed()), ...description },
    fields: shapes,
  };
}

function typeOf(field: Json | undefined): Json | undefined {
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? Object(field)['type'] : field;
}

/** With keys sorted, and with `string` for `{ type: string }`. */
function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, normal(item)]);
  const [only] = entries;
  if (only?.[0] === 'type' && entries.length === 1) return only[1];
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What stands in `after` and not in `before`, where both are the same before and behind it. */
function difference(before: string, after: string): { readonly removed: string; readonly added: string } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { removed: before.slice(start, before.length - end), added: after.slice(start, after.length - end) };
}

const withoutBlanks = (text: string): string => text.replaceAll(/\s/gu, '');

test('another version is added to any layout, and nothing else is touched', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.integer()), (seed) => {
      const random = createRandom(seed);
      const { content, path, number, isBare, bumped } = randomSchema(random);
      const before = layOut(content, random);
      expect(parse(before), before).toEqual(content);
      const source = { path: 'shop.varve.yaml', bytes: new TextEncoder().encode(before) };
      const document = parseDocument(source, createReporter());
      if (document === undefined) expect.fail(before);
      expect(
        analyseSources([source]).diagnostics.map(({ code, message }) => `${code} ${message}`),
        before,
      ).toEqual([]);

      const added = addVersion(document, { path, number }, nextVersion);
      if (added === undefined) expect.fail(before);
      const after = added.text;
      expect(normal(parse(after)), after).toEqual(bumped);
      const bytes = new TextEncoder().encode(after);
      const { diagnostics, model } = analyseSources([{ path: 'shop.varve.yaml', bytes }]);
      expect(
        diagnostics.map(({ code, message }) => `${code} ${message}`),
        after,
      ).toEqual([]);
      expect(model.contexts).toHaveLength(1);

      const { removed, added: inserted } = difference(before, after);
      const both = `${before}\n=>\n${after}`;
      // All that was moved is there; and where nothing was, a comma may come before a comment that stays.
      if (isBare) expect(withoutBlanks(inserted), both).toContain(withoutBlanks(removed));
      else expect(removed, both).toMatch(/^(?:\s*#.*\r?)?$/u);
    }),
    { numRuns: 200 },
  );
});
