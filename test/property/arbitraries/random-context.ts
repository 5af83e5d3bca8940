import fc from 'fast-check';
import type { Span } from '../../../src/diagnostics/span.js';
import type { Aggregate, Context, Event, NamedType } from '../../../src/model/model.js';
import { underlying, type Types } from '../../../src/model/type-lookup.js';
import type { Field, RecordType, ScalarType, Type, UnionMember } from '../../../src/model/type.js';
import { createRandom, type Random } from './random.js';

const span: Span = { path: 'random.varve.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Names as an attacker, or a bored colleague, would choose them. */
export const hostileNames: readonly string[] = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'default',
  'class',
  'value',
  'data',
  'key',
  'item',
  'problem',
  'isObject',
  'expected',
  'own',
  'i',
  'check',
  'checkT0',
  'first name',
  "it's",
  'say "hi"',
  'back\\slash',
  '${x}',
  '`',
  '*/',
  '</script>',
  'ünïcode',
  '名前',
  '😀',
  '0',
  '1e3',
  'a/b~c',
  'undefined',
  'null',
  'changed',
  'then',
];
const plainNames = [
  'sku',
  'quantity',
  'price',
  'note',
  'tags',
  'address',
  'city',
  'amount',
  'kind',
  'createdAt',
  'count',
  'ratio',
];

/** Patterns, each with texts that match. */
export const patterns: readonly (readonly [pattern: string, ...matching: string[]])[] = [
  ['^[A-Z]{2}$', 'AB', 'XY'],
  ['a/b', 'xa/by'],
  ['^\\d+\\/\\d+$', '1/2', '33/4'],
  ['^\\p{Lu}', 'Äpfel', 'Zed'],
  ['(?<year>\\d{4})', 'in 2026'],
  ['^[^"\'`]*$', 'plain', ''],
  ['^.$', '😀', 'x'],
  ['\\u{1F600}', 'a😀b'],
  ['^(?:a|b)*$', 'abba', ''],
  ['[\\[\\]/]', '[', '/'],
  ['ü', 'über ü'],
];

const enumMembers = [
  'open',
  'closed',
  'toString',
  'constructor',
  "it's",
  'a b',
  '',
  'EUR',
  'USD',
  '😀',
  '*/',
  '\\',
  '0',
].filter((member) => member !== '');

/** A context with named types (some of them refer to themselves) and one aggregate whose events hold all kinds of data. */
export function contexts(): fc.Arbitrary<Context> {
  return fc.noShrink(fc.integer()).map((seed) => randomContext(createRandom(seed)));
}

export function randomContext(random: Random): Context {
  const types = new Map<string, NamedType>();
  const names = Array.from({ length: random.int(0, 5) }, (_, index) => `T${index}`);
  for (const name of names) {
    const scope: TypeScope = { random, types, self: name, depth: 2 };
    const type = random.oneIn(2) ? randomRecord(scope) : randomType({ ...scope, self: undefined }, true);
    const version = { number: 1, annotations: {}, type, step: undefined, span };
    types.set(name, {
      name,
      annotations: {},
      brand: false,
      versioned: false,
      versions: [version],
      source: span.path,
      span,
    });
  }
  const scope: TypeScope = { random, types, self: undefined, depth: 3 };
  const events = Array.from({ length: random.int(1, 3) }, (_, index): Event => {
    const version = { number: 1, annotations: {}, span, shape: randomRecord(scope), step: undefined };
    return {
      name: `Happened${index}`,
      annotations: {},
      span,
      was: [],
      retired: undefined,
      pin: undefined,
      versions: [version],
    };
  });
  return contextOf(types, events);
}

/** A context of named types and events, with nothing folded. */
export function contextOf(types: ReadonlyMap<string, NamedType>, events: readonly Event[]): Context {
  const aggregate: Aggregate = {
    name: 'Thing',
    context: 'random',
    annotations: {},
    source: span.path,
    span,
    id: { kind: 'uuid' },
    stream: { category: 'Thing', prefix: 'Thing-', suffix: '' },
    events,
    state: { annotations: {}, fields: [], folds: new Map(events.map(({ name }) => [name, { kind: 'ignore', span }])) },
    snapshot: undefined,
  };
  return {
    name: 'random',
    annotations: {},
    sources: [span.path],
    metadata: [],
    types,
    aggregates: [aggregate],
    projections: [],
  };
}

