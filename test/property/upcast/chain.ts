import fc from 'fast-check';
import type { Json } from '../../../src/language/syntax.js';

/** What random values are taken with. */
export type Draw = fc.GeneratorValue;

/** A type of the language, as far as chains use it. */
export type ChainType =
  | { readonly kind: 'scalar'; readonly name: keyof typeof scalarValues }
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  | { readonly kind: 'list' | 'map' | 'nullable'; readonly of: ChainType }
  | { readonly kind: 'record'; readonly fields: readonly ChainField[] }
  | { readonly kind: 'union'; readonly tag: string; readonly members: Readonly<Record<string, readonly ChainField[]>> }
  | { readonly kind: 'named'; readonly name: string; readonly version: number };

export interface ChainField {
  readonly name: string;
  readonly type: ChainType;
  readonly optional: boolean;
}

/** One version of an event: its fields, and the block that declares it. */
export interface ChainVersion {
  readonly fields: readonly ChainField[];
  readonly block: Json;
}

const texts = [
  '',
  'x',
  '12',
  '-7',
  '1.5',
  '-0',
  'true',
  '2020-02-29',
  '2026-01-02T03:04:05.678Z',
  '\ud800',
  '__proto__',
  '9007199254740993',
];

export const scalarValues = {
  string: texts,
  boolean: [true, false],
  int: [0, -0, 1, -5, 7, 2000, Number.MAX_SAFE_INTEGER],
  number: [0, -0, 1.5, -2.25, 1e21, 3],
  long: ['0', '5', '-9223372036854775808', '9007199254740993'],
  decimal: ['0', '-12.50', '3'],
  timestamp: ['2026-01-02T03:04:05.678Z', '0001-12-31T23:59:59.000Z'],
  date: ['2026-01-02', '2020-02-29'],
  bytes: ['', 'AQID'],
  json: [null, 0, 'x', [1, { a: 'b' }], Object.fromEntries([['__proto__', 1]])],
} as const satisfies Readonly<Record<string, readonly Json[]>>;

const scalar = (name: keyof typeof scalarValues): ChainType => ({ kind: 'scalar', name });
const field = (name: string, type: ChainType, optional = false): ChainField => ({ name, type, optional });
const list = (of: ChainType): ChainType => ({ kind: 'list', of });

interface NamedChainType {
  readonly declared: Json;
  readonly versions: readonly (() => ChainType)[];
}

/** The types that every chain may use; a version that is no record is written as it stands. */
const namedTypes: Readonly<Record<string, NamedChainType>> = {
  Sku: { declared: { type: 'string', brand: true }, versions: [() => scalar('string')] },
  Count: { declared: { type: 'int', min: 0, max: 1000 }, versions: [() => ({ kind: 'enum', members: ['0', '7'] })] },
  Geo: {
    declared: { fields: { lat: 'number', lon: 'long' } },
    versions: [() => ({ kind: 'record', fields: [field('lat', scalar('number')), field('lon', scalar('long'))] })],
  },
  Place: {
    declared: { fields: { city: 'string?', zip: 'int', geo: 'Geo?' } },
    versions: [
      () => ({
        kind: 'record',
        fields: [
          field('city', scalar('string'), true),
          field('zip', scalar('int')),
          field('geo', { kind: 'named', name: 'Geo', version: 1 }, true),
        ],
      }),
    ],
  },
  Pay: {
    declared: {
      union: 'kind',
      of: { card: { fields: { last4: 'string' } }, cash: { fields: { sum: 'long', note: 'string?' } } },
    },
    versions: [
      () => ({
        kind: 'union',
        tag: 'kind',
        members: {
          card: [field('last4', scalar('string'))],
          cash: [field('sum', scalar('long')), field('note', scalar('string'), true)],
        },
      }),
    ],
  },
  Money: {
    declared: {
      versions: {
        1: { fields: { note: 'string?', cents: 'int', by: 'string' } },
        2: {
          fields: {
            note: 'string?',
            cents: 'long',
            by: 'string',
            currency: { type: ['EUR', 'USD'], from: { const: 'EUR' } },
          },
        },
        3: {
          fields: {
            amount: { type: 'string', from: { format: 'cents' } },
            note: 'string?',
            currency: ['EUR', 'USD', 'GBP'],
            place: 'Place?',
          },
          drop: ['by'],
        },
      },
    },
    versions: [
      () => ({
        kind: 'record',
        fields: [field('note', scalar('string'), true), field('cents', scalar('int')), field('by', scalar('string'))],
      }),
      () => ({
        kind: 'record',
        fields: [
          field('note', scalar('string'), true),
          field('cents', scalar('long')),
          field('by', scalar('string')),
          field('currency', { kind: 'enum', members: ['EUR', 'USD'] }),
        ],
      }),
      () => ({
        kind: 'record',
        fields: [
          field('amount', scalar('string')),
          field('note', scalar('string'), true),
          field('currency', { kind: 'enum', members: ['EUR', 'USD', 'GBP'] }),
          field('place', { kind: 'named', name: 'Place', version: 1 }, true),
        ],
      }),
    ],
  },
  Tree: {
    declared: {
      versions: {
        1: { fields: { name: 'string', children: 'Tree@1[]' } },
        2: {
          fields: {
            label: { type: 'string', from: 'name' },
            at: { type: 'timestamp', from: { envelope: 'recordedAt' } },
            children: 'Tree@2[]',
          },
        },
        3: { fields: { label: { type: 'string | null' }, children: 'Tree@3[]' }, drop: ['at'] },
      },
    },
    versions: [1, 2, 3].map((version) => () => ({
      kind: 'record' as const,
      fields: [
        field(
          version === 1 ? 'name' : 'label',
          version === 3 ? { kind: 'nullable', of: scalar('string') } : scalar('string'),
        ),
        ...(version === 2 ? [field('at', scalar('timestamp'))] : []),
        field('children', list({ kind: 'named', name: 'Tree', version })),
      ],
    })),
  },
  /** What is parsed inside a named type may fail there. */
  Text: {
    declared: {
      versions: {
        1: { fields: { text: 'string' } },
        2: { fields: { value: { type: 'long', from: { parse: 'text' } } } },
      },
    },
    versions: [
      () => ({ kind: 'record', fields: [field('text', scalar('string'))] }),
      () => ({ kind: 'record', fields: [field('value', scalar('long'))] }),
    ],
  },
};

