import { fromBase64 } from '../base64.js';
import { compareDecimal } from '../decimal.js';
import type { Json } from '../event.js';
import type { ColumnType, StoredRow, TableColumn } from '../projection-table.js';
import { compareTimestamps } from '../timestamp.js';
import type { Condition, FindPlan, Order } from './find-plan.js';
import { compareTexts } from './sortable.js';

/** The rows that a plan asks for, as a database would find them. */
export function findInMemory(rows: Iterable<StoredRow>, plan: FindPlan): readonly StoredRow[] {
  const { conditions, order, after, limit } = plan;
  const found: StoredRow[] = [];
  for (const row of rows) {
    if (!conditions.every((condition) => fulfils(row, condition))) continue;
    if (after !== undefined && comparePlaces(placeOf(order, row), after, order) <= 0) continue;
    found.push(row);
  }
  return found.sort((a, b) => comparePlaces(placeOf(order, a), placeOf(order, b), order)).slice(0, limit);
}

type Place = readonly (Json | undefined)[];

function placeOf(order: readonly Order[], row: StoredRow): Place {
  return order.map(({ column }) => valueOf(column, row));
}

function valueOf({ field }: TableColumn, row: StoredRow): Json | undefined {
  return row[field] ?? undefined;
}

function comparePlaces(a: Place, b: Place, order: readonly Order[]): number {
  for (const [index, { column, descending }] of order.entries()) {
    const compared = compareNullable(column.type, a[index], b[index]);
    if (compared !== 0) return descending ? -compared : compared;
  }
  return 0;
}

function compareNullable(type: ColumnType, a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(type, a, b);
}

function fulfils(row: StoredRow, condition: Condition): boolean {
  const { column } = condition;
  const value = valueOf(column, row);
  switch (condition.kind) {
    case 'null':
      return value === undefined;
    case 'in':
      return value !== undefined && condition.values.some((each) => compare(column.type, value, each) === 0);
    case 'compare':
      return value !== undefined && holds(condition.comparison, compare(column.type, value, condition.value));
  }
}

function holds(comparison: string, compared: number): boolean {
  switch (comparison) {
    case '=':
      return compared === 0;
    case '<':
      return compared < 0;
    case '<=':
      return compared <= 0;
    case '>':
      return compared > 0;
    default:
      return compared >= 0;
  }
}

function compare(type: ColumnType, a: Json, b: Json): number {
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return Number(a) - Number(b);
    case 'long':
      return Number(BigInt(String(a)) - BigInt(String(b)));
    case 'decimal':
      return compareDecimal(String(a), String(b));
    case 'timestamp':
      return compareTimestamps(String(a), String(b));
    case 'bytes':
      return compareBytes(fromBase64(String(a)), fromBase64(String(b)));
    default:
      return compareTexts(String(a), String(b));
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
