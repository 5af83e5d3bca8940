import fc from 'fast-check';
import type { Json } from '../../../src/language/syntax.js';
import {
  chance,
  type ChainField,
  type ChainVersion,
  constant,
  declaredTypes,
  type Draw,
  fieldType,
  nextVersion,
  pick,
  scalarValues,
  segment,
  shuffled,
  someChain,
} from '../upcast/chain.js';

export interface SplitEvent {
  readonly name: string;
  readonly was: readonly string[];
  readonly retired: Json | undefined;
  readonly versions: readonly ChainVersion[];
}

/** The schema of a cart with events that are split, dropped, kept and written, and a projection of them. */
export interface SplitSchema {
  readonly events: readonly SplitEvent[];
  readonly text: string;
}

/** Names that the code around them has uses for, too. */
const eventNames = 'Data Envelope Steps Parts Part Value Problem Paid Put Taken Made Next Index Type'.split(' ');

/** A random schema, in which one event at least is split. */
export function someSplitSchema(draw: Draw, context: string): SplitSchema {
  const names = [...shuffled(draw, eventNames)];
  const name = (): string => names.pop() ?? 'Last';
  const targets: SplitEvent[] = [];
  const splits = Array.from({ length: 1 + draw(fc.nat, { max: 1 }) }, () => someSplit(draw, name, targets));
  const plain = {
    name: name(),
    was: chance(draw, 50) ? ['Plainly'] : [],
    retired: undefined,
    versions: someChain(draw),
  };
  const dropped = { name: name(), was: ['Seen'], retired: { drop: true }, versions: someChain(draw) };
  const events = shuffled(draw, [...splits, ...targets, plain, dropped]);
  return { events, text: schemaText(context, events) };
}

function someSplit(draw: Draw, name: () => string, targets: SplitEvent[]): SplitEvent {
  const versions = chance(draw, 30) ? someChain(draw).slice(0, 1) : someChain(draw);
  const { fields } = versions.at(-1) ?? { fields: [] };
  const into = Array.from({ length: 1 + draw(fc.nat, { max: 4 }) }, () => {
    const when = someCondition(draw, fields);
    const given = fields
      .filter(({ name: given }) => given !== when?.absent)
      .map((field) => (field.name === when?.present ? { ...field, optional: false } : field));
    const known = chance(draw, 40) && targets.length > 0 ? pick(draw, targets) : undefined;
    const part = known === undefined ? newTarget(draw, name(), given, targets) : partOf(draw, known, given, fields);
    return { ...part, ...(when === undefined ? {} : { when: when.json }) };
  });
  const split = name();
  return { name: split, was: chance(draw, 50) ? [`Old${split}`] : [], retired: { into }, versions };
}

interface Condition {
  readonly json: Json;
  /** The field that is there where the condition holds. */
  readonly present?: string;
  /** The field that is not, or not all of it. */
  readonly absent?: string;
}

function someCondition(draw: Draw, fields: readonly ChainField[]): Condition | undefined {
  const ways: (() => Condition)[] = [];
  for (const { name, type, optional } of fields) {
    const path = segment(name);
    if (optional) {
      ways.push(
        () => ({ json: { present: path }, present: name }),
        () => ({ json: { absent: path }, absent: name }),
      );
    }
    if (type.kind === 'named' && type.name === 'Place') {
      ways.push(
        () => ({ json: { present: `${path}.city` }, present: name }),
        () => ({ json: { absent: `${path}.geo` }, absent: name }),
      );
    }
    const compared = type.kind === 'nullable' ? type.of : type;
    const literals = literalsOf(compared);
    if (literals.length === 0) continue;
    const all = type.kind === 'nullable' ? [...literals, null] : literals;
    ways.push(() => ({ json: { equals: { [path]: pick(draw, all) } }, present: name }));
  }
  return ways.length === 0 || chance(draw, 35) ? undefined : pick(draw, ways)();
}

/** What a value of the type may be compared with. */
function literalsOf(type: ChainField['type']): readonly Json[] {
  if (type.kind === 'enum') return type.members;
  return type.kind === 'scalar' && type.name !== 'bytes' && type.name !== 'json' ? scalarValues[type.name] : [];
}

interface Part {
  readonly event: string;
  readonly with?: Json;
}

