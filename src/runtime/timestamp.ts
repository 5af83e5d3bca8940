import { InvalidData } from './errors.js';
import type { LocalDate, Timestamp } from './event.js';
import { expected } from './problem.js';

const datePattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
// Four digits one by one, and three of a second before any other number of them: so it is a third quicker.
const timestampPattern =
  /^\d\d\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\.\d\d\dZ|\.\d{1,9}Z)$/;
const anyOffsetPattern =
  /^(\d{4}-\d{2}-\d{2})[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** A real calendar date, `2026-11-23`; years 0000 to 9999. */
export function isLocalDate(value: unknown): value is LocalDate {
  return typeof value === 'string' && datePattern.test(value) && isRealDay(value);
}

/** An instant as it is stored: RFC 3339 in UTC with `T` and `Z`, up to nine digits of a second, no leap second. */
export function isTimestamp(value: unknown): value is Timestamp {
  return typeof value === 'string' && timestampPattern.test(value) && isRealDay(value);
}

/** Given that month and day are in the ranges of any month. */
function isRealDay(text: string): boolean {
  // Most days are in every month; they are told without making a text.
  const day = text.charCodeAt(8) * 10 + text.charCodeAt(9) - 528;
  if (day <= 28) return true;
  const month = Number(text.slice(5, 7));
  if (month !== 2) return day <= 30 || (month !== 4 && month !== 6 && month !== 9 && month !== 11);
  const year = Number(text.slice(0, 4));
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * An instant in its stored form. A text may have any offset of RFC 3339; its digits of a second are kept.
 *
 * @throws InvalidData where it is no instant, or not in the years 0000 to 9999 of UTC.
 */
export function timestamp(value: string | Date): Timestamp {
  // A caller without types may give anything.
  const text = typeof value === 'string' ? inUtc(value) : value instanceof Date ? dateText(value) : '';
  if (!isTimestamp(text)) throw new InvalidData(expected('an instant of RFC 3339', value), 'timestamp');
  return text;
}

/** A calendar date. @throws InvalidData where it is none. */
export function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new InvalidData(expected('a calendar date like 2026-11-23', text), 'localDate');
  return text;
}

function inUtc(text: string): string {
  if (isTimestamp(text)) return text;
  const [, date, time, fraction = '', sign, hours, minutes] = anyOffsetPattern.exec(text) ?? [];
  if (date === undefined || time === undefined || !isLocalDate(date)) return '';
  if (sign === undefined) return `${date}T${time}${fraction}Z`;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  const utc = dateText(new Date(Date.parse(`${date}T${time}Z`) - offset));
  return utc.length === 24 ? `${utc.slice(0, 19)}${fraction}Z` : '';
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** Which of two timestamps is earlier: negative where `a` is, 0 where they are the same however they are written. */
export function compareTimestamps(a: string, b: string): number {
  const [left, right] = [comparable(a), comparable(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/**
 * The one way to write an instant: with three digits of a second, or with six or nine where it needs them. Instants that
 * are keys are written so, because to a database two ways to write one instant are one key.
 */
export function plainTimestamp<Text extends Timestamp>(text: Text): Text {
  const digits = text.slice(20, -1);
  if (digits.length === 3) return text;
  const all = digits.padEnd(9, '0');
  const needed = all.endsWith('000000') ? 3 : all.endsWith('000') ? 6 : 9;
  return `${text.slice(0, 19)}.${all.slice(0, needed)}Z` as Text;
}

function comparable(text: string): string {
  return text.slice(0, 19) + text.slice(20, -1).padEnd(9, '0');
}
