import type { StoredRow, TableColumn } from '../../projection-table.js';
import { checkTableName, keyColumns, quoteName } from '../../projections/dialect.js';
import type { FindPlan } from '../../projections/find-plan.js';
import { findSql } from '../../projections/find-sql.js';
import { asText, fromPostgresRow, fromText, postgresDialect, toPostgres } from '../../projections/postgres-dialect.js';
import type { TableShape } from '../../projections/projection-tables.js';
import { tableSql } from '../../projections/table-sql.js';
import type { Row } from './connection.js';
import { numberOf } from './record.js';
import { type Call, type Parameter, type ScriptPart, scriptPart } from './script.js';
import { statement } from './statement.js';

export interface FindCall<Found> extends Call {
  readonly rowsOf: (rows: readonly Row[]) => readonly Found[];
}

export interface ChangeTexts {
  /** Whether the row is still as it was before. */
  readonly condition: string;
  /** Writes it where it is, and where a condition on `from` holds. */
  change(from: string, condition: string): string;
}

export type ReadPart = ScriptPart & FindCall<StoredRow | undefined>;

/** The statements for projections' tables. Of a batch each is one, of a text that does not depend on its size. */
export interface PostgresRows {
  createTable(table: TableShape): { readonly lock: Call; readonly sql: string };
  hasTable(name: string): Call;
  renameTable(from: string, to: string): string;
  copyRows(from: string, to: string): string;
  dropTable(name: string): string;
  read(table: TableShape, keys: readonly StoredRow[]): ReadPart;
  find(table: TableShape, plan: FindPlan): FindCall<StoredRow>;
  write(table: TableShape, rows: readonly StoredRow[], removed: readonly StoredRow[]): readonly ScriptPart[];
  /** The change of a row that was read before, as parts of a larger statement. */
  change(table: TableShape, before: StoredRow | undefined, parameter: Parameter): ChangeTexts;
  /** What its parameters stand for. */
  changeValues(table: TableShape, before: StoredRow | undefined, after: StoredRow): readonly unknown[];
}

