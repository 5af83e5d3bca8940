import type { Engine } from './projection-tables.js';
import type { StoredRow, TableColumn } from '../projection-table.js';

/** What PostgreSQL holds of a `numeric`: digits in front of the point, and behind it. */
const [mostWhole, mostFraction] = [131_072, 16_383];

/** Why an engine cannot keep a row, in words; `undefined` where it can. */
export function unkeepable(engine: Engine, columns: readonly TableColumn[], row: StoredRow): string | undefined {
  for (const { field, type, isKey } of columns) {
    const value = row[field];
    if (typeof value !== 'string') continue;
    if (type === 'text') {
      if (hasLoneSurrogate(value)) return `${field} has half of a surrogate pair, which no database keeps in a text`;
      if (engine === 'postgres' && value.includes('\0'))
        return `${field} has NUL, which PostgreSQL does not keep in a text`;
    }
    if (engine === 'postgres' && isKey) {
      // Two keys must not become one.
      if (type === 'uuid' && value !== value.toLowerCase())
        return `${field} is a UUID with capital letters, which PostgreSQL takes for the same key as one without`;
      if (type === 'timestamp' && /\.\d{6}0*[1-9]/u.test(value))
        return `${field} is an instant with nanoseconds, which PostgreSQL does not keep apart`;
    }
    if (type === 'decimal' && engine === 'postgres') {
      const [whole = '', fraction = ''] = value.split('.');
      if (whole.length > mostWhole || fraction.length > mostFraction)
        return `${field} has more digits than PostgreSQL keeps`;
    }
  }
  return undefined;
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text);
}
