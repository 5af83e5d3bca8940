import type { Json } from '../../../src/language/syntax.js';
import { layersOf, type Types } from '../../../src/model/type-lookup.js';
import type { Field, Type } from '../../../src/model/type.js';
import { hostileNames, patterns } from './random-context.js';
import type { Random } from './random.js';

/** An object with exactly these entries; `__proto__` is one like the others. */
export function objectOf(entries: readonly (readonly [string, Json])[]): { readonly [key: string]: Json } {
  return Object.fromEntries(entries);
}

/** A stored value that is meant for the type. It is valid nearly always: what checks exclude each other has no values. */
export function randomValue(type: Type, types: Types, random: Random, depth = 0): Json {
  const layers = layersOf(type, types);
  const [base] = layers;
  switch (base.kind) {
    case 'string':
      return randomText(layers, random);
    case 'boolean':
      return random.oneIn(2);
    case 'int':
    case 'number':
      return randomNumber(layers, base.kind === 'number', random);
    case 'long': {
      const low = base.min ?? -20n;
      return String(random.pick([0n, 5n, low, base.max ?? 9223372036854775807n, BigInt(random.int(0, 9))]));
    }
    case 'decimal': {
      const point = base.scale === 0 ? '' : `.${'5'.repeat(random.int(1, base.scale ?? 4))}`;
      return random.pick(['0', base.min ?? '0', base.max ?? '0', `0${point}`, `1${point}`]);
    }
    case 'uuid':
      return random.pick([
        '018f3c4e-7b2a-7cde-8f01-23456789abcd',
        '6BA7B810-9DAD-11D1-80B4-00C04FD430C8',
        '00000000-0000-0000-0000-000000000000',
      ]);
    case 'timestamp':
      return random.pick([
        '2026-11-23T09:30:00.000Z',
        '0000-01-01T00:00:00Z',
        '2024-02-29T23:59:59.999999999Z',
        '1969-12-31T23:59:59.5Z',
      ]);
    case 'date':
      return random.pick(['2026-11-23', '2024-02-29', '0000-01-01', '9999-12-31']);
    case 'bytes':
      return Buffer.alloc(random.int(0, Math.min(base.maxLength ?? 5, 5)), random.int(0, 255)).toString('base64');
    case 'json':
      return randomJson(random, 0);
    case 'enum':
      return random.pick(base.members);
    case 'list': {
      const least = Math.max(...layers.map((layer) => (layer.kind === 'list' ? (layer.minItems ?? 0) : 0)));
      const most = Math.min(...layers.map((layer) => (layer.kind === 'list' ? (layer.maxItems ?? 4) : 4)));
      const length = depth > 5 ? least : random.int(least, Math.max(least, most));
      return Array.from({ length }, () => randomValue(base.element, types, random, depth + 1));
    }
    case 'map': {
      const length = depth > 5 ? 0 : random.int(0, 3);
      return objectOf(
        Array.from({ length }, () => [
          randomMapKey(base.key, types, random),
          randomValue(base.value, types, random, depth + 1),
        ]),
      );
    }
    case 'nullable':
      return depth > 5 || random.oneIn(3) ? null : randomValue(base.inner, types, random, depth + 1);
    case 'record':
      return objectOf(randomEntries(base.fields, types, random, depth));
    case 'union': {
      const { name, fields } = random.pick(base.members);
      return objectOf([[base.tag, name], ...randomEntries(fields, types, random, depth)]);
    }
    case 'reference':
      throw new Error('a layer is never a reference');
  }
}

function randomEntries(
  fields: readonly Field[],
  types: Types,
  random: Random,
  depth: number,
): (readonly [string, Json])[] {
  const present = fields.filter(({ optional }) => !optional || (depth < 5 && random.oneIn(2)));
  const ordered = random.oneIn(3) ? random.some(present, present.length, present.length) : present;
  return ordered.map(({ name, type }) => [name, randomValue(type, types, random, depth + 1)]);
}

function randomMapKey(type: Type, types: Types, random: Random): string {
  const [base] = layersOf(type, types);
  if (base.kind === 'string' && base.pattern === undefined && base.format === undefined && random.oneIn(2)) {
    return random.pick(['__proto__', 'constructor', 'toString', 'a', '', '1']);
  }
  return String(randomValue(type, types, random));
}

function randomText(layers: readonly Type[], random: Random): string {
  let least = 0;
  let most = 6;
  for (const layer of layers) {
    if (layer.kind !== 'string') continue;
    const [, ...matching] = patterns.find(([pattern]) => pattern === layer.pattern) ?? [''];
    if (matching.length > 0) return random.pick(matching);
    if (layer.format === 'email') return random.pick(['a@b.example', "o'neil+x@mail.example.org"]);
    if (layer.format === 'uri')
      return random.pick(['https://example.org/a?b=c#d', 'urn:isbn:0451450523', 'mailto:a@b.example']);
    least = Math.max(least, layer.minLength ?? 0);
    most = Math.min(most, layer.maxLength ?? 6);
  }
  const length = random.oneIn(2)
    ? random.pick([least, Math.max(least, most)])
    : random.int(least, Math.max(least, most));
  return Array.from({ length }, () =>
    random.pick(['a', 'é', '😀', ' ', '"', '\\', '\n', '\u2028', '\ud800', 'Z']),
  ).join('');
}

