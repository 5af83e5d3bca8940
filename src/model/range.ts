import { compareDecimals } from './decimal.js';
import type { Type } from './type.js';

/** A bound on a number (native), a long (bigint) or a decimal (its text). Texts are compared only with texts. */
export interface Bound {
  readonly value: number | bigint | string;
  readonly exclusive: boolean;
}

export interface Range {
  readonly lower?: Bound | undefined;
  readonly upper?: Bound | undefined;
}

/** The values that all of the layers of a numeric type allow, as far as they say. */
export function valueRange(layers: readonly Type[]): Range {
  return intersect(layers.map(ownValueRange));
}

/** How long a string, bytes or a list may be. */
export function sizeRange(layers: readonly Type[]): Range {
  return intersect(layers.map(ownSizeRange));
}

/** The range of every value of the kind, where a kind has one. */
export function kindRange(kind: Type['kind']): Range {
  if (kind === 'int') return closed(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (kind === 'long') return closed(-(2n ** 63n), 2n ** 63n - 1n);
  return {};
}

/** Whether no value is in the range. */
export function isEmptyRange({ lower, upper }: Range): boolean {
  if (lower === undefined || upper === undefined) return false;
  const order = compareValues(lower.value, upper.value);
  return order > 0 || (order === 0 && (lower.exclusive || upper.exclusive));
}

export function intersect(ranges: readonly Range[]): Range {
  let lower: Bound | undefined;
  let upper: Bound | undefined;
  for (const range of ranges) {
    if (range.lower !== undefined && (lower === undefined || isTighterLower(range.lower, lower))) lower = range.lower;
    if (range.upper !== undefined && (upper === undefined || isTighterUpper(range.upper, upper))) upper = range.upper;
  }
  return { lower, upper };
}

/** The bounds of `inner` that values within `outer` may break: what a change from `outer` to `inner` tightens. */
export function brokenBounds(outer: Range, inner: Range): { readonly lower: boolean; readonly upper: boolean } {
  return {
    lower: inner.lower !== undefined && (outer.lower === undefined || isTighterLower(inner.lower, outer.lower)),
    upper: inner.upper !== undefined && (outer.upper === undefined || isTighterUpper(inner.upper, outer.upper)),
  };
}

export function contains({ lower, upper }: Range, value: Bound['value']): boolean {
  return (
    (lower === undefined || isAbove(compareValues(value, lower.value), lower.exclusive)) &&
    (upper === undefined || isAbove(compareValues(upper.value, value), upper.exclusive))
  );
}

function isAbove(order: number, exclusive: boolean): boolean {
  return exclusive ? order > 0 : order >= 0;
}

function isTighterLower(a: Bound, b: Bound): boolean {
  const order = compareValues(a.value, b.value);
  return order > 0 || (order === 0 && a.exclusive && !b.exclusive);
}

function isTighterUpper(a: Bound, b: Bound): boolean {
  const order = compareValues(a.value, b.value);
  return order < 0 || (order === 0 && a.exclusive && !b.exclusive);
}

function compareValues(a: Bound['value'], b: Bound['value']): number {
  if (typeof a === 'string' || typeof b === 'string') return compareDecimals(String(a), String(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function ownValueRange(type: Type): Range {
  switch (type.kind) {
    case 'int':
    case 'long':
    case 'decimal':
      return { lower: bound(type.min, false), upper: bound(type.max, false) };
    case 'number':
      return intersect([
        { lower: bound(type.min, false), upper: bound(type.max, false) },
        { lower: bound(type.exclusiveMin, true), upper: bound(type.exclusiveMax, true) },
      ]);
    default:
      return {};
  }
}

function ownSizeRange(type: Type): Range {
  switch (type.kind) {
    case 'string':
      return { lower: bound(type.minLength, false), upper: bound(type.maxLength, false) };
    case 'bytes':
      return { upper: bound(type.maxLength, false) };
    case 'list':
      return { lower: bound(type.minItems, false), upper: bound(type.maxItems, false) };
    default:
      return {};
  }
}

function bound(value: Bound['value'] | undefined, exclusive: boolean): Bound | undefined {
  return value === undefined ? undefined : { value, exclusive };
}

function closed(lower: number | bigint, upper: number | bigint): Range {
  return { lower: { value: lower, exclusive: false }, upper: { value: upper, exclusive: false } };
}
