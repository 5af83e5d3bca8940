import { invalidArgument } from '../arguments.js';
import type { Row, SqlValue } from './database.js';

/** @throws StoreError `INVALID_ARGUMENT` where SQLite has no such value. */
export function userParameters(values: readonly unknown[]): readonly SqlValue[] {
  return values.map((value, index) => {
    if (value === undefined || value === null) return null;
    if (typeof value === 'boolean') return value ? 1n : 0n;
    if (value instanceof Date) return value.toISOString();
    if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
    if (typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value;
    throw invalidArgument(`value ${index + 1} of a statement must be a scalar or bytes; it is of type ${typeof value}`);
  });
}

/** Integers are numbers, where that is what they are: a bigint is one that a number cannot hold. */
export function userRow(row: Row): Row {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    read[name] =
      typeof value === 'bigint' && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
        ? Number(value)
        : value;
  }
  return read;
}
