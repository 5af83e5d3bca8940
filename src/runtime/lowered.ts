// From the TypeScript form to the stored form, as generated code does it before it checks: what is of the wrong kind is
// passed on as it is, or as a misfit, and what is absent stays absent, so that the check says what is wrong, and where.

import { isObject } from './check.js';
import { InvalidData } from './errors.js';
import { mapValues } from './map-values.js';
import { misfit } from './problem.js';
import { lowerBytes, lowerDate, lowerInstant, lowerLong } from './stored.js';

type Lower = (value: unknown) => unknown;

/** The digits of a bigint. */
export function storedLong(value: unknown): unknown {
  return scalar(lowerLong, value);
}

/** The base64 of a Uint8Array. */
export function storedBytes(value: unknown): unknown {
  return scalar(lowerBytes, value);
}

/** The timestamp of a Date. */
export function storedDate(value: unknown): unknown {
  return scalar(lowerDate, value);
}

/** The timestamp of a Temporal.Instant. */
export function storedInstant(value: unknown): unknown {
  return scalar(lowerInstant, value);
}

function scalar(lower: Lower, value: unknown): unknown {
  if (value === undefined) return undefined;
  try {
    return lower(value);
  } catch (error) {
    if (error instanceof InvalidData) return misfit(error.problem);
    throw error;
  }
}

export function storedNullable(value: unknown, lower: Lower): unknown {
  return value === null ? null : lower(value);
}

export function storedList(value: unknown, lower: Lower): unknown {
  if (!Array.isArray(value)) return value;
  const items: unknown[] = [];
  for (let i = 0; i < value.length; i += 1) items.push(lower(value[i]));
  return items;
}

export function storedMap(value: unknown, lower: Lower): unknown {
  return isObject(value) ? mapValues(value, lower) : value;
}

/** A record with its known fields in their stored form. Fields that it should not have come along, to be reported. */
export function storedRecord(known: Record<string, unknown>, value: Readonly<Record<string, unknown>>): unknown {
  for (const key in value) {
    if (!Object.hasOwn(known, key)) {
      Object.defineProperty(known, key, { value: value[key], enumerable: true });
    }
  }
  return known;
}
