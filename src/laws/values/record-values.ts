import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import type { Field, UnionType } from '../../model/type.js';
import { isNone, mostListed, type NoValues, type Values } from './values.js';

/** A field with its values; of a required one some were found. */
interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly values: Values | undefined;
}

/** What stands for a field that is left out. */
const absent = Symbol('absent');
type Part = Json | typeof absent;

/** The most rows that go through the edges of a record's fields. */
const mostRows = 32;

export type ValuesOf = (field: Field) => Values | NoValues;

/** Records of these fields, sometimes with their keys in another order. */
export function recordValues(
  fields: readonly Field[],
  valuesOf: ValuesOf,
  tag: readonly (readonly [string, Json])[] = [],
): Values | NoValues {
  const members: Member[] = [];
  for (const field of fields) {
    const values = valuesOf(field);
    if (isNone(values) && !field.optional) return { none: `${values.none}, for ${JSON.stringify(field.name)}` };
    members.push({ name: field.name, optional: field.optional, values: isNone(values) ? undefined : values });
  }
  const build = (parts: readonly Part[]): Json => objectOf(members, parts, tag);
  const base = fc.tuple(fc.boolean(), fc.tuple(...members.map(partArbitrary))).map(
    ([isReversed, parts]): Json => (isReversed ? reversed(build(parts)) : build(parts)),
    (value) => [false, partsOf(members, value, tag)],
  );
  return { edges: rowsOf(members).map(build), arbitrary: base, all: listed(members)?.map(build) };
}

/** The values of each member of a union that has any. */
export function unionValues({ tag, members }: UnionType, valuesOf: ValuesOf): Values | NoValues {
  const found: Values[] = [];
  const missing: NoValues[] = [];
  for (const { name, fields } of members) {
    const values = recordValues(fields, valuesOf, [[tag, name]]);
    if (isNone(values)) missing.push(values);
    else found.push(values);
  }
  if (found.length === 0) return missing[0] ?? { none: 'the union has no members' };
  const all = found.flatMap((values) => values.all ?? []);
  const isListed = found.every((values) => values.all !== undefined) && all.length <= mostListed;
  return {
    edges: interleaved(found.map(({ edges }) => edges)),
    arbitrary: fc.oneof(...found.map(({ arbitrary }) => arbitrary)),
    all: isListed ? all : undefined,
  };
}

/** `null` or a value. */
export function nullableValues(inner: Values | NoValues): Values {
  if (isNone(inner)) return { edges: [null], arbitrary: fc.constant<Json>(null), all: [null] };
  const { edges, arbitrary, all } = inner;
  return {
    edges: [null, ...edges],
    arbitrary: fc.option(arbitrary, { nil: null, freq: 4 }),
    all: all === undefined || all.length >= mostListed ? undefined : [null, ...all],
  };
}

function partArbitrary({ optional, values }: Member): fc.Arbitrary<Part> {
  if (values === undefined) return fc.constant(absent);
  if (!optional) return values.arbitrary;
  return fc.oneof<fc.MaybeWeightedArbitrary<Part>[]>(
    { weight: 1, arbitrary: fc.constant(absent) },
    { weight: 2, arbitrary: values.arbitrary },
  );
}

/**
 * Rows in which every edge of every field comes up: the plainest first, then one field at a time through its edges while
 * the others go through theirs at another pace.
 */
function rowsOf(members: readonly Member[]): readonly (readonly Part[])[] {
  const edges = members.map(edgesOf);
  const count = Math.min(mostRows, Math.max(1, ...edges.map(({ length }) => length)));
  return Array.from({ length: count }, (_, row) => edges.map((own): Part => at(own, row % own.length, absent)));
}

/** An item of a list in which `null` is one as well. */
function at<Item>(list: readonly Item[], index: number, otherwise: Item): Item {
  const item = list[index];
  return item === undefined ? otherwise : item;
}

function edgesOf({ optional, values }: Member): readonly Part[] {
  const own = values?.edges ?? [];
  return optional ? [absent, ...own] : own;
}

/** Every combination, where they are few. */
function listed(members: readonly Member[]): readonly (readonly Part[])[] | undefined {
  let rows: readonly (readonly Part[])[] = [[]];
  for (const { optional, values } of members) {
    const own = values === undefined ? [] : values.all;
    if (own === undefined) return undefined;
    const parts: readonly Part[] = optional ? [absent, ...own] : own;
    if (rows.length * parts.length > mostListed) return undefined;
    rows = rows.flatMap((row) => parts.map((part) => [...row, part]));
  }
  return rows;
}

function objectOf(members: readonly Member[], parts: readonly Part[], tag: readonly (readonly [string, Json])[]): Json {
  const entries = members.flatMap(({ name }, index): (readonly [string, Json])[] => {
    const part = at(parts, index, absent);
    return part === absent ? [] : [[name, part]];
  });
  return Object.fromEntries([...tag, ...entries]);
}

function partsOf(members: readonly Member[], value: unknown, tag: readonly (readonly [string, Json])[]): Part[] {
  const own = new Map<string, Json>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  if (tag.some(([name, text]) => own.get(name) !== text)) throw new Error('another member of the union');
  const parts = members.map(({ name }): Part => {
    const part = own.get(name);
    return part === undefined ? absent : part;
  });
  if (parts.filter((part) => part !== absent).length + tag.length !== own.size) throw new Error('another record');
  return parts;
}

function reversed(value: Json): Json {
  return Object.fromEntries(Object.entries(value ?? {}).reverse());
}

/** The first of each, then the second of each, … */
function interleaved(lists: readonly (readonly Json[])[]): readonly Json[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
