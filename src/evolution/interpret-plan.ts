import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../language/syntax.js';
import { checkValue } from '../model/check-literal.js';
import { compareDecimals } from '../model/decimal.js';
import type { Context } from '../model/model.js';
import { isSameInstant } from '../model/text-formats.js';
import { underlying, withoutNull } from '../model/type-lookup.js';
import type { Type } from '../model/type.js';
import type { Demand, DownConversion, DownFieldConversion, DownPlan, DownSource, PlainRead } from './down-plan.js';
import type { Assignment, Condition, Source, SplitPart, StepPlan } from './plan.js';
import type { Plans } from './plans.js';
import { formatStored, parseStored } from './stored-text.js';

/** What rules can see of a stored event beside its data. */
export interface StoredEnvelope {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: string;
}

/** What the hand-written steps do: `field` is `undefined` where the whole version is custom. Not called for named types. */
export type CustomSteps = (version: number, field: string | undefined, data: Json) => Json | undefined;

/** A value that a plan cannot take to the next version: what a decoder reports as a typed error. */
export class StepFailure extends Error {
  override readonly name: string = 'StepFailure';
}

/** What the interpreter runs in. */
export interface Surroundings {
  readonly envelope: StoredEnvelope;
  readonly context: Context;
  readonly plans: Plans;
  readonly custom?: CustomSteps | undefined;
  /** The hand-written steps backwards: the older version and its field are what they make. */
  readonly customBack?: CustomSteps | undefined;
}

type JsonObject = { readonly [key: string]: Json };

/**
 * Takes data, as it is stored, from one version to the next by reading the plan. Slow and plain: what emitted code is
 * compared with. The data must be valid.
 *
 * @throws StepFailure
 */
export function runStep(plan: StepPlan, data: Json, around: Surroundings): Json {
  if (plan.kind === 'custom') return customValue(around.custom, plan.to, undefined, data);
  return build(plan.assignments, data, around, plan.to);
}

/** Takes data of a version of an event all the way to the newest. @throws StepFailure */
export function runSteps(event: string, version: number, data: Json, around: Surroundings): Json {
  const steps = around.plans.events.get(event) ?? [];
  return steps.slice(version - 1).reduce((value, step) => runStep(step, value, around), data);
}

/**
 * Writes data, as it is stored, as the version before. What comes of it is valid there.
 *
 * @throws StepFailure where the older version cannot hold it, or there is no way.
 */
export function runDown(plan: DownPlan, data: Json, around: Surroundings): Json {
  const made = madeOlder(plan, data, around);
  if (plan.kind === 'missing') return made;
  const checked = checkValue(made, plan.shape, around.context.types);
  if (!checked.ok) throw new StepFailure(`version ${plan.to} must be ${checked.problem} at ${checked.pointer}`);
  return made;
}

function madeOlder(plan: DownPlan, data: Json, around: Surroundings): Json {
  switch (plan.kind) {
    case 'missing':
      throw new StepFailure(`version ${plan.from} cannot be written as version ${plan.to}`);
    case 'custom':
      return customValue(around.customBack, plan.to, undefined, data);
    case 'fields': {
      const backwards = { ...around, custom: around.customBack };
      const older = build(plan.assignments, data, backwards, plan.to);
      for (const demand of plan.demands) {
        if (!isMet(demand, data, older, backwards))
          throw new StepFailure(`version ${plan.to} has no place for what ${demand.path.join('.')} says`);
      }
      return older;
    }
  }
}

function isMet(demand: Demand, data: Json, older: Json, around: Surroundings): boolean {
  const found = read(demand, data);
  const told = (source: DownSource): Json | undefined => valueOf(source, nowhere, data, around);
  switch (demand.kind) {
    case 'equal':
      return isSame(found, demand.value);
    case 'absent':
      return found === undefined;
    case 'present':
      return found !== undefined && found !== null;
    case 'agree':
      return isSame(told(demand.source), read({ path: demand.older }, older));
    case 'image': {
      const value = read({ path: demand.older }, older);
      return isSame(found, demand.map.find(([from]) => from === value)?.[1]);
    }
    case 'first': {
      const list = read({ path: demand.older }, older);
      const [first] = list !== undefined && isList(list) ? list : [];
      if (first !== undefined) return isSame(told(demand.item), first);
      return isSame(found, list === undefined ? undefined : demand.otherwise);
    }
  }
}

