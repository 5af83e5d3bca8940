import { StoreError } from '../errors.js';
import type { ExpectedRevision } from '../expected-revision.js';
import type { ReadAllOptions, ReadOptions } from '../store.js';

/**
 * The longest stream name, event type, fingerprint or reader's name, in UTF-16 code units: short enough to be indexed by
 * every database that stores are built on.
 */
export const maxNameLength = 512;

/** The highest position: databases count in signed 64-bit integers. */
const maxPosition = 2n ** 63n - 1n;

/** NUL and lone surrogates: what databases cannot keep in a text. JSON writes both as escapes. */
const unstorable = /[\0\p{Cs}]/u;

export function invalidArgument(message: string): StoreError {
  return new StoreError('INVALID_ARGUMENT', message);
}

/** A name that a store keeps: of a stream, an event type, a reader. `what` begins the sentence of the error. */
export function checkName(what: string, name: string): void {
  checkText(what, name);
  if (name === '') throw invalidArgument(`${what} must not be empty`);
  if (name.length > maxNameLength) {
    throw invalidArgument(`${what} must not be longer than ${maxNameLength} characters; it has ${name.length}`);
  }
}

/** A text that a store gives back to the letter. */
export function checkText(what: string, text: unknown): void {
  if (typeof text !== 'string') throw invalidArgument(`${what} must be a string; it is ${show(text)}`);
  if (unstorable.test(text)) throw invalidArgument(`${what} must hold neither NUL nor a lone surrogate`);
}

/** A text of JSON. It is not parsed: a store knows nothing of what it keeps. */
export function checkJsonText(what: string, text: unknown): void {
  checkText(what, text);
  if (text === '') throw invalidArgument(`${what} must be JSON text; it is empty`);
}

export function checkInteger(what: string, value: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || Number(value) < min || Number(value) > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw invalidArgument(`${what} must be a whole number ${range}; it is ${show(value)}`);
  }
}

export function checkPosition(what: string, value: unknown): void {
  if (typeof value !== 'bigint' || value < 0n || value > maxPosition) {
    throw invalidArgument(`${what} must be a bigint from 0 to ${maxPosition}; it is ${show(value)}`);
  }
}

export function checkExpected(expected: ExpectedRevision): void {
  if (expected === 'absent' || expected === 'present' || expected === 'any') return;
  if (typeof expected !== 'number') {
    throw invalidArgument(`expected must be a revision, 'absent', 'present' or 'any'; it is ${show(expected)}`);
  }
  checkInteger('expected', expected, 0);
}

export function checkReadOptions(options: ReadOptions): void {
  const { from, to, limit } = options;
  if (from !== undefined) checkInteger('from', from, 0);
  if (to !== undefined) checkInteger('to', to, 0);
  if (limit !== undefined) checkInteger('limit', limit, 0);
}

export function checkReadAllOptions(options: ReadAllOptions): void {
  const { after, categories, types, limit } = options;
  if (after !== undefined) checkPosition('after', after);
  if (categories !== undefined) checkTexts('categories', categories);
  if (types !== undefined) checkTexts('types', types);
  if (limit !== undefined) checkInteger('limit', limit, 0);
}

function checkTexts(what: string, texts: readonly string[]): void {
  if (!Array.isArray(texts)) throw invalidArgument(`${what} must be a list of strings; it is ${show(texts)}`);
  texts.forEach((text, index) => checkText(`${what}[${index}]`, text));
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
