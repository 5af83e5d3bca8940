import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { isDecimal, scaleOf } from '../../model/decimal.js';
import { type Bound, contains, valueRange } from '../../model/range.js';
import type { Type } from '../../model/type.js';
import { leafValues } from './leaf-values.js';
import type { NoValues, Values } from './values.js';

/** Digits behind the point, and before it, where no check says how many. */
const usualScale = 4;
const usualDigits = 24n;

const edges = [
  '0',
  '1',
  '-1',
  '-0',
  '0.5',
  '0.0',
  '1.50',
  '-12.50',
  '9007199254740993',
  '-0.0000000000000000000000000000001',
  '123456789012345678901234567890.125',
];

/** Decimals within the bounds, with no more digits behind the point than the checks allow. */
export function decimalValues(layers: readonly Type[]): Values | NoValues {
  const range = valueRange(layers);
  const scales = layers.flatMap((layer) => (layer.kind === 'decimal' ? (layer.scale ?? []) : []));
  const most = scales.length === 0 ? undefined : Math.min(...scales);
  const bounds = [range.lower, range.upper].flatMap((bound) => (bound === undefined ? [] : [String(bound.value)]));
  const scale = Math.min(most ?? 12, Math.max(usualScale, ...bounds.map(scaleOf)));
  const isValid = (value: Json): boolean =>
    typeof value === 'string' &&
    isDecimal(value) &&
    contains(range, value) &&
    (most === undefined || scaleOf(value) <= most);
  const [min, max] = [units(range.lower, scale, -1n), units(range.upper, scale, 1n)];
  const base = fc
    .tuple(fc.bigInt({ min, max: max < min ? min : max }), fc.boolean())
    .map(([count, isShort]): Json => decimalText(count, scale, isShort), partsOf(scale));
  const none = 'no decimal was found that passes the checks';
  return leafValues({ base, edges: [...edges, ...bounds], isValid, none });
}

/** A bound in units of the last digit; cut towards zero, so that a value may be out of bounds by less than a unit. */
function units(bound: Bound | undefined, scale: number, sign: bigint): bigint {
  if (bound === undefined) return sign * 10n ** (usualDigits + BigInt(scale));
  const [whole = '0', fraction = ''] = String(bound.value).split('.');
  return BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
}

/** @param isShort whether zeros at the end are left out. */
function decimalText(count: bigint, scale: number, isShort: boolean): string {
  const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  const shown = isShort ? fraction.replace(/0+$/u, '') : fraction;
  return `${count < 0n ? '-' : ''}${whole}${shown === '' ? '' : `.${shown}`}`;
}

function partsOf(scale: number): (value: unknown) => [bigint, boolean] {
  return (value) => {
    if (typeof value !== 'string' || !isDecimal(value) || scaleOf(value) > scale)
      throw new Error('only decimals of this scale are made');
    const [whole = '0', fraction = ''] = value.split('.');
    return [BigInt(whole + fraction.padEnd(scale, '0')), fraction.length < scale];
  };
}