const versioned = { Money: 3, Tree: 3, Text: 2 } as const;

function definition({ name, version }: Extract<ChainType, { kind: 'named' }>): ChainType {
  return namedTypes[name]?.versions[version - 1]?.() ?? scalar('json');
}

export function pick<Item>(draw: Draw, items: readonly Item[]): Item {
  const item = items[draw(fc.nat, { max: items.length - 1 })];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function chance(draw: Draw, percent: number): boolean {
  return draw(fc.nat, { max: 99 }) < percent;
}

/** How a type is written in a schema. */
function written(type: ChainType): Json {
  return type.kind === 'record'
    ? { fields: Object.fromEntries(type.fields.map(({ name, type: of, optional }) => [name, fieldType(of, optional)])) }
    : text(type);
}

export function fieldType(type: ChainType, optional: boolean): Json {
  const json = written(type);
  return optional && typeof json === 'string' ? `${json}?` : json;
}

function text(type: ChainType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'enum':
      return `[${type.members.join(', ')}]`;
    case 'list':
      return `${type.of.kind === 'nullable' ? `(${text(type.of)})` : text(type.of)}[]`;
    case 'map':
      return `map<string, ${text(type.of)}>`;
    case 'nullable':
      return `${text(type.of)} | null`;
    case 'named':
      return type.name in versioned ? `${type.name}@${type.version}` : type.name;
    case 'record':
    case 'union':
      throw new Error('only named types and fields are records or unions');
  }
}

/** A valid value, as it is stored. */
export function value(draw: Draw, type: ChainType, depth = 0): Json {
  switch (type.kind) {
    case 'scalar':
      return pick<Json>(draw, scalarValues[type.name]);
    case 'enum':
      return pick(draw, type.members);
    case 'list':
      return Array.from({ length: depth > 3 ? 0 : draw(fc.nat, { max: 2 }) }, () => value(draw, type.of, depth + 1));
    case 'map':
      return Object.fromEntries(
        ['a', '__proto__', 'constructor']
          .filter(() => chance(draw, 40))
          .map((key) => [key, value(draw, type.of, depth + 1)]),
      );
    case 'nullable':
      return chance(draw, 40) ? null : value(draw, type.of, depth);
    case 'record':
      return recordValue(draw, type.fields, depth);
    case 'union': {
      const [name, fields] = pick(draw, Object.entries(type.members));
      return { [type.tag]: name, ...recordValue(draw, fields, depth) };
    }
    case 'named':
      return type.name === 'Count' ? pick(draw, [0, 7, 1000]) : value(draw, definition(type), depth);
  }
}

