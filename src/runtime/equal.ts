import { isObject } from './check.js';

/**
 * Whether two values of a schema's types are equal: deeply, whatever the order of keys; bytes by their content, instants
 * (`Date`, `Temporal.Instant`) by their time. `0` and `-0` are equal, and so are two NaN.
 */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (isObject(a)) return isObject(b) && isEqualRecord(a, b);
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (a instanceof Date) return b instanceof Date && isEqual(a.getTime(), b.getTime());
  return 'epochNanoseconds' in a && 'epochNanoseconds' in b && a.epochNanoseconds === b.epochNanoseconds;
}

function isEqualRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
