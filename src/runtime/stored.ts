// Values whose form in TypeScript is not their form in JSON: `revive…` takes what a check has accepted, `lower…` takes
// whatever a caller wrote and throws InvalidData where it has no stored form.

import { fromBase64, isBytes, toBase64 } from './base64.js';
import { InvalidData, StoreError } from './errors.js';
import type { Timestamp } from './event.js';
import { expected } from './problem.js';
import { isTimestamp } from './timestamp.js';

/** A `long` from its digits. */
export function reviveLong(digits: string): bigint {
  return BigInt(digits);
}

/** The digits of a `long`. @throws InvalidData where it is no bigint of 64 bits. */
export function lowerLong(value: unknown): string {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) {
    throw new InvalidData(expected('a bigint of 64 bits', value));
  }
  return String(value);
}

/** `bytes` from base64. */
export function reviveBytes(base64: string): Uint8Array {
  return fromBase64(base64);
}

/** The base64 of `bytes`. @throws InvalidData where it is no Uint8Array. */
export function lowerBytes(value: unknown): string {
  if (!isBytes(value)) throw new InvalidData(expected('a Uint8Array', value));
  return toBase64(value);
}

/** A `Date` from a timestamp; what is finer than a millisecond is lost. */
export function reviveDate(text: string): Date {
  return new Date(text.length > 24 ? `${text.slice(0, 23)}Z` : text);
}

/** A timestamp from a `Date`. @throws InvalidData where it is none, or not in the years 0000 to 9999. */
export function lowerDate(value: unknown): Timestamp {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
  if (!isTimestamp(text)) throw new InvalidData(expected('a Date in the years 0000 to 9999', value));
  return text;
}

/**
 * A `Temporal.Instant` from a timestamp.
 *
 * @throws StoreError `UNSUPPORTED` where the platform has no Temporal.
 */
export function reviveInstant<Instant>(text: string): Instant {
  const temporal: unknown = Reflect.get(globalThis, 'Temporal');
  if (!hasInstant(temporal)) throw new StoreError('UNSUPPORTED', 'this platform has no Temporal.Instant');
  return temporal.Instant.from(text) as Instant;
}

function hasInstant(temporal: unknown): temporal is { readonly Instant: { from(text: string): unknown } } {
  return typeof temporal === 'object' && temporal !== null && 'Instant' in temporal;
}

/** A timestamp from a `Temporal.Instant`. @throws InvalidData where it is none, or not in the years 0000 to 9999. */
export function lowerInstant(value: unknown): Timestamp {
  const text = typeof value === 'object' && value !== null && 'epochNanoseconds' in value ? String(value) : undefined;
  if (!isTimestamp(text)) throw new InvalidData(expected('a Temporal.Instant in the years 0000 to 9999', value));
  return text;
}