export function recordValue(draw: Draw, fields: readonly ChainField[], depth = 0): { readonly [key: string]: Json } {
  const present = fields.filter(({ optional }) => !optional || chance(draw, 60));
  return Object.fromEntries(present.map(({ name, type }) => [name, value(draw, type, depth)]));
}

const names = [
  'a',
  'b',
  'c',
  'd',
  'e',
  'f',
  'g',
  'h',
  'first',
  'next',
  'record',
  'data2',
  'steps',
  'envelope',
  'value',
  'a b',
  "it's",
  'class',
  'null',
];
/** Optional fields cannot have what every object inherits. */
const hostile = ['constructor', 'toString', 'valueOf'];

function someType(draw: Draw, depth = 0): ChainType {
  const kinds =
    depth > 1 ? ['scalar'] : ['scalar', 'scalar', 'scalar', 'enum', 'list', 'map', 'nullable', 'named', 'named'];
  switch (pick(draw, kinds)) {
    case 'enum':
      return { kind: 'enum', members: pick(draw, [['x'], ['x', 'y'], ['x', 'y', 'z', 'constructor']]) };
    case 'list':
      return list(someType(draw, depth + 1));
    case 'map':
      return { kind: 'map', of: someType(draw, depth + 1) };
    case 'nullable': {
      const of = someType(draw, depth + 1);
      return of.kind === 'nullable' ? of : { kind: 'nullable', of };
    }
    case 'named':
      return {
        kind: 'named',
        name: pick(draw, ['Sku', 'Geo', 'Place', 'Pay', 'Money', 'Tree', 'Text'] as const),
        version: 1,
      };
    default:
      return scalar(
        pick(draw, [
          'string',
          'string',
          'boolean',
          'int',
          'int',
          'number',
          'long',
          'decimal',
          'timestamp',
          'date',
          'bytes',
          'json',
        ] as const),
      );
  }
}

/** Some versions of an event, each by random rules from the one before. */
export function someChain(draw: Draw): readonly ChainVersion[] {
  const count = 1 + draw(fc.nat, { max: 3 });
  const first = uniqueNames(
    draw,
    Array.from({ length: count }, () => ({ type: someType(draw), optional: chance(draw, 35) })),
  );
  const versions: ChainVersion[] = [
    {
      fields: first,
      block: { fields: Object.fromEntries(first.map((each) => [each.name, fieldType(each.type, each.optional)])) },
    },
  ];
  const more = 1 + draw(fc.nat, { max: 6 });
  for (let i = 0; i < more; i += 1) versions.push(nextVersion(draw, versions.at(-1)?.fields ?? []));
  return versions;
}

function uniqueNames(
  draw: Draw,
  fields: readonly Omit<ChainField, 'name'>[],
  taken: readonly string[] = [],
): ChainField[] {
  const used = new Set(taken);
  return fields.map((each) => {
    const free = [...names, ...(each.optional ? [] : hostile)].filter((name) => !used.has(name));
    const name = pick(draw, free);
    used.add(name);
    return { ...each, name };
  });
}

interface Made {
  readonly type: ChainType;
  readonly optional: boolean;
  /** `undefined` where the field of the same name is carried. */
  readonly from: Json | undefined;
  /** The name of the field that is carried; a new one where it is `undefined`. */
  readonly name?: string;
}

/** A version that takes its fields from those of the one before, by random rules. */
export function nextVersion(draw: Draw, before: readonly ChainField[]): ChainVersion {
  if (chance(draw, 8)) {
    const fields = [field('text', scalar('string')), field('n', scalar('long')), field('maybe', scalar('int'), true)];
    return { fields, block: { fields: { text: 'string', n: 'long', maybe: 'int?' }, upcast: 'custom' } };
  }
  const made: Made[] = [];
  const dropped: string[] = [];
  for (const old of before) {
    const fate = draw(fc.nat, { max: 99 });
    if (fate < 12 && before.length > 1) dropped.push(old.name);
    else if (fate < 50) made.push({ name: old.name, type: old.type, optional: old.optional, from: undefined });
    else if (fate < 65) made.push({ name: old.name, ...widened(draw, old), from: undefined });
    else made.push(transformed(draw, old));
    // A value that goes two ways.
    if (fate >= 80 && before.length < 6) made.push(transformed(draw, old));
  }
  if (chance(draw, 35))
    made.push(
      invented(
        draw,
        before.filter(({ name }) => !dropped.includes(name)),
      ),
    );
  const carried = made.flatMap(({ name }) => name ?? []);
  const renamed = uniqueNames(
    draw,
    made.filter(({ name }) => name === undefined),
    [...carried, ...before.map(({ name }) => name)],
  );
  const fields = shuffled(
    draw,
    made.map((each) => ({
      field:
        each.name === undefined
          ? (renamed.shift() ?? field('lost', each.type))
          : field(each.name, each.type, each.optional),
      from: each.from,
    })),
  );
  const block = {
    fields: Object.fromEntries(
      fields.map(({ field: { name, type, optional }, from }) => {
        const json = fieldType(type, optional);
        if (from === undefined) return [name, json];
        return [name, typeof json === 'string' ? { type: json, from } : { ...Object(json), from }];
      }),
    ),
    ...(dropped.length === 0 ? {} : { drop: dropped }),
  };
  return { fields: fields.map((each) => each.field), block };
}

