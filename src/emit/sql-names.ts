import { snakeCase } from '../codegen/letter-case.js';

/** What a projection's table is called in a database: `CartSummary` → `cart_summary`. */
export function tableName(projection: string): string {
  return snakeCase(projection);
}

/** What the column of a field is called in a database: `itemCount` → `item_count`. */
export function columnName(field: string): string {
  const name = snakeCase(field);
  // A name without a letter or digit is told by its code points.
  return name === '' ? `x${[...field].map((point) => point.codePointAt(0)?.toString(16) ?? '').join('_')}` : name;
}
