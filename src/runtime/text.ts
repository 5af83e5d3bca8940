// The rules `parse` and `format`. Only the one text that `format…` writes for a value is taken by `parse…`, so that each
// undoes the other exactly.

import { isDecimal } from './decimal.js';
import { InvalidData } from './errors.js';
import type { Decimal, LocalDate, Timestamp } from './event.js';
import { isLong } from './formats.js';
import { expected } from './problem.js';
import { isLocalDate, isTimestamp } from './timestamp.js';

const integer = /^(?:0|-?[1-9]\d*)$/;

/** @throws InvalidData where the text is no safe integer in plain digits. */
export function parseInteger(text: string): number {
  const value = Number(text);
  return integer.test(text) && Number.isSafeInteger(value) ? value : refuse('a text of a safe integer', text);
}

export function formatInteger(value: number): string {
  return String(value);
}

/** @throws InvalidData where the text is no signed 64-bit integer in plain digits. */
export function parseLong(text: string): bigint {
  return isLong(text) ? BigInt(text) : refuse('a text of a 64-bit integer', text);
}

export function formatLong(value: bigint): string {
  return String(value);
}

/** @throws InvalidData where the text is not how a finite number is written in JavaScript: `1.5`, not `1.50`. */
export function parseNumber(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) && formatNumber(value) === text
    ? value
    : refuse('a text of a number, as 1.5 or 1e+21', text);
}

export function formatNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** @throws InvalidData where the text is no decimal in plain notation. */
export function parseDecimal(text: string): Decimal {
  return isDecimal(text) ? text : refuse('a text of a decimal', text);
}

export function formatDecimal(value: Decimal): string {
  return value;
}

/** @throws InvalidData where the text is neither `true` nor `false`. */
export function parseBoolean(text: string): boolean {
  return text === 'true' || (text !== 'false' && refuse<boolean>('"true" or "false"', text));
}

export function formatBoolean(value: boolean): string {
  return String(value);
}

/** @throws InvalidData where the text is no instant in UTC; one with another offset would not come back as it was. */
export function parseTimestamp(text: string): Timestamp {
  return isTimestamp(text) ? text : refuse('a text of an instant in UTC, as 2026-11-23T09:30:00Z', text);
}

export function formatTimestamp(value: Timestamp): string {
  return value;
}

/** @throws InvalidData where the text is no calendar date. */
export function parseLocalDate(text: string): LocalDate {
  return isLocalDate(text) ? text : refuse('a text of a calendar date, as 2026-11-23', text);
}

export function formatLocalDate(value: LocalDate): string {
  return value;
}

function refuse<Nothing = never>(what: string, text: string): Nothing {
  throw new InvalidData(expected(what, text));
}