export function shuffled<Item>(draw: Draw, items: readonly Item[]): readonly Item[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(draw(fc.nat, { max: rest.length - 1 }), 1));
}

/** A lossless widening, by the rules of carrying. */
function widened(
  draw: Draw,
  { name, type, optional }: ChainField,
): { readonly type: ChainType; readonly optional: boolean } {
  return {
    type: widenedType(draw, type),
    optional: optional || (type.kind !== 'record' && !hostile.includes(name) && chance(draw, 30)),
  };
}

function widenedType(draw: Draw, type: ChainType): ChainType {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'int')
        return pick(draw, [
          scalar('int'),
          scalar('long'),
          scalar('number'),
          { kind: 'nullable', of: scalar('long') } as const,
        ]);
      if (type.name === 'date' || type.name === 'timestamp') return pick(draw, [type, scalar('string')]);
      if (type.name === 'string')
        return pick(draw, [
          type,
          { kind: 'named', name: 'Sku', version: 1 } as const,
          { kind: 'nullable', of: type } as const,
        ]);
      return chance(draw, 30) ? { kind: 'nullable', of: type } : type;
    case 'enum':
      return pick(draw, [
        type,
        scalar('string'),
        { kind: 'enum', members: [...type.members, `more${type.members.length}`] } as const,
      ]);
    case 'list':
    case 'map':
      return { kind: type.kind, of: widenedType(draw, type.of) };
    case 'nullable': {
      const of = widenedType(draw, type.of);
      return of.kind === 'nullable' ? of : { kind: 'nullable', of };
    }
    case 'record':
      return { kind: 'record', fields: type.fields.map((each) => ({ ...each, type: widenedType(draw, each.type) })) };
    case 'named': {
      if (type.name === 'Sku') return pick(draw, [type, scalar('string')]);
      const newest = type.name in versioned ? versioned[type.name as keyof typeof versioned] : 1;
      return { ...type, version: type.version + draw(fc.nat, { max: newest - type.version }) };
    }
    case 'union':
      return type;
  }
}

const parseable = ['int', 'long', 'number', 'decimal', 'boolean', 'timestamp', 'date'] as const;
type Parseable = (typeof parseable)[number];

/** A field by a rule of `from`. */
function transformed(draw: Draw, old: ChainField): Made {
  const { type, optional } = old;
  const name = segment(old.name);
  const ways: (() => Made)[] = [
    () => ({ type, optional, from: name }),
    () => ({ ...widened(draw, old), from: name }),
    () =>
      type.kind === 'record'
        ? { type, optional, from: name }
        : { type: list(widenedType(draw, type)), optional, from: { wrap: name } },
  ];
  switch (type.kind) {
    case 'enum': {
      const members = pick(draw, [
        ['p', 'q'],
        ['x', 'y', 'w'],
        ['valueOf', 'constructor'],
      ]);
      const map = Object.fromEntries(type.members.map((member) => [member, pick(draw, members)]));
      ways.push(() => ({ type: { kind: 'enum', members }, optional, from: { field: name, map } }));
      ways.push(() => ({ type: scalar('string'), optional, from: { field: name, map } }));
      break;
    }
    case 'list': {
      if (type.of.kind === 'nullable' && chance(draw, 50)) break;
      ways.push(() => {
        const to = widenedType(draw, type.of);
        return { type: to, optional, from: { first: name, else: { const: constant(draw, to) } } };
      });
      break;
    }
    case 'scalar': {
      if (type.name === 'string')
        ways.push(
          () => parsedFrom(draw, old),
          () => parsedFrom(draw, old),
        );
      const { name: scalarName } = type;
      if (parseable.some((kind) => kind === scalarName)) {
        ways.push(() => ({ type: scalar('string'), optional, from: { format: name } }));
        ways.push(() => ({ type: { kind: 'named', name: 'Sku', version: 1 }, optional, from: { format: name } }));
      }
      if (type.name === 'int')
        ways.push(() => ({ type: { kind: 'named', name: 'Count', version: 1 }, optional, from: name }));
      break;
    }
    case 'record':
    case 'named': {
      const record = type.kind === 'named' ? definition(type) : type;
      if (record.kind === 'record')
        ways.push(
          () => flattened(draw, [old.name], record.fields, optional),
          () => flattened(draw, [old.name], record.fields, optional),
        );
      break;
    }
    default:
      break;
  }
  return pick(draw, ways)();
}

