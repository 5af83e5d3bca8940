import type { Json } from '../../../src/language/syntax.js';
import type { Random } from './random.js';

/** A schema with one aggregate, `Thing`, and one projection of it, `Rows`. */
export interface RandomProjection {
  readonly yaml: string;
  /** The types of the aggregate's events. All of them have the same fields. */
  readonly events: readonly string[];
  /** The projection's columns, those of the key first, with the names of the types they are declared with. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isKey: boolean }[];
}

/** An event as it is stored, and the stream that it is appended to. */
export interface RandomEvent {
  readonly stream: string;
  readonly type: string;
  readonly version: 1;
  readonly data: string;
}

type Make = (random: Random) => Json;

interface Kind {
  /** As it stands in YAML. */
  readonly type: string;
  /** As it stands in YAML, where a column of the type has a first value. */
  readonly init: string;
  readonly make: Make;
  /** What a fold may do with a column of the kind, given an event that has a field of each kind. */
  readonly operations: readonly string[];
}

const ids = ['018f3c4e-7b2a-7cde-8f01-23456789abcd', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'];
const texts = ['', 'a', 'B', 'b', 'ä', '😀', '￿', "it's", 'say "hi"', 'a\\b', '%_', '--', 'null', '0', ' x ', '\t\n'];
const whole: Make = (random) => random.int(-50, 50);

/** `_` stands for the column. Sums stay in the ranges of their types over some thousand events. */
const kinds: Readonly<Record<string, Kind>> = {
  text: { type: 'string', init: "''", make: (random) => random.pick(texts), operations: ['set: { _: text }'] },
  ref: { type: 'uuid', init: ids[0] ?? '', make: (random) => random.pick(ids), operations: ['set: { _: ref }'] },
  kind: {
    type: 'Kind',
    init: 'open',
    make: (random) => random.pick(['open', "it's"]),
    operations: ['set: { _: kind }'],
  },
  count: {
    type: 'int',
    init: '0',
    make: whole,
    operations: [
      'add: { _: count }',
      'subtract: { _: count }',
      'set: { _: count }',
      'add: { _: { product: [count, 3] } }',
    ],
  },
  big: {
    type: 'long',
    init: '"9007199254740993"',
    make: (random) => random.pick(['0', '-9007199254740993', '123456789012345', String(random.int(-9, 9))]),
    operations: ['add: { _: big }', 'subtract: { _: big }', 'set: { _: big }', 'add: { _: count }'],
  },
  ratio: {
    type: 'number',
    init: '0.1',
    make: (random) => random.pick([0.1, -0.5, 1e21, 5e-324, random.int(-9, 9)]),
    operations: ['add: { _: ratio }', 'subtract: { _: ratio }', 'set: { _: ratio }'],
  },
  price: {
    type: 'decimal',
    init: '"0.10"',
    make: (random) => random.pick(['0', '-0.01', '1.50', '12345678901234567890.123456789', '1.5']),
    operations: ['add: { _: price }', 'subtract: { _: price }', 'set: { _: price }'],
  },
  flag: { type: 'boolean', init: 'false', make: (random) => random.oneIn(2), operations: ['set: { _: flag }'] },
  at: {
    type: 'timestamp',
    init: '"2026-11-23T09:30:00Z"',
    make: (random) =>
      random.pick([
        '2026-11-23T09:30:00Z',
        '2026-11-23T09:30:00.123Z',
        '1969-12-31T23:59:59.999999Z',
        '0001-01-01T00:00:00.5Z',
      ]),
    operations: ['set: { _: at }', 'set: { _: $recordedAt }'],
  },
  day: {
    type: 'date',
    init: '"2026-11-23"',
    make: (random) => random.pick(['2026-11-23', '2024-02-29', '9999-12-31']),
    operations: ['set: { _: day }'],
  },
  blob: {
    type: 'bytes',
    init: '""',
    make: (random) => Buffer.alloc(random.int(0, 3), random.int(0, 255)).toString('base64'),
    operations: ['set: { _: blob }'],
  },
  anything: {
    type: 'json',
    init: 'null',
    make: (random) => random.pick<Json>([null, 0, '', [1, { a: null }], { b: 1, a: 'ü' }]),
    operations: ['set: { _: anything }'],
  },
  list: {
    type: '"int[]"',
    init: '[]',
    make: (random) => Array.from({ length: random.int(0, 2) }, () => random.int(0, 3)),
    operations: ['append: { _: count }', 'remove: { _: count }', 'set: { _: list }'],
  },
  counts: {
    type: '"map<string, int>"',
    init: '{}',
    make: (random) => ({ [random.pick(['a', 'constructor', '0', '__proto__'])]: random.int(0, 9) }),
    operations: ['add: { "_[text]": count }', 'remove: { _: text }', 'set: { _: counts }'],
  },
  place: {
    type: 'Place',
    init: '{ city: "", floor: null }',
    make: (random) => ({ city: random.pick(texts), floor: random.pick([null, '7']) }),
    operations: ['set: { "_.city": text }', 'set: { _: place }', 'merge: { _: place }', 'set: { "_.floor": big }'],
  },
};

const keyKinds = ['text', 'ref', 'kind', 'count', 'big', 'flag', 'at', 'day'];

export function randomProjection(random: Random): RandomProjection {
  const events = Array.from({ length: random.int(1, 4) }, (_, index) => `Happened${index}`);
  const keys = random.some([...keyKinds, 'id'], 1, 2);
  const columns = Array.from({ length: random.int(1, 6) }, (_, index) => randomColumn(index, random));
  const fields = Object.entries(kinds).map(([name, { type }]) => `${name}: ${type}`);
  const folds = events.map((event) => `      ${event}: ${randomFold(columns, keys, random)}`);
  const yaml = `varve: 1
context: random
types:
  Kind: [open, "it's"]
  Place: { fields: { city: string, floor: long | null } }
aggregates:
  Thing:
    id: string
    events:
${events.map((event) => `      ${event}: { fields: { ${fields.join(', ')} } }`).join('\n')}
    state: { fields: {}, reduce: { others: ignore } }
projections:
  Rows:
    of: [Thing]
    key: { ${keys.map((key) => `${keyName(key)}: ${key === 'id' ? 'string' : kindOf(key).type}`).join(', ')} }
    columns:
${columns.map(({ name, declared }) => `      ${name}: ${declared}`).join('\n')}
    reduce:
${folds.join('\n')}
`;
  return {
    yaml,
    events,
    columns: [
      ...keys.map((key) => ({ name: keyName(key), type: key === 'id' ? 'string' : kindOf(key).type, isKey: true })),
      ...columns.map(({ name, type }) => ({ name, type, isKey: false })),
    ],
  };
}

/** A history of a projection's aggregate, over few streams and few keys. */
export function randomEvents({ events }: RandomProjection, count: number, random: Random): readonly RandomEvent[] {
  return Array.from({ length: count }, () => ({
    stream: `Thing-${random.pick(['a', 'b', 'ä/😀'])}`,
    type: random.pick(events),
    version: 1 as const,
    data: JSON.stringify(Object.fromEntries(Object.entries(kinds).map(([name, { make }]) => [name, make(random)]))),
  }));
}

interface Column {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** As it stands in YAML. */
  readonly declared: string;
  readonly mayBeRead: boolean;
}

function randomColumn(index: number, random: Random): Column {
  const kind = random.pick(Object.keys(kinds));
  const { type, init } = kindOf(kind);
  const bare = type.replaceAll('"', '');
  const name = `${random.pick(['a', 'theB', 'HTTPC', 'größe'])}${index}`;
  // What is JSON anyway may be null without being told so.
  const mayBeNull = kind !== 'anything';
  switch (random.int(0, mayBeNull ? 4 : 2)) {
    case 0:
      return { name, kind, type, declared: `"${bare}?"`, mayBeRead: false };
    case 3:
      return { name, kind, type, declared: `"${bare} | null"`, mayBeRead: false };
    case 4:
      return { name, kind, type, declared: `"${bare} | null?"`, mayBeRead: false };
    default:
      return { name, kind, type, declared: `{ type: ${type}, init: ${init} }`, mayBeRead: true };
  }
}

function randomFold(columns: readonly Column[], keys: readonly string[], random: Random): string {
  const at = `at: { ${keys.map((key) => `${keyName(key)}: ${key === 'id' ? '$id' : key}`).join(', ')} }`;
  switch (random.int(0, 9)) {
    case 0:
      return 'ignore';
    case 1:
      return `{ delete: true, ${at} }`;
    default: {
      const operations = random.some(columns, 1, 3).map(({ name, kind, mayBeRead }) => {
        const { operations: possible } = kindOf(kind);
        // What may be absent or null can only be set whole.
        const usable = mayBeRead ? possible : possible.filter((text) => text.startsWith('set: { _:'));
        return random.pick(usable).replace('_', name);
      });
      return `{ ${at}, ${merged(operations)} }`;
    }
  }
}

function merged(operations: readonly string[]): string {
  const byKind = new Map<string, string[]>();
  for (const operation of operations) {
    const [, kind = '', assignment = ''] = /^(\w+): \{ (.*) \}$/u.exec(operation) ?? [];
    byKind.set(kind, [...(byKind.get(kind) ?? []), assignment]);
  }
  return [...byKind].map(([kind, assignments]) => `${kind}: { ${assignments.join(', ')} }`).join(', ');
}

/** Not the name of a field of an event, so that `at` has to say what is meant. */
function keyName(key: string): string {
  return `${key}Key`;
}

function kindOf(name: string): Kind {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  return kind;
}
