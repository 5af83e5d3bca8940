import type { Reporter } from '../diagnostics/reporter.js';
import type { Context, Projection } from '../model/model.js';
import type { Field } from '../model/type.js';
import { columnName, tableName } from './sql-names.js';

/** In bytes. PostgreSQL cuts longer names, and so may take two for one. */
const longest = 63;

/** Every table of PostgreSQL has them already. */
const systemColumns: ReadonlySet<string> = new Set(['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin']);

/** Reports names of projections and columns that no table can have. Two tables of one name would be one file already. */
export function checkSqlNames({ projections }: Context, reporter: Reporter): void {
  for (const projection of projections) {
    checkTable(projection, reporter);
    checkColumns([...projection.key, ...projection.columns], reporter);
  }
}

function checkTable({ name, span }: Projection, reporter: Reporter): void {
  const table = tableName(name);
  const bytes = byteLength(table);
  if (bytes > longest) {
    reporter.report('SQL_NAME', span, tooLong(`the table of ${JSON.stringify(name)}`, table, bytes));
  }
  const owner = table.startsWith('varve_') ? 'the stores' : table.startsWith('sqlite_') ? 'SQLite' : undefined;
  if (owner !== undefined) {
    reporter.report(
      'SQL_NAME',
      span,
      `the table of ${JSON.stringify(name)} would be called ${table}, and names like that belong to ${owner}`,
    );
  }
}

function checkColumns(fields: readonly Field[], reporter: Reporter): void {
  const first = new Map<string, Field>();
  for (const field of fields) {
    const { name, span } = field;
    const column = columnName(name);
    const what = `the column of ${JSON.stringify(name)}`;
    const earlier = first.get(column);
    if (earlier !== undefined) {
      reporter.report(
        'SQL_NAME',
        span,
        `${what} would be called ${column} in a database, as is that of ${JSON.stringify(earlier.name)}`,
        { related: [{ message: 'it is declared here', span: earlier.span }] },
      );
      continue;
    }
    first.set(column, field);
    const bytes = byteLength(column);
    if (bytes > longest) reporter.report('SQL_NAME', span, tooLong(what, column, bytes));
    if (systemColumns.has(column)) {
      reporter.report(
        'SQL_NAME',
        span,
        `${what} would be called ${column}, and every table of PostgreSQL has a column of this name`,
      );
    }
  }
}

function tooLong(what: string, name: string, bytes: number): string {
  return `${what} would be called ${name}, which has ${bytes} bytes: a name in PostgreSQL has at most ${longest}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
