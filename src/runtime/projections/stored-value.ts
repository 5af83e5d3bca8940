import { isBase64 } from '../base64.js';
import { isDecimal } from '../decimal.js';
import { InvalidData } from '../errors.js';
import type { Json } from '../event.js';
import { isLong, isUuid } from '../formats.js';
import type { TableColumn } from '../projection-table.js';
import { lowerBytes, lowerDate, lowerInstant, lowerLong } from '../stored.js';
import { isLocalDate, isTimestamp } from '../timestamp.js';
import { invalidArgument } from '../stores/arguments.js';

/** No database has it in a text, so that nothing is like it. */
const loneSurrogate = /\p{Cs}/u;

/**
 * The stored form of a field's value, as a caller may give it.
 *
 * @throws StoreError `INVALID_ARGUMENT` where it is no value of the column.
 */
export function storedValue(column: TableColumn, value: unknown): Json {
  try {
    const stored = lowered(column, value);
    if (isStoredValue(column, stored)) return stored;
  } catch (error) {
    if (!(error instanceof InvalidData)) throw error;
  }
  throw invalidArgument(`a value for ${column.field} is no ${column.type}`);
}

function lowered({ type }: TableColumn, value: unknown): unknown {
  switch (type) {
    case 'long':
      return lowerLong(value);
    case 'bytes':
      return lowerBytes(value);
    case 'timestamp':
      if (value instanceof Date) return lowerDate(value);
      return typeof value === 'object' ? lowerInstant(value) : value;
    default:
      return value;
  }
}

/** Whether a value is one of the column, in its stored form. */
export function isStoredValue({ type }: TableColumn, value: unknown): value is Json {
  switch (type) {
    case 'text':
      return typeof value === 'string' && !loneSurrogate.test(value);
    case 'uuid':
      return isUuid(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'long':
      return isLong(value);
    case 'number':
      return Number.isFinite(value);
    case 'decimal':
      return isDecimal(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'timestamp':
      return isTimestamp(value);
    case 'date':
      return isLocalDate(value);
    case 'bytes':
      return isBase64(value);
    case 'json':
      return false;
  }
}
