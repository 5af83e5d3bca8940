import { invalidArgument } from '../stores/arguments.js';
import { checkShape, keyColumns, quoteName } from './dialect.js';
import { postgresDialect, postgresTypes } from './postgres-dialect.js';
import type { TableShape } from './projection-tables.js';
import { sqliteDialect, sqliteTypes } from './sqlite-dialect.js';

export interface TableSqlOptions {
  /** The PostgreSQL schema that the table is made in; `public` by default. */
  readonly schema?: string;
}

/**
 * The SQL that makes a projection's table, with its indexes and comments: what the engines run, for people who run their
 * own migrations, or want to see it.
 *
 * ```ts
 * console.log(tableSql(cartSummaryTable, 'postgres'));
 * ```
 *
 * @throws StoreError `INVALID_ARGUMENT` where a name cannot be one in the database.
 */
export function tableSql(
  table: TableShape,
  engine: 'sqlite' | 'postgres',
  { schema = 'public' }: TableSqlOptions = {},
): string {
  checkShape(table);
  switch (engine) {
    case 'sqlite':
      return sqliteSql(table);
    case 'postgres':
      return postgresSql(table, schema);
    default:
      throw invalidArgument(`engine must be 'sqlite' or 'postgres'`);
  }
}

function sqliteSql(table: TableShape): string {
  const { name, comment, columns, indexes } = table;
  const lines = columns.flatMap((column) => [
    ...commentLines(column.comment, '  '),
    `  ${quoteName(column.name)} ${sqliteTypes[column.type]}${column.nullable ? '' : ' NOT NULL'},`,
  ]);
  // A row that is found by its key alone has no need of a number beside; where rows are long, SQLite is quicker with one.
  const isNarrow = columns.every(({ type }) => type !== 'json' && type !== 'bytes');
  const created = [
    `CREATE TABLE ${quoteName(name)} (`,
    ...commentLines(comment, '  '),
    ...lines,
    `  PRIMARY KEY (${keyColumns(table).map(nameOf).join(', ')})`,
    `) STRICT${isNarrow ? ', WITHOUT ROWID' : ''};`,
  ];
  // An instant is compared by an expression, because it may be written with more or fewer digits.
  const indexed = (column: string): string => {
    const found = columns.find((each) => each.name === column);
    return found === undefined ? quoteName(column) : sqliteDialect.comparable(found, quoteName(column));
  };
  // Indexes share one set of names with tables. No table and no column of a schema has a bracket or a comma in its name.
  const createdIndexes = indexes.map(
    (index) =>
      `CREATE INDEX ${quoteName(`${name}(${index.join(',')})`)} ON ${quoteName(name)} (${index.map(indexed).join(', ')});`,
  );
  return `${[...created, ...createdIndexes].join('\n')}\n`;
}

function postgresSql(table: TableShape, schema: string): string {
  const { name, comment, columns, indexes } = table;
  const quoted = postgresDialect(schema).tableName(name);
  const lines = columns.map((column) => {
    // Texts are compared by their bytes, whatever the database's collation is.
    const type = column.type === 'text' ? 'text COLLATE "C"' : postgresTypes[column.type];
    return `  ${quoteName(column.name)} ${type}${column.nullable ? '' : ' NOT NULL'},`;
  });
  const comments = [
    ...(comment === undefined ? [] : [`COMMENT ON TABLE ${quoted} IS ${literal(comment)};`]),
    ...columns.flatMap((column) =>
      column.comment === undefined
        ? []
        : [`COMMENT ON COLUMN ${quoted}.${quoteName(column.name)} IS ${literal(column.comment)};`],
    ),
  ];
  return `${[
    `CREATE TABLE ${quoted} (`,
    ...lines,
    `  PRIMARY KEY (${keyColumns(table).map(nameOf).join(', ')})`,
    ');',
    ...indexes.map((index) => `CREATE INDEX ON ${quoted} (${index.map(quoteName).join(', ')});`),
    ...comments,
  ].join('\n')}\n`;
}

function nameOf({ name }: { readonly name: string }): string {
  return quoteName(name);
}

function commentLines(comment: string | undefined, indent: string): readonly string[] {
  if (comment === undefined) return [];
  return withoutNul(comment)
    .split(/[\n\r\u2028\u2029]+/u)
    .map((line) => `${indent}-- ${line}`.trimEnd());
}

/** Whatever `standard_conforming_strings` is. */
function literal(text: string): string {
  const quoted = `'${withoutNul(text).replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

function withoutNul(text: string): string {
  return text.replaceAll(/[\0\p{Cs}]/gu, '');
}
