import { InvalidData } from '../errors.js';
import type { FindOptions, ProjectionReader, RowPage } from '../projection-reader.js';
import type { ProjectionTable, StoredRow } from '../projection-table.js';
import { checkShape } from './dialect.js';
import { nextPlace, planOf } from './plan-of.js';
import type { ProjectionTables } from './projection-tables.js';
import { invalidArgument } from '../stores/arguments.js';

/** A reader over whatever can read rows by their keys, and by a plan. */
export function createReader<Row, Key, Field extends keyof Row & string>(
  { read, find }: Pick<ProjectionTables, 'read' | 'find'>,
  table: ProjectionTable<Row, Key>,
): ProjectionReader<Row, Key, Field> {
  checkShape(table);
  return {
    async get(key) {
      const [row] = await read(table, [storedKey(table, key)]);
      return row === undefined ? undefined : table.parse(row);
    },
    async find(options: FindOptions<Row, Field> = {}): Promise<RowPage<Row>> {
      const plan = planOf(table, options);
      // One more than is asked for tells whether there is a next page.
      const found = await find(table, { ...plan, limit: plan.limit + 1 });
      const page = found.slice(0, plan.limit);
      const last = page.at(-1);
      const rows = page.map((row) => table.parse(row));
      return last !== undefined && found.length > page.length ? { rows, next: nextPlace(plan, last) } : { rows };
    },
  };
}

function storedKey<Row, Key>({ writeKey }: ProjectionTable<Row, Key>, key: Key): StoredRow {
  try {
    return writeKey(key);
  } catch (error) {
    if (error instanceof InvalidData) throw invalidArgument(`this is no key: ${error.message}`);
    throw error;
  }
}
