import type { Json } from '../language/syntax.js';
import { checkLiteral } from '../model/check-literal.js';
import { compareDecimals, isDecimal } from '../model/decimal.js';
import type { Context } from '../model/model.js';
import { isDate, isLong, isSameInstant, isTimestamp } from '../model/text-formats.js';
import { underlying, withoutNull } from '../model/type-lookup.js';
import type { Type } from '../model/type.js';
import type {
  Assignment,
  Condition,
  Conversion,
  FieldConversion,
  ParsedKind,
  Plans,
  Read,
  Source,
  SplitPart,
  StepPlan,
} from './plan.js';

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
  readonly custom?: CustomSteps;
}

type JsonObject = { readonly [key: string]: Json };

/**
 * Takes data, as it is stored, from one version to the next by reading the plan. Slow and plain: what emitted code is
 * compared with. The data must be valid.
 *
 * @throws StepFailure
 */
export function runStep(plan: StepPlan, data: Json, around: Surroundings): Json {
  if (plan.kind === 'custom') return customValue(around, plan.to, undefined, data);
  return build(plan.assignments, data, around, plan.to);
}

/** Takes data of a version of an event all the way to the newest. @throws StepFailure */
export function runSteps(event: string, version: number, data: Json, around: Surroundings): Json {
  const steps = around.plans.events.get(event) ?? [];
  return steps.slice(version - 1).reduce((value, step) => runStep(step, value, around), data);
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

function build(assignments: readonly Assignment[], data: Json, around: Surroundings, version: number): Json {
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
  { field, type, source, checked }: Assignment,
  data: Json,
  around: Surroundings,
  version: number,
): Json | undefined {
  const value = valueOf(source, type, field, data, around, version);
  if (value === undefined || !checked) return value;
  const result = checkLiteral({ value, span: nowhere }, type, around.context.types);
  if (!result.ok) throw new StepFailure(`${field} must be ${result.problem}`);
  return value;
}

const nowhere = { path: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

function valueOf(
  source: Source,
  type: Type,
  field: string,
  data: Json,
  around: Surroundings,
  version: number,
): Json | undefined {
  switch (source.kind) {
    case 'read':
      return mapped(read(source.read, data), (value) => convert(source.conversion, value, around));
    case 'const':
      return source.value;
    case 'record':
      return build(source.members, data, around, version);
    case 'enumMap':
      return mapped(read(source.read, data), (value) => source.map.find(([from]) => from === value)?.[1]);
    case 'wrap':
      return mapped(read(source.read, data), (value) => [convert(source.conversion, value, around)]);
    case 'first':
      return mapped(read(source.read, data), (value) => {
        const [first] = isList(value) ? value : [];
        if (first !== undefined) return convert(source.conversion, first, around);
        return source.else && valueOf(source.else, type, field, data, around, version);
      });
    case 'parse':
      return mapped(read(source.read, data), (value) => parse(String(value), source.to));
    case 'format':
      // An integer has no negative zero, which would not parse again.
      return mapped(read(source.read, data), (value) =>
        source.from === 'number' && Object.is(value, -0) ? '-0' : String(value),
      );
    case 'envelope': {
      const { types } = around.context;
      const isLongTarget = underlying(withoutNull(type, types), types).kind === 'long';
      const value = around.envelope[source.property];
      return isLongTarget ? String(value) : value;
    }
    case 'custom':
      return customValue(around, version, field, data);
    case 'absent':
      return undefined;
  }
}

function customValue({ custom }: Surroundings, version: number, field: string | undefined, data: Json): Json {
  const value = custom?.(version, field, data);
  if (value === undefined) throw new StepFailure(`no custom step was given for ${field ?? 'the whole version'}`);
  return value;
}

function mapped(value: Json | undefined, into: (value: Json) => Json | undefined): Json | undefined {
  return value === undefined ? undefined : into(value);
}

function read({ path }: Read, data: Json): Json | undefined {
  return path.reduce<Json | undefined>((value, name) => (value === undefined ? undefined : member(value, name)), data);
}

function member(value: Json, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function convert(conversion: Conversion, value: Json, around: Surroundings): Json {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    case 'timestampToString':
      return value;
    case 'intToLong':
      return String(value === 0 ? 0 : value);
    case 'longToNumber':
      return Number(value);
    case 'nullable':
      return value === null ? null : convert(conversion.inner, value, around);
    case 'list':
      return isList(value) ? value.map((item) => convert(conversion.element, item, around)) : value;
    case 'map':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(conversion.value, item, around)]))
        : value;
    case 'named': {
      const steps = (around.plans.types.get(conversion.name) ?? []).slice(conversion.from - 1, conversion.to - 1);
      return steps.reduce((current, step) => runStep(step, current, around), value);
    }
    case 'record':
      return convertFields(conversion.fields, value, [], around);
    case 'union': {
      const name = member(value, conversion.tag) ?? null;
      const fields = conversion.members.find((each) => each.name === name)?.fields ?? [];
      return convertFields(fields, value, [[conversion.tag, name]], around);
    }
  }
}

function convertFields(
  fields: readonly FieldConversion[],
  value: Json,
  tag: readonly (readonly [string, Json])[],
  around: Surroundings,
): Json {
  const entries = fields.flatMap(({ name, conversion }): readonly (readonly [string, Json])[] => {
    const part = member(value, name);
    return part === undefined ? [] : [[name, convert(conversion, part, around)]];
  });
  return Object.fromEntries([...tag, ...entries]);
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

/** Only the one text that formatting writes is parsed, so that each undoes the other exactly. */
function parse(text: string, to: ParsedKind): Json {
  const value = parsed(text, to);
  if (value === undefined) throw new StepFailure(`${JSON.stringify(text)} does not parse as ${to}`);
  return value;
}

function parsed(text: string, to: ParsedKind): Json | undefined {
  switch (to) {
    case 'int':
      return /^(?:0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case 'long':
      return isLong(text) ? text : undefined;
    case 'number': {
      const value = Number(text);
      const isExact = Number.isFinite(value) && (Object.is(value, -0) ? '-0' : String(value)) === text;
      return isExact ? value : undefined;
    }
    case 'decimal':
      return isDecimal(text) ? text : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'timestamp':
      return isTimestamp(text) ? text : undefined;
    case 'date':
      return isDate(text) ? text : undefined;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