/** What a demand is told of stands in no field. */
const nowhere = { type: { kind: 'json' }, field: '', version: 0 } as const;

/** As JSON, which has one zero. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

/** Writes data of a version of an event as an older one. @throws StepFailure */
export function runDowns(event: string, from: number, to: number, data: Json, around: Surroundings): Json {
  const downs = (around.plans.downs.events.get(event) ?? []).slice(to - 1, from - 1);
  return downs.reduceRight((value, down) => runDown(down, value, around), data);
}

/** The parts that data of a retired event's newest version is read as, each in the version that it is pinned to. */
export function runSplit(
  parts: readonly SplitPart[],
  data: Json,
  around: Surroundings,
): readonly { readonly event: string; readonly version: number; readonly data: Json }[] {
  return parts
    .filter(({ when }) => when === undefined || holds(when, data, around))
    .map(({ event, version, assignments }) => ({ event, version, data: build(assignments, data, around, version) }));
}

type AnyAssignment = Pick<Assignment, 'field' | 'type' | 'optional'> & {
  readonly source: Source | DownSource;
  readonly checked?: boolean;
};

function build(assignments: readonly AnyAssignment[], data: Json, around: Surroundings, version: number): JsonObject {
  const entries = assignments.flatMap((each): readonly (readonly [string, Json])[] => {
    const value = assigned(each, data, around, version);
    if (value === undefined) {
      if (!each.optional) throw new StepFailure(`${each.field} has no value`);
      return [];
    }
    return [[each.field, value]];
  });
  return Object.fromEntries(entries);
}

function assigned(
  { field, type, source, checked = false }: AnyAssignment,
  data: Json,
  around: Surroundings,
  version: number,
): Json | undefined {
  const value = valueOf(source, { type, field, version }, data, around);
  if (value === undefined || !checked) return value;
  const result = checkValue(value, type, around.context.types);
  if (!result.ok) throw new StepFailure(`${field} must be ${result.problem}`);
  return value;
}

/** What is filled: of an event's version, or of an older one. */
interface Filled {
  readonly type: Type;
  readonly field: string;
  readonly version: number;
}

function valueOf(source: Source | DownSource, filled: Filled, data: Json, around: Surroundings): Json | undefined {
  switch (source.kind) {
    case 'read':
      return mapped(read(source.read, data), (value) => convert(source.conversion, value, around));
    case 'const':
      return source.value;
    case 'record': {
      const vanishes = 'vanishes' in source && source.vanishes === true;
      const members: readonly AnyAssignment[] = source.members;
      const isGone = members.every((member) => assigned(member, data, around, filled.version) === undefined);
      return vanishes && isGone ? undefined : build(members, data, around, filled.version);
    }
    case 'enumMap':
      return mapped(read(source.read, data), (value) => {
        const entry = source.map.find(([from]) => from === value);
        if (entry === undefined) throw new StepFailure(`${JSON.stringify(value)} has no image`);
        return entry[1];
      });
    case 'wrap':
      return mapped(read(source.read, data), (value) => {
        const isEmpty = 'empty' in source && isDeepStrictEqual(value, source.empty);
        return isEmpty ? [] : [convert(source.conversion, value, around)];
      });
    case 'first':
      return mapped(read(source.read, data), (value) => {
        const [first] = isList(value) ? value : [];
        if (first !== undefined) return convert(source.conversion, first, around);
        return source.else && valueOf(source.else, filled, data, around);
      });
    case 'only':
      return mapped(read(source.read, data), (value) => {
        const [only, ...more] = isList(value) ? value : [];
        if (only === undefined || more.length > 0) throw new StepFailure('a list does not have one item');
        return convert(source.conversion, only, around);
      });
    case 'parse':
      return mapped(read(source.read, data), (value) => {
        const made = typeof value === 'string' ? parseStored(value, source.to) : undefined;
        if (made === undefined) throw new StepFailure(`${JSON.stringify(value)} does not parse as ${source.to}`);
        return made;
      });
    case 'format':
      return mapped(read(source.read, data), (value) => {
        if (typeof value === 'object') throw new StepFailure(`${JSON.stringify(value)} has no text`);
        return formatStored(value, source.from);
      });
    case 'envelope': {
      const { types } = around.context;
      const isLongTarget = underlying(withoutNull(filled.type, types), types).kind === 'long';
      const value = around.envelope[source.property];
      return isLongTarget ? String(value) : value;
    }
    case 'custom':
      return customValue(around.custom, filled.version, filled.field, data);
    case 'absent':
      return undefined;
  }
}

