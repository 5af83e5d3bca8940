import type { Json } from '../event.js';
import type { TableColumn } from '../projection-table.js';
import { type Dialect, quoteName } from './dialect.js';
import type { Condition, FindPlan, Order } from './find-plan.js';

/** A value of a statement, in its stored form: the engine turns it into what its driver takes. */
export interface Bound {
  readonly column: TableColumn;
  readonly value: Json;
}

/**
 * What stands behind `SELECT … FROM … AS t` for a plan, with its parameters in the order of their places. Columns are
 * named with their table: a name alone may mean what is selected under it.
 */
export function findSql(plan: FindPlan, dialect: Dialect): { readonly text: string; readonly bound: readonly Bound[] } {
  const bound: Bound[] = [];
  const bind = (column: TableColumn, value: Json): string => {
    bound.push({ column, value });
    return dialect.parameter(column, bound.length);
  };
  const side = (column: TableColumn): string => dialect.comparable(column, nameOf(column));

  const conditionSql = (condition: Condition): string => {
    switch (condition.kind) {
      case 'null':
        return `${nameOf(condition.column)} IS NULL`;
      case 'in':
        if (condition.values.length === 0) return '1 = 0';
        return `${side(condition.column)} IN (${condition.values.map((value) => bind(condition.column, value)).join(', ')})`;
      case 'compare':
        return `${side(condition.column)} ${condition.comparison} ${bind(condition.column, condition.value)}`;
    }
  };

  const conditions = plan.conditions.map(conditionSql);
  if (plan.after !== undefined) conditions.push(behind(plan.order, plan.after, side, bind));
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = plan.order.map(({ column, descending }) => `${side(column)} ${dialect.direction(column, descending)}`);
  return { text: `${where} ORDER BY ${order.join(', ')} LIMIT ${plan.limit}`, bound };
}

type Side = (column: TableColumn) => string;
type Bind = (column: TableColumn, value: Json) => string;

/** Rows behind a place in the order. */
function behind(order: readonly Order[], after: readonly (Json | undefined)[], side: Side, bind: Bind): string {
  const isDescending = order[0]?.descending === true;
  const values = after.flatMap((value) => (value === undefined ? [] : [value]));
  // One comparison of all columns is one that an index answers, where they all go one way.
  if (
    order.every(({ column, descending }) => !column.nullable && descending === isDescending) &&
    values.length === order.length
  ) {
    const columns = order.map(({ column }) => side(column)).join(', ');
    const place = order.map(({ column }, index) => bind(column, values[index] ?? null)).join(', ');
    return `(${columns}) ${isDescending ? '<' : '>'} (${place})`;
  }
  const ways = order.map((last, index) =>
    [
      ...order.slice(0, index).map(({ column }, place) => sameSql(column, after[place], side, bind)),
      furtherSql(last, after[index], side, bind),
    ].join(' AND '),
  );
  return `(${ways.map((way) => `(${way})`).join(' OR ')})`;
}

function sameSql(column: TableColumn, value: Json | undefined, side: Side, bind: Bind): string {
  return value === undefined ? `${nameOf(column)} IS NULL` : `${side(column)} = ${bind(column, value)}`;
}

/** NULL is the largest. */
function furtherSql({ column, descending }: Order, value: Json | undefined, side: Side, bind: Bind): string {
  const name = nameOf(column);
  if (value === undefined) return descending ? `${name} IS NOT NULL` : '1 = 0';
  const comparison = `${side(column)} ${descending ? '<' : '>'} ${bind(column, value)}`;
  return column.nullable && !descending ? `(${comparison} OR ${name} IS NULL)` : comparison;
}

function nameOf({ name }: TableColumn): string {
  return `t.${quoteName(name)}`;
}
