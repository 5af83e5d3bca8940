import { shownLength } from '../codegen/import-symbol.js';
import { delimited } from '../codegen/layout.js';
import { jsonLiteral, property } from '../codegen/literal.js';
import type { Conversion } from '../evolution/plan.js';
import type { Json } from '../language/syntax.js';
import { brandsOf, underlying } from '../model/type-lookup.js';
import type { Type } from '../model/type.js';
import { type BuiltMember, changedText } from './change.js';
import { bearsBrand, changeOf, withoutNull } from './conversion-change.js';
import { capital, identifier, type ModuleScope, type Variables } from './module-scope.js';
import type { StepBuilder } from './step-builder.js';
import { plainText } from './stored-form.js';
import { typedLiteral } from './typed-literal.js';

/**
 * What a value is made of, while steps are put one after the other on paper. As long as it is not written down, what
 * follows is put together with it: a member of a record is the member, a conversion of a conversion is one.
 */
export type Value = TextValue | ConstValue | RecordValue | ConvertedValue | LookedUpValue | WrappedValue | AbsentValue;

export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  /** May be written more than once. */
  readonly simple: boolean;
  readonly optional: boolean;
  /** Of a value that may be absent: what is not `undefined` where it is there, and the expression that it then is. */
  readonly present?: { readonly tested: string; readonly text: string };
  /** What a constant of it has to be told to be, where it is there. */
  readonly type?: string | undefined;
  /** The way to it from the data that is given, where it is read from there. */
  readonly origin?: readonly string[] | undefined;
}

export interface ConstValue {
  readonly kind: 'const';
  readonly value: Json;
  readonly type: Type;
}

export interface RecordValue {
  readonly kind: 'record';
  readonly members: ReadonlyMap<string, Value>;
  readonly name: string;
  /** Its type in TypeScript. */
  readonly type: string;
}

export interface ConvertedValue {
  readonly kind: 'converted';
  readonly of: Value;
  readonly conversion: Conversion;
  readonly from: Type;
  readonly to: Type;
  readonly path: readonly string[];
}

export interface LookedUpValue {
  readonly kind: 'lookedUp';
  readonly of: Value;
  readonly map: EnumMap;
  readonly from: Type;
  readonly to: Type;
  readonly path: readonly string[];
}

export type EnumMap = readonly (readonly [from: string, to: string])[];

/** A list of one item. */
export interface WrappedValue {
  readonly kind: 'wrapped';
  readonly item: Value;
  readonly type: Type;
  readonly path: readonly string[];
}

export interface AbsentValue {
  readonly kind: 'absent';
}

export interface FuseScope {
  readonly module: ModuleScope;
  readonly builder: StepBuilder;
  readonly variables: Variables;
  /** `ItemAdded`: for messages and the names of functions. */
  readonly subject: string;
  /** What has been written down, so that it is written once. */
  readonly written: Map<Value | string, TextValue>;
}

export const absent: AbsentValue = { kind: 'absent' };

export function isOptional(value: Value): boolean {
  switch (value.kind) {
    case 'text':
      return value.optional;
    case 'converted':
    case 'lookedUp':
      return isOptional(value.of);
    case 'wrapped':
      return isOptional(value.item);
    case 'const':
    case 'record':
      return false;
    case 'absent':
      return true;
  }
}

/** The value as an expression, which is the same one wherever the value is used. */
export function written(value: Value, scope: FuseScope): TextValue {
  if (value.kind === 'text') return value;
  const known = scope.written.get(value);
  if (known !== undefined) return known;
  const text = writtenAnew(value, scope);
  scope.written.set(value, text);
  return text;
}

