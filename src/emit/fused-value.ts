import { withoutTokens } from '../codegen/import-symbol.js';
import { delimited } from '../codegen/layout.js';
import { accessor, jsonLiteral, optionalAccessor, property, stringLiteral } from '../codegen/literal.js';
import { composeConversions } from '../evolution/compose-conversion.js';
import type { Conversion, FieldConversion } from '../evolution/plan.js';
import { widen } from '../evolution/widen.js';
import type { Json } from '../language/syntax.js';
import { brandsOf, fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import { type BuiltMember, changedText, isSame, withinText } from './change.js';
import { bearsBrand, changeOf, elementOf, withoutNull } from './conversion-change.js';
import { capital, identifier, type ModuleScope, type Variables } from './module-scope.js';
import type { StepBuilder } from './step-builder.js';
import { plainText } from './stored-form.js';
import { typedLiteral } from './typed-literal.js';
import { needsOfConversion } from './upcast-needs.js';

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
      if (/^(?:-?[\w.]+|'[^']*')$/u.test(literal)) return { kind: 'text', text: literal, simple: true, optional: false };
      const type = plainText(value.type, emit);
      return { kind: 'text', text: scope.builder.define({ name: 'value', value: { kind: 'expression', text: literal, type } }), simple: false, optional: false };
    }
    case 'record': {
      const definition = { name: value.name, value: { kind: 'record', members: membersOf(value.members, scope), type: value.type } } as const;
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
      return derived(value.item, value.path, scope, (text) => `[${text}]`, plainText(withoutNull(value.type, emit), emit));
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
export function derived(value: Value, path: readonly string[], scope: FuseScope, make: (text: string) => string, type?: string): TextValue {
  const name = path.at(-1) ?? 'value';
  const given = simple(value, name, scope);
  const text = make(given.text);
  const define = (expression: string, as: string | undefined): string =>
    scope.builder.define({ name, value: { kind: 'expression', text: expression, ...(as === undefined ? {} : { type: as }) } });
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

/** The value by way of a conversion. */
export function converted(
  value: Value,
  conversion: Conversion,
  from: Type,
  to: Type,
  path: readonly string[],
  scope: FuseScope,
): Value {
  const { emit } = scope.module;
  if (value.kind === 'absent') return value;
  if (value.kind === 'const') {
    const json = convertedJson(value.value, conversion);
    if (json !== undefined) return { kind: 'const', value: json, type: to };
  }
  if (isSame(changeOf(conversion, from, to, emit))) {
    // The value goes by its old brand until it is told to bear another.
    const keeps = value.kind !== 'record' && bearsBrand(from, emit) && !bearsBrand(to, emit);
    return keeps && value.kind !== 'converted' ? { kind: 'converted', of: value, conversion, from, to, path } : value;
  }
  if (needsOfConversion(conversion, emit.plans).throws) {
    return happening(locatedConversion({ kind: 'converted', of: value, conversion, from, to, path }, scope), path, scope);
  }
  if (value.kind === 'record' && conversion.kind === 'record') return convertedRecord(value, conversion.fields, from, to, path, scope);
  if (value.kind === 'wrapped') return convertedWrap(value, conversion, from, to, path, scope);
  if (value.kind !== 'converted') return { kind: 'converted', of: value, conversion, from, to, path };
  // What only gains a brand is the same widening, to another type.
  const anew = conversion.kind === 'cast' ? widen(value.from, to, emit.context.types) : undefined;
  const composed = anew?.fits === true ? anew.conversion : composeConversions(value.conversion, conversion);
  if (composed === undefined) return { kind: 'converted', of: value, conversion, from, to, path };
  const whole: ConvertedValue = { ...value, conversion: composed, to, path };
  return composed.kind === 'cast' && !needsCast(whole, scope) ? value.of : whole;
}

/** The value, whose conversion may throw an error that is to say where the value stands. */
function locatedConversion({ of, conversion, from, to, path }: ConvertedValue, scope: FuseScope): TextValue {
  const place = originOf(of) ?? path;
  const [key] = place;
  const placeText = place.length === 1 && key !== undefined ? stringLiteral(key) : `[${place.map(stringLiteral).join(', ')}]`;
  const convert = (part: string): string => conversionText(part, conversion, from, to, path, scope);
  return derived(of, path, scope, (text) => withinText(placeText, text, convert));
}

/** A record that is not written down yet, with each of its members converted. */
function convertedRecord(
  value: RecordValue,
  conversions: readonly FieldConversion[],
  from: Type,
  to: Type,
  path: readonly string[],
  scope: FuseScope,
): RecordValue {
  const members = new Map<string, Value>();
  for (const { name, conversion } of conversions) {
    const [older, newer] = [fieldIn(from, name, scope), fieldIn(to, name, scope)];
    const given = value.members.get(name);
    if (given === undefined || older === undefined || newer === undefined) continue;
    members.set(name, converted(given, conversion, older.type, newer.type, [...path, name], scope));
  }
  return { ...value, members, type: plainText(withoutNull(to, scope.module.emit), scope.module.emit) };
}

/** A list that is not written down yet, with its one item converted. */
function convertedWrap(
  value: WrappedValue,
  conversion: Conversion,
  from: Type,
  to: Type,
  path: readonly string[],
  scope: FuseScope,
): Value {
  const { emit } = scope.module;
  const how = conversion.kind === 'nullable' ? conversion.inner : conversion;
  const [older, newer] = [elementOf(from, emit), elementOf(to, emit)];
  const whole = (of: Value): Value => ({ kind: 'converted', of, conversion: { kind: 'cast' }, from: to, to, path });
  const isBranded = brandsOf(withoutNull(to, emit), emit.context.types).size > 0;
  const element = how.kind === 'list' ? how.element : widenedElement(older, newer, scope);
  if (element === undefined) return { kind: 'converted', of: value, conversion, from, to, path };
  const wrapped: WrappedValue = { kind: 'wrapped', item: converted(value.item, element, older, newer, path, scope), type: to, path };
  return isBranded ? whole(wrapped) : wrapped;
}

function widenedElement(from: Type, to: Type, { module }: FuseScope): Conversion | undefined {
  const widening = widen(from, to, module.emit.context.types);
  return widening.fits ? widening.conversion : undefined;
}

function fieldIn(type: Type, name: string, { module }: FuseScope): Field | undefined {
  const base = underlying(withoutNull(type, module.emit), module.emit.context.types);
  return base.kind === 'record' ? fieldNamed(base.fields, name) : undefined;
}

function needsCast({ from, to }: ConvertedValue, { module }: FuseScope): boolean {
  const widening = widen(from, to, module.emit.context.types);
  return !widening.fits || widening.conversion.kind !== 'same';
}

/** A literal, which is written as it is stored, converted on paper; `undefined` where that takes more than its type. */
function convertedJson(value: Json, conversion: Conversion): Json | undefined {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    case 'timestampToString':
      return value;
    case 'intToLong':
      return String(value);
    case 'longToNumber':
      return Number(value);
    case 'nullable':
      return value === null ? null : convertedJson(value, conversion.inner);
    default:
      return undefined;
  }
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

/** The image of an enum's member. */
export function lookedUp(value: Value, map: EnumMap, from: Type, to: Type, path: readonly string[], scope: FuseScope): Value {
  const { types } = scope.module.emit.context;
  const images = new Map(map);
  if (value.kind === 'absent') return value;
  if (value.kind === 'const') return { kind: 'const', value: images.get(String(value.value)) ?? value.value, type: to };
  if (value.kind === 'converted' && (value.conversion.kind === 'cast' || value.conversion.kind === 'same')) {
    return lookedUp(value.of, map, value.from, to, path, scope);
  }
  const bare = brandsOf(withoutNull(to, scope.module.emit), types).size === 0;
  if (bare && map.every(([member, image]) => member === image)) return value;
  if (value.kind !== 'lookedUp') return { kind: 'lookedUp', of: value, map, from, to, path };
  const composed = value.map.map(([member, image]) => [member, images.get(image) ?? image] as const);
  return lookedUp(value.of, composed, value.from, to, path, scope);
}

function lookedUpText({ map, from, to, path }: LookedUpValue, text: string, { module, subject }: FuseScope): string {
  const { emit } = module;
  const target = withoutNull(to, emit);
  const entries = map.map(([member, image]) => property(member, typedLiteral(image, target, emit)));
  const members = plainText(underlying(from, emit.context.types), emit);
  const name = identifier(`${subject.charAt(0).toLowerCase()}${subject.slice(1)} ${path.join(' ')} images`);
  const type = `Readonly<Record<${members}, ${plainText(target, emit)}>>`;
  const beside = withoutTokens(`const ${name}: ${type} = ;`).length;
  const table = module.constant(name, type, delimited('{', entries, '}', { beside }));
  return `${table}[${brandsOf(from, emit.context.types).size === 0 ? text : `${text} as ${members}`}]`;
}

/** A member of a record. @param field how the record declares it. */
export function member(value: Value, field: Field, optional: boolean, scope: FuseScope): Value {
  const { name } = field;
  switch (value.kind) {
    case 'absent':
      return value;
    case 'record':
      return value.members.get(name) ?? absent;
    case 'const': {
      const part = jsonMember(value.value, name);
      return part === undefined ? absent : { kind: 'const', value: part, type: field.type };
    }
    case 'converted':
      return convertedMember(value, field, optional, scope) ?? textMember(value, name, optional, scope);
    default:
      return textMember(value, name, optional, scope);
  }
}

/** The member of what is converted, converted by itself. */
function convertedMember(value: ConvertedValue, field: Field, optional: boolean, scope: FuseScope): Value | undefined {
  const { of, conversion, from, path } = value;
  if (conversion.kind !== 'record') return undefined;
  const older = fieldIn(from, field.name, scope);
  const how = conversion.fields.find(({ name }) => name === field.name);
  if (older === undefined || how === undefined) return absent;
  return converted(member(of, older, optional && older.optional, scope), how.conversion, older.type, field.type, [...path, field.name], scope);
}

function textMember(value: Value, name: string, optional: boolean, scope: FuseScope): TextValue {
  const object = simple(value, name, scope);
  const text = object.optional ? optionalAccessor(object.text, name) : accessor(object.text, name);
  // TypeScript narrows a path by itself only where nothing on it may be absent.
  const origin = object.origin && [...object.origin, name];
  return { kind: 'text', text, simple: !object.optional, optional: object.optional || optional, origin };
}

/** Where a value stands in the data that is given; `undefined` for what is made. */
export function originOf(value: Value): readonly string[] | undefined {
  if (value.kind === 'converted') return value.conversion.kind === 'same' || value.conversion.kind === 'cast' ? originOf(value.of) : undefined;
  return value.kind === 'text' ? value.origin : undefined;
}

function jsonMember(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** The members of a record that is built: those that are there, and those that may be. */
export function membersOf(values: ReadonlyMap<string, Value>, scope: FuseScope): readonly BuiltMember[] {
  return [...values].flatMap(([name, value]): BuiltMember[] => {
    if (value.kind === 'absent') return [];
    const given = written(value, scope);
    if (!given.optional) return [{ name, text: given.text, present: undefined }];
    if (given.present !== undefined) return [{ name, text: given.present.text, present: `${given.present.tested} !== undefined` }];
    const { text } = simple(given, name, scope);
    return [{ name, text, present: `${text} !== undefined` }];
  });
}

export function literalText(value: Json, type: Type, { emit }: ModuleScope): string {
  return underlying(type, emit.context.types).kind === 'json' ? jsonLiteral(value) : typedLiteral(value, type, emit);
}