function customValue(custom: CustomSteps | undefined, version: number, field: string | undefined, data: Json): Json {
  const value = custom?.(version, field, data);
  if (value === undefined) throw new StepFailure(`no custom step was given for ${field ?? 'the whole version'}`);
  return value;
}

function mapped(value: Json | undefined, into: (value: Json) => Json | undefined): Json | undefined {
  return value === undefined ? undefined : into(value);
}

function read({ path }: Pick<PlainRead, 'path'>, data: Json): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => (value === undefined ? undefined : member(value, name)), data);
}

function member(value: Json, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What a conversion says nothing of stays as it is. */
function convert(conversion: DownConversion, value: Json, around: Surroundings): Json {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    case 'timestampToString':
      return value;
    case 'intToLong':
      return String(value === 0 ? 0 : value);
    case 'longToNumber':
      return Number(value);
    case 'longToInt':
      return typeof value === 'string' ? Number(value) : value;
    case 'numberToLong':
      if (value === 2 ** 63) return String(2n ** 63n - 1n);
      return typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : value;
    case 'nullable':
      return value === null ? null : convert(conversion.inner, value, around);
    case 'list':
      return isList(value) ? value.map((item) => convert(conversion.element, item, around)) : value;
    case 'map':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(conversion.value, item, around)]))
        : value;
    case 'named':
      return convertNamed(conversion, value, around);
    case 'record':
      return convertFields(conversion.fields, value, around);
    case 'union': {
      const name = member(value, conversion.tag);
      const fields = conversion.members.find((each) => each.name === name)?.fields ?? [];
      return convertFields(fields, value, around);
    }
  }
}

function convertNamed(
  { name, from, to }: Extract<DownConversion, { readonly kind: 'named' }>,
  value: Json,
  around: Surroundings,
): Json {
  const { types, downs } = around.plans;
  if (from <= to)
    return (types.get(name) ?? []).slice(from - 1, to - 1).reduce((data, step) => runStep(step, data, around), value);
  if (!isObject(value)) return value;
  const ways = (downs.types.get(name) ?? []).slice(to - 1, from - 1);
  return ways.reduceRight<Json>((data, down) => runDown(down, data, around), value);
}

function convertFields(fields: readonly DownFieldConversion[], value: Json, around: Surroundings): Json {
  if (!isObject(value)) return value;
  const known = new Set(fields.map(({ name }) => name));
  return Object.fromEntries([
    ...Object.entries(value).filter(([name]) => !known.has(name)),
    ...fields.flatMap(({ name, conversion }): readonly (readonly [string, Json])[] => {
      const part = member(value, name);
      return part === undefined ? [] : [[name, convert(conversion, part, around)]];
    }),
  ]);
}

function holds(condition: Condition, data: Json, around: Surroundings): boolean {
  const value = read(condition.read, data);
  switch (condition.kind) {
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'equals':
      return value !== undefined && equals(value, condition.value, condition.read.type, around);
  }
}

/** By what a text stands for, where that can be written in several ways. */
function equals(value: Json, literal: Json, type: Type, { context: { types } }: Surroundings): boolean {
  if (typeof value !== 'string' || typeof literal !== 'string') return value === literal;
  const { kind } = underlying(withoutNull(type, types), types);
  if (kind === 'timestamp') return isSameInstant(value, literal);
  return kind === 'decimal' ? compareDecimals(value, literal) === 0 : value === literal;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
