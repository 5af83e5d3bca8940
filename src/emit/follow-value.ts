import { accessor, optionalAccessor, stringLiteral } from '../codegen/literal.js';
import { composeConversions } from '../evolution/compose-conversion.js';
import type { Conversion, FieldConversion } from '../evolution/plan.js';
import { widen } from '../evolution/widen.js';
import type { Json } from '../language/syntax.js';
import { brandsOf, fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import { isSame, withinText } from './change.js';
import { bearsBrand, changeOf, elementOf, withoutNull } from './conversion-change.js';
import {
  absent,
  type ConvertedValue,
  conversionText,
  derived,
  type EnumMap,
  type FuseScope,
  happening,
  type RecordValue,
  simple,
  type TextValue,
  type Value,
  type WrappedValue,
} from './fused-value.js';
import { plainText } from './stored-form.js';
import { needsOfConversion } from './upcast-needs.js';

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
    // What has been put off so far does not throw, and is done in the same go.
    const both = value.kind === 'converted' ? composeConversions(value.conversion, conversion) : undefined;
    const whole: ConvertedValue =
      value.kind === 'converted' && both !== undefined
        ? { ...value, conversion: both, to, path }
        : { kind: 'converted', of: value, conversion, from, to, path };
    return happening(locatedConversion(whole, scope), path, scope);
  }
  if (value.kind === 'record' && conversion.kind === 'record')
    return convertedRecord(value, conversion.fields, from, to, path, scope);
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
  const placeText =
    place.length === 1 && key !== undefined ? stringLiteral(key) : `[${place.map(stringLiteral).join(', ')}]`;
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
  const wrapped: WrappedValue = {
    kind: 'wrapped',
    item: converted(value.item, element, older, newer, path, scope),
    type: to,
    path,
  };
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

/** The image of an enum's member. */
export function lookedUp(
  value: Value,
  map: EnumMap,
  from: Type,
  to: Type,
  path: readonly string[],
  scope: FuseScope,
): Value {
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
  return converted(
    member(of, older, optional && older.optional, scope),
    how.conversion,
    older.type,
    field.type,
    [...path, field.name],
    scope,
  );
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
  if (value.kind === 'converted')
    return value.conversion.kind === 'same' || value.conversion.kind === 'cast' ? originOf(value.of) : undefined;
  return value.kind === 'text' ? value.origin : undefined;
}

function jsonMember(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