/** @param schema that the tables are in. */
export function createPostgresRows(schema: string): PostgresRows {
  const dialect = postgresDialect(schema);
  const nameOf = ({ name }: Pick<TableShape, 'name'>): string => dialect.tableName(name);

  const upsert = (table: TableShape, parameter: Parameter): string => {
    const { columns } = table;
    const changes = columns
      .filter(({ isKey }) => !isKey)
      .map((column) => `${quoteName(column.name)} = excluded.${quoteName(column.name)}`);
    const change = changes.length === 0 ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`;
    return `INSERT INTO ${nameOf(table)} (${columnNames(columns)})
      SELECT ${columns.map((column, index) => fromText(column, `given.c${index}`)).join(', ')} FROM ${given(columns, parameter)}
      ON CONFLICT (${columnNames(keyColumns(table))}) DO ${change}`;
  };

  const remove = (table: TableShape, parameter: Parameter): string => {
    const keys = keyColumns(table);
    return `DELETE FROM ${nameOf(table)} AS t USING ${given(keys, parameter)} WHERE ${sameKey(keys)}`;
  };

  const select = (table: TableShape, parameter: Parameter): string => {
    const columns = keyColumns(table);
    return `SELECT given.place::text, ${columnTexts(table)}
      FROM ${given(columns, parameter, ' WITH ORDINALITY', ', place')} JOIN ${nameOf(table)} AS t ON ${sameKey(columns)}`;
  };

  const rowsOf =
    (table: TableShape, keys: readonly StoredRow[]) =>
    (rows: readonly Row[]): readonly (StoredRow | undefined)[] => {
      const found: (StoredRow | undefined)[] = keys.map(() => undefined);
      for (const [place, ...values] of rows) found[numberOf(place) - 1] = fromPostgresRow(table, values);
      return found;
    };

  const change = (table: TableShape, isNew: boolean, parameter: Parameter): ChangeTexts => {
    const { columns } = table;
    const count = columns.length;
    const value = (column: TableColumn, index: number): string => fromText(column, `${parameter(index)}::text`);
    const others = columns.filter(({ isKey }) => !isKey);
    const ofKey = columns
      .flatMap((column, index) => (column.isKey ? [`t.${quoteName(column.name)} = ${value(column, index)}`] : []))
      .join(' AND ');
    if (isNew) {
      return {
        condition: `NOT EXISTS (SELECT FROM ${nameOf(table)} AS t WHERE ${ofKey})`,
        change: (from, condition) => `INSERT INTO ${nameOf(table)} (${columnNames(columns)})
          SELECT ${columns.map(value).join(', ')} FROM ${from} WHERE ${condition}
          ON CONFLICT (${columnNames(keyColumns(table))}) DO NOTHING RETURNING 1`,
      };
    }
    const isKept = others
      .map((column, index) => {
        const [now, then] = [`t.${quoteName(column.name)}`, `${parameter(count + index)}::text`];
        // JSON has no equality of its own; its text is kept to the letter.
        const [left, right] = column.type === 'json' ? [`${now}::text`, then] : [now, fromText(column, then)];
        return ` AND ${left} IS NOT DISTINCT FROM ${right}`;
      })
      .join('');
    const changes = columns.map((column, index) => `${quoteName(column.name)} = ${value(column, index)}`);
    return {
      condition: `EXISTS (SELECT FROM ${nameOf(table)} AS t WHERE ${ofKey}${isKept})`,
      change: (from, condition) => `UPDATE ${nameOf(table)} AS t SET ${changes.join(', ')}
        FROM ${from} WHERE ${condition} AND ${ofKey}${isKept} RETURNING 1`,
    };
  };

  return {
    change: (table, before, parameter) => change(table, before === undefined, parameter),
    changeValues(table, before, after) {
      const { columns } = table;
      const values = columns.map((column) => toPostgres(column, after[column.field]));
      if (before === undefined) return values;
      const others = columns.filter(({ isKey }) => !isKey);
      return [...values, ...others.map((column) => toPostgres(column, before[column.field]))];
    },
    createTable(table) {
      const sql = tableSql(table, 'postgres', { schema });
      const lock = statement(`SELECT pg_advisory_xact_lock(hashtext('varve tables'), hashtext($1))`);
      return { lock: { statement: lock, values: [table.name] }, sql };
    },
    hasTable: (name) => ({
      statement: statement('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2'),
      values: [schema, name],
    }),
    renameTable(from, to) {
      checkTableName(to);
      return `ALTER TABLE ${dialect.tableName(from)} RENAME TO ${quoteName(to)}`;
    },
    copyRows: (from, to) => `INSERT INTO ${dialect.tableName(to)} SELECT * FROM ${dialect.tableName(from)}`,
    dropTable(name) {
      checkTableName(name);
      return `DROP TABLE IF EXISTS ${dialect.tableName(name)}`;
    },
    read: (table, keys) => ({
      ...scriptPart((parameter) => select(table, parameter), lists(keyColumns(table), keys)),
      rowsOf: rowsOf(table, keys),
    }),
    find(table, plan) {
      const { text, bound } = findSql(plan, dialect);
      return {
        statement: { text: `SELECT ${columnTexts(table)} FROM ${nameOf(table)} AS t${text}`, name: '' },
        values: bound.map(({ column, value }) => toPostgres(column, value)),
        rowsOf: (rows) => rows.map((row) => fromPostgresRow(table, row)),
      };
    },
    write: (table, rows, removed) => [
      ...(rows.length === 0 ? [] : [scriptPart((parameter) => upsert(table, parameter), lists(table.columns, rows))]),
      ...(removed.length === 0
        ? []
        : [scriptPart((parameter) => remove(table, parameter), lists(keyColumns(table), removed))]),
    ],
  };
}

/** The rows that a statement is given, as a list for each column. */
function given(columns: readonly TableColumn[], parameter: Parameter, more = '', column = ''): string {
  const parameters = columns.map((_, index) => `${parameter(index)}::text[]`).join(', ');
  return `unnest(${parameters})${more} AS given (${columns.map((_, index) => `c${index}`).join(', ')}${column})`;
}

function sameKey(columns: readonly TableColumn[]): string {
  return columns
    .map((column, index) => `t.${quoteName(column.name)} = ${fromText(column, `given.c${index}`)}`)
    .join(' AND ');
}

function columnNames(columns: readonly TableColumn[]): string {
  return columns.map(({ name }) => quoteName(name)).join(', ');
}

/** Each as a text: whatever type a column has later, a statement that is prepared still gives what it gave. */
function columnTexts({ columns }: TableShape): string {
  return columns.map((column) => asText(column, `t.${quoteName(column.name)}`)).join(', ');
}

function lists(columns: readonly TableColumn[], rows: readonly StoredRow[]): readonly (readonly (string | null)[])[] {
  return columns.map((column) => rows.map((row) => toPostgres(column, row[column.field])));
}
