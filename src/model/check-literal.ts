import type { Json, JsonSyntax } from '../language/syntax.js';
import { canonicalJson } from './canonical-json.js';
import { isDecimal, scaleOf } from './decimal.js';
import { isErrorType } from './error-type.js';
import { type Bound, contains, sizeRange, valueRange } from './range.js';
import { base64Length, isBase64, isDate, isEmail, isLong, isTimestamp, isUri, isUuid } from './text-formats.js';
import { layersOf, type Types } from './type-lookup.js';
import { listed, quoted, typeText } from './type-text.js';
import type { Field, ListType, MapType, Type, UnionType } from './type.js';

/** A literal in the form in which its type is stored, or what is wrong with it. */
export type CheckedLiteral =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false;
      /** `a member of [EUR, USD], not "DM"`: follows "must be". */
      readonly problem: string;
      /** JSON pointer to the part that is wrong; empty for the whole. */
      readonly pointer: string;
    };

/**
 * Checks a literal against a type in full, checks and nested parts included, and brings it into the stored form: a safe
 * whole number that is written for a long or a decimal becomes its digits.
 */
export function checkLiteral(literal: JsonSyntax, type: Type, types: Types): CheckedLiteral {
  return check(literal.value, type, types, literal.text);
}

/** The same of a value that stands in no file. */
export function checkValue(value: Json, type: Type, types: Types): CheckedLiteral {
  return check(value, type, types);
}

function check(value: Json, type: Type, types: Types, text?: string): CheckedLiteral {
  if (isErrorType(type)) return good(value);
  const layers = layersOf(type, types);
  const [base] = layers;
  switch (base.kind) {
    case 'nullable':
      return value === null ? good(null) : check(value, base.inner, types, text);
    case 'boolean':
      return typeof value === 'boolean' ? good(value) : bad('true or false', value);
    case 'int':
      if (!Number.isSafeInteger(value)) return bad('a safe whole number', value, text);
      return inRange(normalNumber(value), normalNumber(value), layers);
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return bad('a number', value, text);
      return inRange(normalNumber(value), value, layers);
    case 'long':
      return checkLong(value, layers, text);
    case 'decimal':
      return checkDecimal(value, layers, text);
    case 'string':
      return checkString(value, layers);
    case 'uuid':
      return typeof value === 'string' && isUuid(value) ? good(value) : bad('a UUID', value);
    case 'timestamp':
      return typeof value === 'string' && isTimestamp(value)
        ? good(value)
        : bad('a timestamp like 2026-11-23T09:30:00.000Z', value);
    case 'date':
      return typeof value === 'string' && isDate(value) ? good(value) : bad('a date like 2026-11-23', value);
    case 'bytes':
      return checkBytes(value, layers);
    case 'json':
      return good(asStored(value));
    case 'enum':
      return typeof value === 'string' && base.members.includes(value)
        ? good(value)
        : bad(`one of ${typeText(base)}`, value);
    case 'list':
      return checkList(value, base, layers, types);
    case 'map':
      return checkMap(value, base, types);
    case 'record':
      return isObject(value) ? checkFields(value, base.fields, types, []) : bad('a map of fields', value);
    case 'union':
      return checkUnion(value, base, types);
    case 'reference':
      throw new Error('a layer is never a reference');
  }
}

