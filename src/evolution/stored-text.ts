import type { Json } from '../language/syntax.js';
import { isDecimal } from '../model/decimal.js';
import { isDate, isLong, isTimestamp } from '../model/text-formats.js';
import type { ParsedKind } from './plan.js';

/** The text that `format` makes of a stored value. An integer has no negative zero, which would not parse again. */
export function formatStored(value: Json, from: ParsedKind): string {
  return from === 'number' && Object.is(value, -0) ? '-0' : String(value);
}

/**
 * What `parse` makes of a text, as it is stored; `undefined` where it makes nothing. Only the one text that formatting
 * writes is parsed, so that each undoes the other exactly.
 */
export function parseStored(text: string, to: ParsedKind): Json | undefined {
  switch (to) {
    case 'int':
      return /^(?:0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case 'long':
      return isLong(text) ? text : undefined;
    case 'number': {
      const value = Number(text);
      const isExact = Number.isFinite(value) && (Object.is(value, -0) ? '-0' : String(value)) === text;
      return isExact ? value : undefined;
    }
    case 'decimal':
      return isDecimal(text) ? text : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'timestamp':
      return isTimestamp(text) ? text : undefined;
    case 'date':
      return isDate(text) ? text : undefined;
  }
}