interface TypeScope {
  readonly random: Random;
  /** Those declared so far. */
  readonly types: ReadonlyMap<string, NamedType>;
  /** The record that is being declared, which may refer to itself where that can end. */
  readonly self: string | undefined;
  /** How much deeper types may nest. */
  readonly depth: number;
}

function randomRecord(scope: TypeScope): RecordType {
  return { kind: 'record', fields: randomFields(scope, new Set(), scope.random.int(0, 5)) };
}

function randomFields(scope: TypeScope, taken: ReadonlySet<string>, count: number): Field[] {
  const { random } = scope;
  const pool = [...plainNames, ...(random.oneIn(2) ? hostileNames : [])].filter((name) => !taken.has(name));
  return random.some(pool, count, count).map((name) => {
    // The language refuses optional fields of such names.
    const optional = random.oneIn(3) && !(name in Object.prototype);
    const type =
      optional && scope.self !== undefined && random.oneIn(3) ? selfReference(scope.self) : randomType(inner(scope));
    return { name, type, optional, annotations: {}, span };
  });
}

function inner(scope: TypeScope): TypeScope {
  return { ...scope, depth: scope.depth - 1 };
}

function selfReference(name: string): Type {
  return { kind: 'reference', name, version: 1 };
}

function randomType(scope: TypeScope, declared = false): Type {
  const { random, depth } = scope;
  const roll = random.int(1, 10);
  if (roll <= 2 && scope.types.size > 0) return randomReference(scope);
  if (depth <= 0 || roll <= 6) return randomScalar(random);
  switch (random.pick(['list', 'list', 'map', 'nullable', 'record', 'union'] as const)) {
    case 'list':
      return { kind: 'list', element: elementType(scope), ...listSizes(scope), unique: random.oneIn(4) };
    case 'map':
      return { kind: 'map', key: randomKey(scope), value: elementType(scope) };
    case 'nullable': {
      const of = randomType(inner(scope));
      return declared || underlying(of, scope.types).kind === 'nullable' ? of : { kind: 'nullable', inner: of };
    }
    case 'record':
      return randomRecord(inner(scope));
    case 'union': {
      const tag = random.pick([...plainNames, ...hostileNames]);
      const members = random.some(enumMembers, 1, 3).map((name): UnionMember => {
        return { name, annotations: {}, fields: randomFields(inner(scope), new Set([tag]), random.int(0, 3)) };
      });
      return { kind: 'union', tag, members };
    }
  }
}

/** A record that held a list of itself with an item at least would never end. */
function listSizes({ random, self }: TypeScope): { readonly minItems?: number; readonly maxItems?: number } {
  return self === undefined ? sizes(random, 'minItems', 'maxItems', 3) : {};
}

function elementType(scope: TypeScope): Type {
  return scope.self !== undefined && scope.random.oneIn(4) ? selfReference(scope.self) : randomType(inner(scope));
}

function randomReference({ random, types }: TypeScope): Type {
  const name = random.pick([...types.keys()]);
  const reference: Type = { kind: 'reference', name, version: 1 };
  if (!random.oneIn(3)) return reference;
  const refinement = randomRefinement(underlying(reference, types), random);
  return refinement === undefined ? reference : { ...reference, refinement };
}

/** Checks that a use adds. Together with those of the name they may leave no value: also a type. */
function randomRefinement(base: Type, random: Random): Type | undefined {
  switch (base.kind) {
    case 'string':
      return { kind: 'string', ...sizes(random, 'minLength', 'maxLength', 4) };
    case 'int':
      return { kind: 'int', ...bounds(random) };
    case 'number':
      return { kind: 'number', ...bounds(random) };
    case 'long':
      return { kind: 'long', min: BigInt(random.int(-10, 0)) };
    case 'list':
      return { ...base, ...sizes(random, 'minItems', 'maxItems', 3), unique: random.oneIn(2) };
    default:
      return undefined;
  }
}

