import type { Json } from '../../language/syntax.js';

/** How wide a line may be before a map is broken into several. */
const width = 100;

/** JSON as YAML that people like to read: small maps and lists in one line, larger ones indented. */
export function printYaml(value: { readonly [key: string]: Json }): string {
  return printEntries(value, '').join('\n') + '\n';
}

function printEntries(map: { readonly [key: string]: Json }, indent: string): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const line = `${indent}${scalar(key)}: ${flow(value, false)}`;
    const depth = depthOf(value);
    if (depth === 0 || (line.length <= width && depth < (indent === '' ? 2 : 3))) return [line];
    if (Array.isArray(value))
      return [`${indent}${scalar(key)}:`, ...value.map((item: Json) => `${indent}  - ${flow(item, false)}`)];
    return isMap(value) ? [`${indent}${scalar(key)}:`, ...printEntries(value, `${indent}  `)] : [line];
  });
}

function flow(value: Json, inside: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => flow(item, true)).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${scalar(key, true)}: ${flow(item, true)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' ? scalar(value, inside) : JSON.stringify(value);
}

/** A string without quotes where YAML 1.2 reads it as that very string. */
function scalar(text: string, inside = false): string {
  const isPlain =
    /^[A-Za-z_$][\w$ .@|<>?()[\],/-]*$/u.test(text) &&
    !/^(?:true|false|null|~)$/iu.test(text) &&
    !text.endsWith(' ') &&
    !(inside && /[[\],]/u.test(text));
  return isPlain
    ? text
    : JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

function depthOf(value: Json): number {
  if (Array.isArray(value)) return 1 + Math.max(0, ...value.map(depthOf));
  return isMap(value) ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters that act on a terminal, or that turn the direction of what is read. */
function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
