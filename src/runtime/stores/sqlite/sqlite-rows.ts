import type { StoredRow, TableColumn } from '../../projection-table.js';
import { checkTableName, keyColumns, quoteName } from '../../projections/dialect.js';
import type { FindPlan } from '../../projections/find-plan.js';
import { findSql } from '../../projections/find-sql.js';
import type { TableShape } from '../../projections/projection-tables.js';
import { fromSqliteRow, sqliteDialect, toSqlite, toSqliteComparable } from '../../projections/sqlite-dialect.js';
import { tableSql } from '../../projections/table-sql.js';
import type { Database, SqlValue, Statement } from './database.js';

/** What can be done with projections' tables, at once, and with the driver's errors. */
export interface SqliteRows {
  createTable(table: TableShape): void;
  hasTable(name: string): boolean;
  renameTable(from: string, to: string): void;
  copyRows(from: string, to: string): void;
  dropTable(name: string): void;
  read(table: TableShape, keys: readonly StoredRow[]): readonly (StoredRow | undefined)[];
  find(table: TableShape, plan: FindPlan): readonly StoredRow[];
  write(table: TableShape, rows: readonly StoredRow[], removed: readonly StoredRow[]): void;
  /** A statement of any text. Those that were used last are compiled once. */
  compiled(sql: string): Statement;
}

/** How many statements of any text are kept compiled. */
const mostStatements = 200;

/** How many rows one statement writes. */
const rowsAtOnce = 16;

export function createSqliteRows(database: Database): SqliteRows {
  const statements = new Map<string, Statement>();
  const compiled = (sql: string): Statement => {
    const statement = statements.get(sql) ?? database.compile(sql);
    statements.delete(sql);
    statements.set(sql, statement);
    if (statements.size > mostStatements) {
      const [oldest = sql] = statements.keys();
      statements.delete(oldest);
    }
    return statement;
  };

  const hasTable = (name: string): boolean =>
    database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(name) !== undefined;

  return {
    compiled,
    hasTable,
    createTable(table) {
      const sql = tableSql(table, 'sqlite');
      if (!hasTable(table.name)) database.exec(sql);
    },
    renameTable(from, to) {
      checkTableName(to);
      database.exec(`ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
    },
    copyRows(from, to) {
      database.exec(`INSERT INTO ${quoteName(to)} SELECT * FROM ${quoteName(from)}`);
    },
    dropTable(name) {
      checkTableName(name);
      database.exec(`DROP TABLE IF EXISTS ${quoteName(name)}`);
    },
    read(table, keys) {
      const columns = keyColumns(table);
      const where = columns.map(({ name }) => `${quoteName(name)} = ?`).join(' AND ');
      const statement = compiled(`SELECT ${names(table.columns)} FROM ${quoteName(table.name)} WHERE ${where}`);
      return keys.map((key) => {
        const row = statement.get(...valuesOf(columns, key));
        return row && fromSqliteRow(table, row);
      });
    },
    find(table, plan) {
      const { text, bound } = findSql(plan, sqliteDialect);
      const values = bound.map(({ column, value }) => toSqliteComparable(column, value));
      return compiled(`SELECT ${names(table.columns)} FROM ${quoteName(table.name)} AS t${text}`)
        .all(...values)
        .map((row) => fromSqliteRow(table, row));
    },
    write(table, rows, removed) {
      const { columns } = table;
      let next = 0;
      for (const count of [rowsAtOnce, 1]) {
        if (rows.length - next < count) continue;
        const statement = compiled(upsertSql(table, count));
        for (; rows.length - next >= count; next += count) {
          const values: SqlValue[] = [];
          for (let index = next; index < next + count; index += 1) {
            const row = rows[index] ?? {};
            for (const column of columns) values.push(toSqlite(column, row[column.field]));
          }
          statement.run(...values);
        }
      }
      if (removed.length === 0) return;
      const keys = keyColumns(table);
      const where = keys.map(({ name }) => `${quoteName(name)} = ?`).join(' AND ');
      const statement = compiled(`DELETE FROM ${quoteName(table.name)} WHERE ${where}`);
      for (const key of removed) statement.run(...valuesOf(keys, key));
    },
  };
}

function upsertSql(table: TableShape, count: number): string {
  const { name, columns } = table;
  const row = `(${columns.map(() => '?').join(', ')})`;
  const changes = columns
    .filter(({ isKey }) => !isKey)
    .map((column) => `${quoteName(column.name)} = excluded.${quoteName(column.name)}`);
  const change = changes.length === 0 ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`;
  return `INSERT INTO ${quoteName(name)} (${names(columns)}) VALUES ${Array.from({ length: count }, () => row).join(', ')}
    ON CONFLICT (${names(keyColumns(table))}) DO ${change}`;
}

function names(columns: readonly TableColumn[]): string {
  return columns.map(({ name }) => quoteName(name)).join(', ');
}

function valuesOf(columns: readonly TableColumn[], row: StoredRow): SqlValue[] {
  return columns.map((column) => toSqlite(column, row[column.field]));
}
