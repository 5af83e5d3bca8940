import type { Json } from '../language/syntax.js';

/** JSON as YAML in one line. @param inside whether it stands in brackets already. */
export function flowYaml(value: Json, inside = false): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => flowYaml(item, true)).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${yamlString(key, true)}: ${flowYaml(item, true)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? yamlString(value, inside) : JSON.stringify(value);
}

/** A string without quotes where YAML 1.2 reads it as that very string. */
export function yamlString(text: string, inside = false): string {
  const isPlain =
    /^[A-Za-z_$][\w$ .@|<>?()[\],/-]*$/u.test(text) &&
    !/^(?:true|false|null|~)$/iu.test(text) &&
    !text.endsWith(' ') &&
    !(inside && /[[\],]/u.test(text));
  return isPlain
    ? text
    : JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters that act on a terminal, or that turn the direction of what is read. */
function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