function parsedFrom(draw: Draw, { name, optional }: ChainField): Made {
  const to: Parseable = pick(draw, parseable);
  return { type: scalar(to), optional, from: { parse: segment(name) } };
}

function flattened(draw: Draw, path: readonly string[], fields: readonly ChainField[], optional: boolean): Made {
  const inner = pick(draw, fields.filter(({ name }) => /^\w+$/u.test(name)).concat(fields.slice(0, 1)));
  const isOptional = optional || inner.optional;
  const record = inner.type.kind === 'named' ? definition(inner.type) : inner.type;
  if (record.kind === 'record' && chance(draw, 50))
    return flattened(draw, [...path, inner.name], record.fields, isOptional);
  return { type: inner.type, optional: isOptional, from: [...path, inner.name].map(segment).join('.') };
}

/** A name in a path; in quotes where it needs them. */
export function segment(name: string): string {
  return /^[^\s.[\]'"]+$/u.test(name) ? name : `"${name}"`;
}

/** A literal that no type refuses: without numbers that YAML and JSON write alike but read otherwise. */
export function constant(draw: Draw, type: ChainType): Json {
  return JSON.parse(JSON.stringify(value(draw, type))) as Json;
}

/** A field that is made of none, or of several. */
function invented(draw: Draw, before: readonly ChainField[]): Made {
  switch (draw(fc.nat, { max: 5 })) {
    case 0:
    case 1: {
      const type = someType(draw);
      return { type, optional: chance(draw, 20), from: { const: constant(draw, type) } };
    }
    case 2: {
      const [property, type] = pick(draw, [
        ['recordedAt', scalar('timestamp')],
        ['id', scalar('string')],
        ['stream', { kind: 'named', name: 'Sku', version: 1 }],
        ['revision', scalar('long')],
        ['revision', scalar('int')],
      ] as const);
      return { type, optional: false, from: { envelope: property } };
    }
    case 3: {
      const optional = chance(draw, 40);
      return {
        type: pick(draw, [scalar('string'), { kind: 'named', name: 'Sku', version: 1 } as const]),
        optional,
        from: 'custom',
      };
    }
    default: {
      const parts = before
        .filter(({ type }) => type.kind !== 'record')
        .map((old) => ({ old, made: transformed(draw, old) }));
      if (parts.some(({ made }) => made.type.kind === 'record') || parts.length === 0)
        return { type: scalar('int'), optional: false, from: { const: 1 } };
      const inner = uniqueNames(
        draw,
        parts.map(({ made }) => ({ type: made.type, optional: made.optional })),
      );
      const fields = Object.fromEntries(parts.map(({ made }, index) => [inner[index]?.name ?? '', made.from ?? '']));
      return { type: { kind: 'record', fields: inner }, optional: false, from: { fields } };
    }
  }
}

/** The named types that chains use, as a schema declares them. */
export const declaredTypes: Readonly<Record<string, Json>> = {
  Id: 'uuid',
  ...Object.fromEntries(Object.entries(namedTypes).map(([name, { declared }]) => [name, declared])),
};

/** A schema of one event with these versions. YAML is a superset of JSON. */
export function schemaOf(context: string, versions: readonly ChainVersion[]): string {
  return JSON.stringify({
    varve: 1,
    context,
    types: declaredTypes,
    aggregates: {
      Cart: {
        id: 'Id',
        events: { Changed: { versions: Object.fromEntries(versions.map(({ block }, index) => [index + 1, block])) } },
        state: { fields: { n: { type: 'int', init: 0 } }, reduce: { others: 'ignore' } },
      },
    },
  });
}
