import { StoreError } from '../errors.js';
import type { EventStore } from '../store.js';
import type { InlineProjection } from './inline-projection.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionTables } from './projection-tables.js';
import { serveInline } from './serve-inline.js';

export interface WithInlineOptions {
  /**
   * Whether rows that a runner keeps are taken over from it, which is so by default. With `false` they are left to it until
   * another process takes them over; from then on the appends of this one keep them, too.
   */
  readonly takeOver?: boolean;
}

/**
 * The same store, whose appends keep the rows of projections in their own transaction: who has appended reads what it
 * did. What was appended before is applied first; then every process that appends to the store must do it so.
 *
 * Where rows of another fingerprint serve, it settles when new ones have been made in a table beside, and have taken their
 * place; others append meanwhile. Those who know only the other fingerprint may go on: what they append is in the new rows
 * when somebody who knows these appends next, or begins to.
 *
 * An append whose event a projection cannot take fails with a ProjectionError, and appends nothing.
 *
 * ```ts
 * const store = await withInlineProjections(await openSqliteStore('shop.db'), [
 *   inlineProjection(cartSummary(), { aggregates: { Cart } }),
 * ]);
 * ```
 *
 * @throws StoreError `UNSUPPORTED` where the store cannot, or where a table is somebody else's.
 * @throws ProjectionError where a projection cannot take what was appended before.
 */
export async function withInlineProjections<Store extends EventStore & { readonly inline?: InlineAppends }>(
  store: Store,
  projections: readonly InlineProjection[],
  { takeOver = true }: WithInlineOptions = {},
): Promise<Store> {
  const { inline, tables } = store;
  if (inline === undefined || tables === undefined) {
    throw new StoreError('UNSUPPORTED', 'this store cannot keep rows in the transaction of an append');
  }
  for (const projection of projections) {
    if (!takeOver && (await isOfRunner(tables, projection))) continue;
    await serveInline({ store, tables, inline }, { ...projection, servedAs: projection.key.fingerprint });
  }
  const { append, appendMany } = inline.appending(projections);
  return { ...store, append, appendMany };
}

async function isOfRunner(tables: ProjectionTables, { key }: InlineProjection): Promise<boolean> {
  const builds = await tables.transact((transaction) => transaction.builds.list(key.projection));
  return builds.some(({ state }) => state === 'live');
}