/** JSON has no negative zero that a store gives back. */
function asStored(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function checkLong(value: Json, layers: readonly Type[], text: string | undefined): CheckedLiteral {
  const digits = Number.isSafeInteger(value) ? String(normalNumber(value)) : value;
  if (typeof digits !== 'string' || !isLong(digits)) {
    return bad('a 64-bit whole number, in quotes where it is beyond 2^53', value, text);
  }
  return inRange(digits, BigInt(digits), layers);
}

function checkDecimal(value: Json, layers: readonly Type[], text: string | undefined): CheckedLiteral {
  const digits = Number.isSafeInteger(value) ? String(normalNumber(value)) : value;
  if (typeof digits !== 'string' || !isDecimal(digits)) return bad('a decimal in quotes like "12.50"', value, text);
  for (const layer of layers) {
    if (layer.kind === 'decimal' && layer.scale !== undefined && scaleOf(digits) > layer.scale) {
      return bad(`a decimal with at most ${layer.scale} digits after the point`, value);
    }
  }
  return inRange(digits, digits, layers);
}

function checkString(value: Json, layers: readonly Type[]): CheckedLiteral {
  if (typeof value !== 'string') return bad('a string', value);
  const sized = inSize(value, [...value].length, layers, 'characters');
  if (!sized.ok) return sized;
  for (const layer of layers) {
    if (layer.kind !== 'string') continue;
    const { pattern, format } = layer;
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      return bad(`a string that matches ${pattern}`, value);
    if (format === 'email' && !isEmail(value)) return bad('an e-mail address', value);
    if (format === 'uri' && !isUri(value)) return bad('an absolute URI', value);
  }
  return good(value);
}

function checkBytes(value: Json, layers: readonly Type[]): CheckedLiteral {
  if (typeof value !== 'string' || !isBase64(value)) return bad('bytes in base64', value);
  return inSize(value, base64Length(value), layers, 'bytes');
}

function checkList(value: Json, type: ListType, layers: readonly Type[], types: Types): CheckedLiteral {
  if (!isList(value)) return bad('a list', value);
  const sized = inSize(value, value.length, layers, 'items');
  if (!sized.ok) return sized;
  const items: Json[] = [];
  for (const [index, item] of value.entries()) {
    const checked = check(item, type.element, types);
    if (!checked.ok) return inside(index, checked);
    items.push(checked.value);
  }
  const unique = layers.some((layer) => layer.kind === 'list' && layer.unique);
  if (unique && new Set(items.map(canonicalJson)).size < items.length) return bad('a list without repeats', value);
  return good(items);
}

function checkMap(value: Json, type: MapType, types: Types): CheckedLiteral {
  if (!isObject(value)) return bad('a map', value);
  const entries: (readonly [string, Json])[] = [];
  for (const [key, item] of Object.entries(value)) {
    const checkedKey = check(key, type.key, types);
    if (!checkedKey.ok) return { ...inside(key, checkedKey), problem: `under a key that is ${checkedKey.problem}` };
    const checked = check(item, type.value, types);
    if (!checked.ok) return inside(key, checked);
    entries.push([key, checked.value]);
  }
  return good(Object.fromEntries(entries));
}

function checkUnion(value: Json, { tag, members }: UnionType, types: Types): CheckedLiteral {
  const found = isObject(value) ? own(value, tag) : undefined;
  const member = members.find(({ name }) => name === found);
  if (!isObject(value) || member === undefined) {
    return bad(
      `a map with ${quoted(tag)} being one of ${listed(members.slice(0, 8).map(({ name }) => quoted(name)))}`,
      value,
    );
  }
  return checkFields(value, member.fields, types, [[tag, member.name]]);
}

function checkFields(
  value: { readonly [key: string]: Json },
  fields: readonly Field[],
  types: Types,
  tag: readonly (readonly [string, Json])[],
): CheckedLiteral {
  const known = new Set([...fields.map(({ name }) => name), ...tag.map(([name]) => name)]);
  const surplus = Object.keys(value).find((key) => !known.has(key));
  if (surplus !== undefined)
    return { ok: false, problem: 'left out: the type has no such field', pointer: pointerTo(surplus) };
  const entries: (readonly [string, Json])[] = [...tag];
  for (const field of fields) {
    const part = own(value, field.name);
    if (part === undefined) {
      if (field.optional) continue;
      return { ok: false, problem: `there: it is required (${typeText(field.type)})`, pointer: pointerTo(field.name) };
    }
    const checked = check(part, field.type, types);
    if (!checked.ok) return inside(field.name, checked);
    entries.push([field.name, checked.value]);
  }
  return good(Object.fromEntries(entries));
}

function inRange(stored: Json, value: Bound['value'], layers: readonly Type[]): CheckedLiteral {
  const range = valueRange(layers);
  return contains(range, value) ? good(stored) : bad(rangeText(range, ''), stored);
}

function inSize(stored: Json, size: number, layers: readonly Type[], unit: string): CheckedLiteral {
  const range = sizeRange(layers);
  if (contains(range, size)) return good(stored);
  return { ok: false, problem: `${rangeText(range, ` ${unit}`)}, not ${size}`, pointer: '' };
}

function rangeText({ lower, upper }: ReturnType<typeof valueRange>, unit: string): string {
  const least = lower === undefined ? [] : [`${lower.exclusive ? 'more than' : 'at least'} ${String(lower.value)}`];
  const most = upper === undefined ? [] : [`${upper.exclusive ? 'less than' : 'at most'} ${String(upper.value)}`];
  return `${[...least, ...most].join(' and ')}${unit}`;
}

function good(value: Json): CheckedLiteral {
  return { ok: true, value };
}

function bad(wanted: string, found: Json, text?: string): CheckedLiteral {
  return { ok: false, problem: `${wanted}, not ${text ?? shown(found)}`, pointer: '' };
}

function shown(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) return 'a list';
  if (isObject(value)) return 'a map';
  return String(value);
}

function inside(
  key: string | number,
  problem: Extract<CheckedLiteral, { ok: false }>,
): Extract<CheckedLiteral, { ok: false }> {
  return { ...problem, pointer: pointerTo(key) + problem.pointer };
}

function pointerTo(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** JSON has no −0. */
function normalNumber(value: Json): number {
  return typeof value === 'number' && value !== 0 ? value : 0;
}

function own(value: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
