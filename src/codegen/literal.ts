import { delimited } from './layout.js';

/** JSON, as the literals of a schema are. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const asciiIdentifier = /^[A-Za-z_$][\w$]*$/u;

// What an editor hides, reorders or takes for a line's end, and what would end a string or a script early.
const unsafeInString =
  // oxlint-disable-next-line no-control-regex
  /['\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|\p{Cs}|<(?=[/!])/gu;

const shortEscapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '<': '\\x3c',
};

/** A string literal in single quotes that holds exactly the text: no character of it can end the literal. */
export function stringLiteral(text: string): string {
  return `'${text.replace(unsafeInString, (character) => shortEscapes[character] ?? escapeUnit(character))}'`;
}

/** What stands between the backticks of a template for the text. */
export function templateText(text: string): string {
  return stringLiteral(text)
    .slice(1, -1)
    .replace(/`|\$\{/gu, '\\$&');
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whether a text can stand as a property's name without quotes. Reserved words can. */
export function isIdentifierName(text: string): boolean {
  return asciiIdentifier.test(text);
}

/**
 * A property's name in an object literal or an object type. `__proto__` is computed: written plainly it would set the
 * prototype instead of a property.
 */
export function propertyKey(name: string): string {
  if (name === '__proto__') return `['__proto__']`;
  return isIdentifierName(name) ? name : stringLiteral(name);
}

/** `key: expression` in an object literal; just `key` where the expression is a variable of that name. */
export function property(key: string, expression: string): string {
  const isVariable = isIdentifierName(key) && !['null', 'true', 'false'].includes(key);
  return key === expression && isVariable ? key : `${propertyKey(key)}: ${expression}`;
}

/** `object.key` or `object['a key']`. */
export function accessor(object: string, key: string): string {
  return isIdentifierName(key) && key !== '__proto__' ? `${object}.${key}` : `${object}[${stringLiteral(key)}]`;
}

/** `object?.key` or `object?.['a key']`. */
export function optionalAccessor(object: string, key: string): string {
  return isIdentifierName(key) && key !== '__proto__' ? `${object}?.${key}` : `${object}?.[${stringLiteral(key)}]`;
}

/** A number as an expression that gives exactly it, −0 too. */
export function numberLiteral(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A value of JSON as an expression. */
export function jsonLiteral(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'string') return stringLiteral(value);
  if (isList(value)) return delimited('[', value.map(jsonLiteral), ']');
  const members = Object.entries(value).map(([key, member]) => `${propertyKey(key)}: ${jsonLiteral(member)}`);
  return delimited('{', members, '}');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A regular expression of the pattern with the `u` flag. The pattern is known to be valid. */
export function regexLiteral(pattern: string): string {
  if (!/^[\x20-\x7e]+$/u.test(pattern) || /['"`]/u.test(pattern)) return `new RegExp(${stringLiteral(pattern)}, 'u')`;
  return `/${pattern.replace(/\\.|\//gu, (part) => (part === '/' ? '\\/' : part))}/u`;
}
