import type { Json } from '../../event.js';
import type { StoredRow } from '../../projection-table.js';
import { keyColumns } from '../dialect.js';
import type { FindPlan } from '../find-plan.js';
import type { TableShape } from '../projection-tables.js';

/** All rows of a table in the order of their keys, in pages. */
export async function* allRows(
  { find }: { find(table: TableShape, plan: FindPlan): Promise<readonly StoredRow[]> },
  table: TableShape,
  pageSize = 1_000,
): AsyncGenerator<readonly StoredRow[], void, undefined> {
  const order = keyColumns(table).map((column) => ({ column, descending: false }));
  let after: readonly (Json | undefined)[] | undefined;
  for (;;) {
    const rows = await find(table, { conditions: [], order, after, limit: pageSize });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = order.map(({ column }) => last[column.field] ?? undefined);
  }
}
