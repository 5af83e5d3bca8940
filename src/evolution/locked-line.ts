import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import { quoted } from '../model/type-text.js';
import { fingerprint } from './fingerprint.js';
import { isList } from './json-place.js';

/** Why a text is no line of a lock. Offsets count from 0, in UTF-16 code units; `end` is exclusive. */
export interface LineProblem {
  readonly code: 'LOCK_SYNTAX' | 'LOCK_FINGERPRINT';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A word that a line begins with, and how it is called where it is not as it must be. */
export interface LineWord {
  readonly pattern: RegExp;
  readonly meant: string;
}

export const versionWord: LineWord = { pattern: /^[1-9][0-9]{0,5}$/u, meant: 'a version number' };
export const jsonWord: LineWord = { pattern: /^\{/u, meant: 'a JSON object' };

/** Deeper JSON is none of ours: schemas are refused long before. */
const mostDepth = 2000;

/** The first word that is not as it must be. */
export function wordProblem(text: string, meant: readonly LineWord[]): LineProblem {
  const words = [...text.matchAll(/[^ ]+/g)].slice(0, meant.length);
  const problem = (message: string, start: number, end: number): LineProblem => ({
    code: 'LOCK_SYNTAX',
    message,
    start,
    end,
  });
  for (const [index, { pattern, meant: name }] of meant.entries()) {
    const word = words[index];
    if (word === undefined) return problem(`this line ends before ${name}`, 0, text.length);
    if (!pattern.test(word[0]))
      return problem(`${quoted(word[0])} stands where ${name} should`, word.index, word.index + word[0].length);
  }
  return problem('the words of this line are not parted by single spaces', 0, text.length);
}

/** What is wrong with a fingerprint that stands before the JSON that it is taken of. */
export function printProblem(prefix: string, label: string, given: string, value: Json): LineProblem | undefined {
  if (fingerprint(value) === given) return undefined;
  const start = prefix.indexOf(given);
  const message = `the fingerprint of the ${label} is not that of the JSON behind it: the line was edited`;
  return { code: 'LOCK_FINGERPRINT', message, start, end: start + given.length };
}

/** The object that a canonical text stands for, or what is wrong with it, to follow "the JSON". */
export function parseLineObject(text: string): { readonly [key: string]: Json } | string {
  if (depthOf(text) > mostDepth) return 'is nested too deeply';
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return 'cannot be read';
  }
  if (typeof json !== 'object' || json === null || isList(json)) return 'is no object';
  return canonicalJson(json) === text ? json : 'is not in its canonical form: the line was edited';
}

/** An upper bound: brackets in texts count as well. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
