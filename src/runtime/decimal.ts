import { InvalidData } from './errors.js';
import type { Decimal } from './event.js';
import { expected } from './problem.js';

const pattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A decimal in plain notation: `-12.50`; never an exponent, a `+`, a leading zero or a bare point. */
export function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'string' && pattern.test(value);
}

/**
 * An exact decimal. A text is kept to the letter (`1.50` stays `1.50`); of numbers only safe integers are taken, because
 * others are no longer what somebody wrote.
 *
 * @throws InvalidData
 */
export function decimal(value: string | number | bigint): Decimal {
  const text = typeof value === 'number' ? (Number.isSafeInteger(value) ? String(value) : '') : String(value);
  if (!isDecimal(text)) throw new InvalidData(expected('a decimal like -12.50', value), 'decimal');
  return text;
}

/** How many digits stand after the point. */
export function decimalScale(value: string): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.length - point - 1;
}

/** The exact sum, with as many digits after the point as the longer of the two has. */
export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(decimalScale(a), decimalScale(b));
  return withPoint(units(a, scale) + units(b, scale), scale);
}

/** The exact difference, with as many digits after the point as the longer of the two has. */
export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(decimalScale(a), decimalScale(b));
  return withPoint(units(a, scale) - units(b, scale), scale);
}

/** The exact product, with as many digits after the point as both have together. */
export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = decimalScale(a) + decimalScale(b);
  return withPoint(units(a, decimalScale(a)) * units(b, decimalScale(b)), scale);
}

/** The value with the other sign; zero has none. */
export function negateDecimal(value: Decimal): Decimal {
  const scale = decimalScale(value);
  return withPoint(-units(value, scale), scale);
}

/** Negative where `a` is smaller, 0 where both are the same number (`1.5` and `1.50` are), else positive. */
export function compareDecimal(a: string, b: string): number {
  const [left, right] = [signOf(a), signOf(b)];
  if (left !== right) return left - right;
  if (left === 0) return 0;
  return left > 0 ? compareMagnitude(a, b) : compareMagnitude(b.slice(1), a.slice(1));
}

function signOf(value: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

/** By digits, so that a text of a million of them costs no arithmetic. */
function compareMagnitude(a: string, b: string): number {
  const whole = a.length - fractionLength(a) - (b.length - fractionLength(b));
  if (whole !== 0) return whole < 0 ? -1 : 1;
  const scale = Math.max(decimalScale(a), decimalScale(b));
  const [left, right] = [digits(a, scale), digits(b, scale)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** With its point. */
function fractionLength(value: string): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.length - point;
}

/** The value times ten to the power of `scale`, which is no less than its own. */
function units(value: string, scale: number): bigint {
  return BigInt(digits(value, scale));
}

function digits(value: string, scale: number): string {
  return value.replace('.', '') + '0'.repeat(scale - decimalScale(value));
}

function withPoint(value: bigint, scale: number): Decimal {
  if (scale === 0) return String(value) as Decimal;
  const text = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${value < 0n ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}` as Decimal;
}
