import { isObject } from '../check.js';
import type { Json } from '../event.js';
import type { FindOptions } from '../projection-reader.js';
import type { StoredRow, TableColumn } from '../projection-table.js';
import { checkInteger, checkText, invalidArgument } from '../stores/arguments.js';
import { keyColumns } from './dialect.js';
import type { Comparison, Condition, FindPlan, Order } from './find-plan.js';
import type { TableShape } from './projection-tables.js';
import { isStoredValue, storedValue } from './stored-value.js';

const mostRows = 10_000;
const mostValues = 1_000;

const comparisons: Readonly<Record<string, Comparison>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

/**
 * What a reader is asked, checked: the caller may be anybody's query string.
 *
 * @throws StoreError `INVALID_ARGUMENT`
 */
export function planOf<Row, Field extends keyof Row & string>(
  table: TableShape,
  options: FindOptions<Row, Field>,
): FindPlan {
  const { where = {}, orderBy = [], limit = 100, after } = options;
  checkInteger('limit', limit, 1, mostRows);
  if (!isObject(where)) throw invalidArgument('where must be an object');
  const conditions = Object.entries(where).flatMap(([field, match]) => conditionsOf(columnOf(table, field), match));
  const order = orderOf(table, typeof orderBy === 'string' ? [orderBy] : orderBy);
  return { conditions, order, after: after === undefined ? undefined : placeOf(order, after), limit };
}

function columnOf({ name, columns }: TableShape, field: unknown): TableColumn {
  const column = columns.find((each) => each.field === field);
  if (column === undefined) throw invalidArgument(`${name} has no field ${JSON.stringify(field)}`);
  if (column.type === 'json') {
    throw invalidArgument(`${name} cannot be searched or ordered by ${column.field}, which is kept as JSON`);
  }
  return column;
}

function conditionsOf(column: TableColumn, match: unknown): readonly Condition[] {
  // A value that somebody forgot must not find other rows than were meant.
  if (match === undefined) throw invalidArgument(`${column.field} is compared with undefined; null stands for none`);
  if (match === null) {
    if (!column.nullable) throw invalidArgument(`${column.field} is never absent or null`);
    return [{ kind: 'null', column }];
  }
  if (!isPlain(match)) return [{ kind: 'compare', column, comparison: '=', value: storedValue(column, match) }];
  const { in: values, ...bounds } = match;
  const conditions: Condition[] = [];
  if (values !== undefined) {
    if (!Array.isArray(values) || values.length > mostValues) {
      throw invalidArgument(`${column.field}.in must be a list of at most ${mostValues} values`);
    }
    conditions.push({ kind: 'in', column, values: values.map((value) => storedValue(column, value)) });
  }
  for (const [name, value] of Object.entries(bounds)) {
    const comparison = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
    if (comparison === undefined)
      throw invalidArgument(`${column.field} cannot be compared by ${JSON.stringify(name)}`);
    if (value !== undefined)
      conditions.push({ kind: 'compare', column, comparison, value: storedValue(column, value) });
  }
  if (conditions.length === 0) throw invalidArgument(`${column.field} is compared with nothing`);
  return conditions;
}

/** An object that is no value of its own: not a Date, not bytes. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function orderOf(table: TableShape, fields: readonly string[]): readonly Order[] {
  if (!Array.isArray(fields)) throw invalidArgument('orderBy must be a field, or a list of fields');
  const order: Order[] = [];
  for (const given of fields) {
    checkText('orderBy', given);
    const descending = given.startsWith('-');
    const column = columnOf(table, descending ? given.slice(1) : given);
    if (order.some((before) => before.column === column)) {
      throw invalidArgument(`orderBy has ${column.field} twice`);
    }
    order.push({ column, descending });
  }
  // The key goes the way of the last field, so that one index can answer both.
  const descending = order.at(-1)?.descending ?? false;
  for (const column of keyColumns(table)) {
    if (!order.some((before) => before.column === column)) order.push({ column, descending });
  }
  return order;
}

/** A place in an order: the fields of the order, and the row's values of them, null where there is none. */
export function nextPlace({ order }: FindPlan, row: StoredRow): string {
  return JSON.stringify([orderText(order), order.map(({ column }) => row[column.field] ?? null)]);
}

function placeOf(order: readonly Order[], after: string): readonly (Json | undefined)[] {
  checkText('after', after);
  const [text, values] = listOf(parse(after));
  const place = listOf(values);
  if (text !== orderText(order) || place.length !== order.length) {
    throw invalidArgument('after must be what a page of the same order had as next');
  }
  return order.map(({ column }, index) => {
    const value = place[index];
    if (value === null && column.nullable) return undefined;
    if (!isStoredValue(column, value)) throw invalidArgument('after must be what a page had as next');
    return value;
  });
}

function orderText(order: readonly Order[]): string {
  return order.map(({ column, descending }) => `${descending ? '-' : ''}${column.field}`).join(',');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