function writtenAnew(value: Exclude<Value, TextValue>, scope: FuseScope): TextValue {
  const { emit } = scope.module;
  switch (value.kind) {
    case 'absent':
      return { kind: 'text', text: 'undefined', simple: true, optional: true };
    case 'const': {
      const literal = literalText(value.value, value.type, scope.module);
      if (/^(?:-?[\w.]+|'[^']*')$/u.test(literal))
        return { kind: 'text', text: literal, simple: true, optional: false };
      const type = plainText(value.type, emit);
      return {
        kind: 'text',
        text: scope.builder.define({ name: 'value', value: { kind: 'expression', text: literal, type } }),
        simple: false,
        optional: false,
      };
    }
    case 'record': {
      const definition = {
        name: value.name,
        value: { kind: 'record', members: membersOf(value.members, scope), type: value.type },
      } as const;
      return { kind: 'text', text: scope.builder.define(definition), simple: false, optional: false };
    }
    case 'converted':
      return derived(
        value.of,
        value.path,
        scope,
        (text) => conversionText(text, value.conversion, value.from, value.to, value.path, scope),
        unbrandedText(value, scope.module),
      );
    case 'lookedUp':
      return derived(value.of, value.path, scope, (text) => lookedUpText(value, text, scope));
    case 'wrapped':
      return derived(
        value.item,
        value.path,
        scope,
        (text) => `[${text}]`,
        plainText(withoutNull(value.type, emit), emit),
      );
  }
}

/** The value as an expression that costs nothing to write twice, and that TypeScript narrows. */
export function simple(value: Value, name: string, scope: FuseScope): TextValue {
  if (value.kind === 'record' && !scope.written.has(value)) return constantRecord(value, scope);
  const given = written(value, scope);
  if (given.simple) return given;
  const known = scope.written.get(given.text);
  if (known !== undefined) return known;
  const type = typeText(value, scope);
  const text = scope.builder.define({
    name,
    value: { kind: 'expression', text: given.text, ...(type === undefined ? {} : { type }) },
    constant: true,
  });
  const constant: TextValue = { kind: 'text', text, simple: true, optional: given.optional, origin: given.origin };
  scope.written.set(given.text, constant);
  return constant;
}

/** What a constant has to be told to be, because TypeScript would take literals in it for any strings. */
function typeText(value: Value, { module }: FuseScope): string | undefined {
  const undefinedToo = isOptional(value) ? ' | undefined' : '';
  const unbranded = value.kind === 'converted' ? unbrandedText(value, module) : undefined;
  switch (value.kind) {
    case 'const':
    case 'wrapped':
      return plainText(value.type, module.emit) + undefinedToo;
    case 'text':
      return value.type && value.type + undefinedToo;
    case 'converted':
      return unbranded && unbranded + undefinedToo;
    default:
      return undefined;
  }
}

/** The type of what goes on without the brand that it bore; `undefined` where there was none. */
function unbrandedText({ from, to }: ConvertedValue, { emit }: ModuleScope): string | undefined {
  return bearsBrand(from, emit) && !bearsBrand(to, emit) ? plainText(to, emit) : undefined;
}

function constantRecord(value: RecordValue, scope: FuseScope): TextValue {
  const definition = { kind: 'record', members: membersOf(value.members, scope), type: value.type } as const;
  const text = scope.builder.define({ name: value.name, value: definition, constant: true });
  const constant: TextValue = { kind: 'text', text, simple: true, optional: false };
  scope.written.set(value, constant);
  return constant;
}

/** What is made of a value, where there is one. @param type what a constant of it has to be told to be. */
export function derived(
  value: Value,
  path: readonly string[],
  scope: FuseScope,
  make: (text: string) => string,
  type?: string,
): TextValue {
  const name = path.at(-1) ?? 'value';
  const given = simple(value, name, scope);
  const text = make(given.text);
  const define = (expression: string, as: string | undefined): string =>
    scope.builder.define({
      name,
      value: { kind: 'expression', text: expression, ...(as === undefined ? {} : { type: as }) },
    });
  if (!given.optional) return { kind: 'text', text: define(text, type), simple: false, optional: false, type };
  return {
    kind: 'text',
    text: define(`${given.text} === undefined ? undefined : ${text}`, type && `${type} | undefined`),
    simple: false,
    optional: true,
    present: { tested: given.text, text },
    type,
  };
}

/** The value in a constant, because making it may throw. */
export function happening(value: Value, path: readonly string[], scope: FuseScope): TextValue {
  const { text, optional, present, type } = written(value, scope);
  const as = type === undefined ? {} : { type: type + (optional ? ' | undefined' : '') };
  const mark = scope.builder.define({
    name: path.at(-1) ?? 'value',
    value: { kind: 'expression', text, ...as },
    effect: true,
    ...(present === undefined ? {} : { unused: `if (${present.tested} !== undefined) ${present.text};` }),
  });
  return { kind: 'text', text: mark, simple: true, optional };
}

export function conversionText(
  text: string,
  conversion: Conversion,
  from: Type,
  to: Type,
  path: readonly string[],
  scope: FuseScope,
): string {
  const name = `convert${scope.subject}${path.map((key) => capital(identifier(key))).join('')}`;
  return changedText(changeOf(conversion, from, to, scope.module.emit), text, name, scope.module);
}

function lookedUpText({ map, from, to, path }: LookedUpValue, text: string, { module, subject }: FuseScope): string {
  const { emit } = module;
  const target = withoutNull(to, emit);
  const entries = map.map(([member, image]) => property(member, typedLiteral(image, target, emit)));
  const members = plainText(underlying(from, emit.context.types), emit);
  const name = identifier(`${subject.charAt(0).toLowerCase()}${subject.slice(1)} ${path.join(' ')} images`);
  const type = `Readonly<Record<${members}, ${plainText(target, emit)}>>`;
  const beside = shownLength(`const ${name}: ${type} = ;`);
  const table = module.constant(name, type, delimited('{', entries, '}', { beside }));
  return `${table}[${brandsOf(from, emit.context.types).size === 0 ? text : `${text} as ${members}`}]`;
}

/** The members of a record that is built: those that are there, and those that may be. */
export function membersOf(values: ReadonlyMap<string, Value>, scope: FuseScope): readonly BuiltMember[] {
  return [...values].flatMap(([name, value]): BuiltMember[] => {
    if (value.kind === 'absent') return [];
    const given = written(value, scope);
    if (!given.optional) return [{ name, text: given.text, present: undefined }];
    if (given.present !== undefined)
      return [{ name, text: given.present.text, present: `${given.present.tested} !== undefined` }];
    const { text } = simple(given, name, scope);
    return [{ name, text, present: `${text} !== undefined` }];
  });
}

export function literalText(value: Json, type: Type, { emit }: ModuleScope): string {
  return underlying(type, emit.context.types).kind === 'json' ? jsonLiteral(value) : typedLiteral(value, type, emit);
}