function randomNumber(layers: readonly Type[], isFraction: boolean, random: Random): number {
  let least = -50;
  let most = 50;
  for (const layer of layers) {
    if (layer.kind !== 'int' && layer.kind !== 'number') continue;
    least = Math.max(least, layer.min ?? least);
    most = Math.min(most, layer.max ?? most);
  }
  if (isFraction) return random.pick([least, most, (least + most) / 2, 0.25, 1e-7, -0]);
  return random.oneIn(3) ? random.pick([least, most, 0, -0]) : random.int(least, Math.max(least, most));
}

export function randomJson(random: Random, depth: number): Json {
  const roll = random.int(0, depth > 3 ? 4 : 7);
  switch (roll) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
      return random.pick([0, -0, 1, -1, 1.5, 2 ** 53, -(2 ** 53), 1e300, 5e-324]);
    case 3:
    case 4:
      return random.pick(['', 'a', '__proto__', '😀', '\ud83d', '9007199254740993', ...hostileNames.slice(0, 4)]);
    case 5:
      return Array.from({ length: random.int(0, 3) }, () => randomJson(random, depth + 1));
    default:
      return objectOf(
        Array.from({ length: random.int(0, 3) }, () => [
          random.pick(['a', 'b', '__proto__', 'constructor', '']),
          randomJson(random, depth + 1),
        ]),
      );
  }
}

const strangers: readonly Json[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  1e308,
  '',
  'x',
  '0',
  '-0',
  '00',
  '1.50',
  '1.',
  '.5',
  '1e3',
  '-1.51',
  '+1',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '2026-02-29',
  '2026-13-01',
  '2026-11-23T09:30:00+01:00',
  '2026-11-23T24:00:00Z',
  '2026-11-23T09:30:60Z',
  '2026-02-30T09:30:00Z',
  '2026-11-23t09:30:00z',
  '2026-11-23T09:30:00.Z',
  '2026-11-23T09:30:00.1234567891Z',
  '018f3c4e-7b2a-9cde-8f01-23456789abcd',
  '018f3c4e-7b2a-7cde-cf01-23456789abcd',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '018f3c4e7b2a7cde8f0123456789abcd',
  'AA==',
  'AB==',
  'AA=',
  'AAA',
  'AA-_',
  ' AAAA',
  'AAAAAAAA',
  'a@b',
  'a@b..c',
  'no scheme',
  'http://%zz',
  'ab',
  'AB\n',
  [],
  [null],
  {},
  { constructor: 1 },
];

/** The value with one thing about it changed: nearly always it is no longer valid, and sometimes it still is. */
export function nearMiss(value: Json, random: Random): Json {
  if (isList(value) && value.length > 0 && !random.oneIn(4)) return changedList(value, random);
  if (isObject(value) && Object.keys(value).length > 0 && !random.oneIn(5)) return changedObject(value, random);
  if (isObject(value) && random.oneIn(2))
    return objectOf([...Object.entries(value), [random.pick(extraKeys), random.pick(strangers)]]);
  if (typeof value === 'number' && random.oneIn(2)) return value + random.pick([1, -1, 0.5, Number.EPSILON, 2 ** 53]);
  if (typeof value === 'string' && random.oneIn(2)) return changedText(value, random);
  return random.pick(strangers);
}

const extraKeys = ['__proto__', 'constructor', 'toString', 'extra', '', 'sku', 'note', 'length'];

function changedList(value: readonly Json[], random: Random): Json {
  const index = random.int(0, value.length - 1);
  const item = value[index] ?? null;
  switch (random.int(0, 4)) {
    case 0:
      return value.toSpliced(index, 1);
    case 1:
      return [...value, structuredClone(item)];
    case 2:
      return [...value, random.pick(strangers)];
    default:
      return value.with(index, nearMiss(item, random));
  }
}

function changedObject(value: { readonly [key: string]: Json }, random: Random): Json {
  const entries = Object.entries(value);
  const index = random.int(0, entries.length - 1);
  const [key, member] = entries[index] ?? ['', null];
  switch (random.int(0, 5)) {
    case 0:
      return objectOf(entries.toSpliced(index, 1));
    case 1:
      return objectOf([...entries, [random.pick(extraKeys), random.pick(strangers)]]);
    case 2:
      return objectOf(entries.with(index, [`${key}${random.pick(['x', ' ', '2'])}`, member]));
    default:
      return objectOf(entries.with(index, [key, nearMiss(member, random)]));
  }
}

function changedText(value: string, random: Random): string {
  const at = random.int(0, value.length);
  switch (random.int(0, 3)) {
    case 0:
      return value.slice(0, at) + random.pick(['x', '0', '😀', '\n', ' ', '-', '/']) + value.slice(at);
    case 1:
      return value.slice(0, at) + value.slice(at + 1);
    case 2:
      return value.toUpperCase();
    default:
      return `${value}${value}`;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
