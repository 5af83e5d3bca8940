import type { Engine } from './projection-tables.js';
import type { StoredRow, TableColumn } from '../projection-table.js';

/** What PostgreSQL holds of a `numeric`: digits in front of the point, and behind it. */
const [mostWhole, mostFraction] = [131_072, 16_383];

/** Why an engine cannot keep a row, in words; `undefined` where it can. */
export function unkeepable(engine: Engine, columns: readonly TableColumn[], row: StoredRow): string | undefined {
  for (const { field, type } of columns) {
    const value = row[field];
    if (typeof value !== 'string') continue;
    if (type === 'text') {
      if (hasLoneSurrogate(value)) return `${field} has half of a surrogate pair, which no database keeps in a text`;
      if (engine === 'postgres' && value.includes('\0'))
        return `${field} has NUL, which PostgreSQL does not keep in a text`;
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
