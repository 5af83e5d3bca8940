import { InvalidData } from './errors.js';
import type { Problem } from './problem.js';

/** Says the first thing that is wrong with a value, or nothing. */
export type Check = (value: unknown) => Problem | undefined;

/** The value as what a check has found it to be. @throws InvalidData where the check found a problem. */
export function parsed<T>(problem: Problem | undefined, value: unknown): T {
  if (problem !== undefined) throw new InvalidData(problem);
  return value as T;
}

/** What the constructor of a checked type does. @throws InvalidData, which names the type. */
export function checked<T>(name: string, check: Check, value: unknown): T {
  const problem = check(value);
  if (problem !== undefined) throw new InvalidData(problem, name);
  return value as T;
}

/** A plain object: no list, not `null`, no instance of a class. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // An object of another realm has another Object.prototype; only such a prototype has none itself.
  return Object.getPrototypeOf(prototype) === null;
}

/** An object's own property; nothing that it inherits, whatever the key. */
export function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? Reflect.get(record, key) : undefined;
}

/** A map's entry, `undefined` where it has none; what every object inherits is none. */
export function entry<Entries extends object, Key extends keyof Entries>(
  map: Entries,
  key: Key,
): Entries[Key] | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Whether a string has more than `most` code points. */
export function isLongerThan(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || codePointLength(text) > most);
}

/** Whether a string has fewer than `least` code points. */
export function isShorterThan(text: string, least: number): boolean {
  return text.length < 2 * least && (text.length < least || codePointLength(text) < least);
}

/** The length in code points, as JSON Schema counts; a lone surrogate is one. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next <= 0xdfff) {
        length -= 1;
        i += 1;
      }
    }
  }
  return length;
}