/** A part that makes a version of an event that is written for it, by every kind of rule. */
function newTarget(draw: Draw, name: string, given: readonly ChainField[], targets: SplitEvent[]): Part {
  const made = withoutCustom(draw, given);
  const rules = Object.entries(fieldsOf(made.block)).flatMap(([field, json]) =>
    isObject(json) && 'from' in json ? [[field, json['from'] ?? null] as const] : [],
  );
  const versions: ChainVersion[] = [...earlier(draw, made)];
  const pinned = versions.length;
  for (let more = draw(fc.nat, { max: 3 }); more > 0; more -= 1)
    versions.push(nextVersion(draw, versions.at(-1)?.fields ?? []));
  targets.push({ name, was: [], retired: chance(draw, 30) ? true : undefined, versions });
  return {
    event: `${name}@${pinned}`,
    ...(rules.length === 0 ? {} : { with: Object.fromEntries(rules) }),
  };
}

function withoutCustom(draw: Draw, given: readonly ChainField[]): ChainVersion {
  for (;;) {
    const made = nextVersion(draw, given);
    if (!JSON.stringify(made.block).includes('"custom"')) return made;
  }
}

/** Versions that lead to one with these fields, and that one. */
function earlier(draw: Draw, { fields }: Pick<ChainVersion, 'fields'>, depth = 0): readonly ChainVersion[] {
  if (chance(draw, 50)) return [{ fields, block: { fields: blockOf(fields, new Map()) } }];
  const rules = new Map<string, Json>();
  const before = fields.flatMap((field): ChainField[] => {
    if (chance(draw, 30)) {
      rules.set(field.name, { const: constant(draw, field.type) });
      return [];
    }
    if (chance(draw, 40)) {
      const name = `was${depth}x${rules.size}`;
      rules.set(field.name, name);
      return [{ ...field, name }];
    }
    return [field];
  });
  const gone: ChainField = {
    name: `gone${depth}`,
    type: { kind: 'scalar', name: 'string' },
    optional: chance(draw, 50),
  };
  const block = { fields: blockOf(fields, rules), drop: [gone.name] };
  return [...earlier(draw, { fields: [...before, gone] }, depth + 1), { fields, block }];
}

function blockOf(fields: readonly ChainField[], rules: ReadonlyMap<string, Json>): Json {
  return Object.fromEntries(
    fields.map(({ name, type, optional }) => {
      const json = fieldType(type, optional);
      const from = rules.get(name);
      if (from === undefined) return [name, json];
      return [name, typeof json === 'string' ? { type: json, from } : { ...Object(json), from }];
    }),
  );
}

/** A part that makes some version of an event that is there already, of fields that fit and of constants. */
function partOf(draw: Draw, target: SplitEvent, given: readonly ChainField[], carried: readonly ChainField[]): Part {
  const index = draw(fc.nat, { max: target.versions.length - 1 });
  const rules = (target.versions[index]?.fields ?? []).flatMap((field): (readonly [string, Json])[] => {
    const fitting = given.filter(
      ({ type, optional }) => JSON.stringify(type) === JSON.stringify(field.type) && (!optional || field.optional),
    );
    if (fitting.length > 0) return [[field.name, segment(pick(draw, fitting).name)]];
    if (field.optional && !carried.some(({ name }) => name === field.name) && chance(draw, 50)) return [];
    return [[field.name, { const: constant(draw, field.type) }]];
  });
  return {
    event: `${target.name}@${index + 1}`,
    ...(rules.length === 0 ? {} : { with: Object.fromEntries(rules) }),
  };
}

function schemaText(context: string, events: readonly SplitEvent[]): string {
  return JSON.stringify({
    varve: 1,
    context,
    metadata: { by: 'string?' },
    types: declaredTypes,
    aggregates: {
      Cart: {
        id: 'Id',
        events: Object.fromEntries(
          events.map(({ name, was, retired, versions }) => [
            name,
            {
              ...(was.length === 0 ? {} : { was }),
              ...(retired === undefined ? {} : { retired }),
              versions: Object.fromEntries(versions.map(({ block }, index) => [index + 1, block])),
            },
          ]),
        ),
        state: { fields: { log: { type: 'string[]', init: [] } }, reduce: { others: 'custom' } },
        snapshot: { every: 1 },
      },
    },
    projections: {
      Log: {
        of: ['Cart'],
        key: { cartId: 'Id' },
        columns: { log: { type: 'string[]', init: [] } },
        reduce: { others: 'custom' },
      },
    },
  });
}

function fieldsOf(block: Json): { readonly [name: string]: Json } {
  const fields = isObject(block) ? block['fields'] : undefined;
  return isObject(fields) ? fields : {};
}

function isObject(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
