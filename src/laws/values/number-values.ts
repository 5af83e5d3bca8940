import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { contains, intersect, kindRange, type Range, valueRange } from '../../model/range.js';
import type { Type } from '../../model/type.js';
import { leafValues } from './leaf-values.js';
import type { NoValues, Values } from './values.js';

const none = 'no number was found that is within the bounds';
const beyond = 2 ** 53;

/** Safe whole numbers within the bounds. */
export function intValues(layers: readonly Type[]): Values | NoValues {
  const range = intersect([kindRange('int'), valueRange(layers)]);
  const [min, max] = ends(range, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const edges = [0, -0, 1, -1, 7, min, max, min + 1, max - 1, 2 ** 31, -(2 ** 31), beyond - 1, 1 - beyond];
  const isValid = (value: Json): boolean => Number.isSafeInteger(value) && contains(range, Number(value));
  return leafValues({ base: fc.integer({ min, max: Math.max(min, max) }), edges, isValid, none });
}

/** Finite doubles within the bounds. */
export function numberValues(layers: readonly Type[]): Values | NoValues {
  const range = valueRange(layers);
  const [min, max] = ends(range, -Number.MAX_VALUE, Number.MAX_VALUE);
  const edges = [0, -0, 1, -1, 0.5, 0.1, min, max, (min + max) / 2, beyond, beyond + 2, 1e21, 5e-324, 1e300, -1e-7];
  const isValid = (value: Json): boolean =>
    typeof value === 'number' && Number.isFinite(value) && contains(range, value);
  const base = fc.double({ min, max: Math.max(min, max), noNaN: true, noDefaultInfinity: true });
  return leafValues({ base, edges, isValid, none });
}

/** Whole numbers of 64 bits within the bounds, in digits. */
export function longValues(layers: readonly Type[]): Values | NoValues {
  const range = intersect([kindRange('long'), valueRange(layers)]);
  const [min, max] = [BigInt(range.lower?.value ?? 0), BigInt(range.upper?.value ?? 0)];
  const edges = [0n, 1n, -1n, 7n, min, max, min + 1n, max - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n].map(String);
  const isValid = (value: Json): boolean => contains(range, BigInt(String(value)));
  const base = fc.bigInt({ min, max: max < min ? min : max }).map((value): Json => String(value), digits);
  return leafValues({ base, edges, isValid, none });
}

function digits(value: unknown): bigint {
  if (typeof value !== 'string') throw new Error('a long is stored in digits');
  return BigInt(value);
}

function ends({ lower, upper }: Range, least: number, most: number): readonly [number, number] {
  return [lower === undefined ? least : Number(lower.value), upper === undefined ? most : Number(upper.value)];
}
