import type { ScalarNode } from './node.js';

/** What a plain text may hold here: no tabs, nothing that is invisible, no character that YAML sees something in. */
const ordinary = /^[\x20-\x7e\u00a1-\u1fff\u2030-\ud7ff]*$/;
const beginning = /^(?:[\w$(./+^<\u00a1-\u1fff\u2030-\ud7ff]|-[\w.])/;
const simpleNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const mayBeNumber = /^[-+.]?\.?(?:\d|inf|nan)/i;

/** Whether a text that stands in a line of its own, without quotes, is a plain scalar, and nothing more than that. */
export function isPlainScalar(text: string): boolean {
  return beginning.test(text) && ordinary.test(text) && !text.includes(': ') && !text.endsWith(':');
}

/** The value of a plain scalar by YAML's core schema; `undefined` where that takes a second look. */
export function plainValue(text: string): ScalarNode['value'] | undefined {
  if (mayBeNumber.test(text)) {
    if (simpleNumber.test(text)) return text === '-0' ? undefined : Number(text);
    // What is no number in any notation has a letter that none of them has.
    return /[g-wyz_|<>()[\]?,\s/:]/i.test(text) && !/inf|nan/i.test(text) ? text : undefined;
  }
  switch (text) {
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return text;
  }
}

const quoted = /"(?:[^"\\\n]|\\["\\/bfnrt])*"|'(?:[^'\n]|'')*'/y;

/** Where a quoted scalar that begins at an offset, and ends on its line, ends; `undefined` where there is none. */
export function endOfQuoted(text: string, start: number): number | undefined {
  quoted.lastIndex = start;
  return quoted.test(text) ? quoted.lastIndex : undefined;
}

/** The value of a quoted scalar. */
export function quotedValue(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1).replaceAll("''", "'");
  return source.includes('\\') ? String(JSON.parse(source)) : source.slice(1, -1);
}