function randomKey({ random, types }: TypeScope): Type {
  const keys = [...types.values()].filter(({ name }) =>
    isKey(underlying({ kind: 'reference', name, version: 1 }, types)),
  );
  if (keys.length > 0 && random.oneIn(3)) return { kind: 'reference', name: random.pick(keys).name, version: 1 };
  return random.pick<Type>([
    { kind: 'string' },
    { kind: 'string' },
    { kind: 'uuid' },
    randomEnum(random),
    randomString(random),
  ]);
}

function isKey({ kind }: Type): boolean {
  return kind === 'string' || kind === 'uuid' || kind === 'enum';
}

function randomScalar(random: Random): ScalarType {
  switch (random.int(0, 12)) {
    case 0:
    case 1:
      return randomString(random);
    case 2:
      return { kind: 'boolean' };
    case 3:
      return { kind: 'int', ...(random.oneIn(2) ? bounds(random) : {}) };
    case 4:
      return { kind: 'number', ...numberBounds(random) };
    case 5:
      return {
        kind: 'long',
        ...random.pick([{}, { min: -5n, max: 5n }, { min: -9223372036854775808n }, { max: 9007199254740993n }]),
      };
    case 6:
      return {
        kind: 'decimal',
        ...random.pick([{}, { min: '-1.50', max: '10' }, { min: '0' }, { max: '0.01' }]),
        ...(random.oneIn(2) ? { scale: random.int(0, 3) } : {}),
      };
    case 7:
      return { kind: 'uuid' };
    case 8:
      return { kind: 'timestamp' };
    case 9:
      return { kind: 'date' };
    case 10:
      return { kind: 'bytes', ...(random.oneIn(2) ? { maxLength: random.int(0, 4) } : {}) };
    case 11:
      return { kind: 'json' };
    default:
      return randomEnum(random);
  }
}

function randomEnum(random: Random): ScalarType {
  if (random.oneIn(5)) return { kind: 'enum', members: Array.from({ length: 14 }, (_, index) => `m${index}`) };
  return { kind: 'enum', members: random.some(enumMembers, 1, 4) };
}

function randomString(random: Random): ScalarType {
  if (random.oneIn(3)) return { kind: 'string', pattern: random.pick(patterns)[0] };
  if (random.oneIn(4)) return { kind: 'string', format: random.pick(['email', 'uri'] as const) };
  return { kind: 'string', ...(random.oneIn(2) ? sizes(random, 'minLength', 'maxLength', 4) : {}) };
}

function sizes<Least extends string, Most extends string>(
  random: Random,
  least: Least,
  most: Most,
  largest: number,
): { readonly [Key in Least | Most]?: number } {
  const min = random.int(0, largest);
  const result: { [key: string]: number } = {};
  if (random.oneIn(2)) result[least] = min;
  if (random.oneIn(2)) result[most] = random.int(min, largest + 2);
  return result as { readonly [Key in Least | Most]?: number };
}

function bounds(random: Random): { readonly min?: number; readonly max?: number } {
  const min = random.pick([-5, 0, 1, -(2 ** 53) + 1]);
  const max = random.pick([6, 100, 2 ** 53 - 1]);
  return { ...(random.oneIn(2) ? { min } : {}), ...(random.oneIn(2) ? { max } : {}) };
}

function numberBounds(random: Random): {
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
} {
  return random.pick([
    {},
    { min: -1.5 },
    { max: 1e300 },
    { exclusiveMin: 0 },
    { exclusiveMax: 0.5, min: -7 },
    { min: 0, max: 1 },
  ]);
}

/** The fields of a record type behind its names; for tests that look inside. */
export function fieldsOf(type: Type, types: Types): readonly Field[] {
  const base = underlying(type, types);
  return base.kind === 'record' ? base.fields : [];
}
