import { StoreError } from '../errors.js';
import type { EventStore, StoredRecord } from '../store.js';
import type { Build } from './build.js';
import type { InlineProjection } from './inline-projection.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionTables, TablesTransaction } from './projection-tables.js';

/**
 * The same store, whose appends keep the rows of projections in their own transaction: who has appended reads what it
 * did. What was appended before is applied first; then every process that appends to the store must do it so.
 *
 * An append whose event a projection cannot take fails with a ProjectionError, and appends nothing.
 *
 * ```ts
 * const store = await withInlineProjections(await openSqliteStore('shop.db'), [
 *   inlineProjection(cartSummary(), { aggregates: { Cart } }),
 * ]);
 * ```
 *
 * @throws StoreError `UNSUPPORTED` where the store cannot, or where another build of a projection has its table.
 * @throws ProjectionError where a projection cannot take what was appended before.
 */
export async function withInlineProjections<Store extends EventStore & { readonly inline?: InlineAppends }>(
  store: Store,
  projections: readonly InlineProjection[],
): Promise<Store> {
  const { inline, tables } = store;
  if (inline === undefined || tables === undefined) {
    throw new StoreError('UNSUPPORTED', 'this store cannot keep rows in the transaction of an append');
  }
  for (const projection of projections) await prepare(store, inline, tables, projection);
  const { append, appendMany } = inline.appending(projections);
  return { ...store, append, appendMany };
}

async function prepare(
  store: EventStore,
  inline: InlineAppends,
  tables: ProjectionTables,
  projection: InlineProjection,
): Promise<void> {
  const { categories } = projection;
  const build = await tables.transact((transaction) => beginBuild(transaction, projection));
  if (build.state === 'inline') return;
  // Most of it while others append, so that they need not wait for long.
  for await (const records of store.readAll({ after: build.position, categories })) {
    const done = await tables.transact(async (transaction) => advance(transaction, projection, records));
    done.keep();
  }
  await inline.whileNothingIsAppended(async ({ transaction, readAll }) => {
    const { position, state } = await lockBuild(transaction, projection);
    // Another process was quicker, and appends have kept the rows since.
    if (state === 'inline') return;
    for await (const records of readAll(position, categories)) await advance(transaction, projection, records);
    const last = await lockBuild(transaction, projection);
    const inlined: Build = { ...last, state: 'inline' };
    await transaction.builds.write(inlined);
  });
}

async function advance(
  transaction: TablesTransaction,
  projection: InlineProjection,
  records: readonly StoredRecord[],
): ReturnType<InlineProjection['apply']> {
  return projection.apply(transaction, await lockBuild(transaction, projection), { records, isReplay: false });
}

async function lockBuild(transaction: TablesTransaction, { key }: InlineProjection): Promise<Build> {
  const build = await transaction.builds.lock(key);
  if (build === undefined || build === 'taken') {
    throw new StoreError('FAILED', `the build of ${key.projection} was removed meanwhile`);
  }
  return build;
}

/** The build as it is there, or a new one with an empty table. */
async function beginBuild(
  transaction: TablesTransaction,
  projection: Pick<InlineProjection, 'key' | 'table'>,
): Promise<Build> {
  const { key, table } = projection;
  const found = await transaction.builds.lock(key);
  if (found !== undefined && found !== 'taken') return found;
  for (const other of await transaction.builds.list()) {
    if (other.table !== table.name || other.state === 'retired') continue;
    throw new StoreError(
      'UNSUPPORTED',
      `the table ${table.name} has rows of another build of ${other.projection}: build ${key.projection} anew first`,
    );
  }
  await transaction.createTable(table);
  const build: Build = { ...key, state: 'building', table: table.name, position: 0n, notes: '' };
  if (!(await transaction.builds.create(build))) return beginBuild(transaction, projection);
  return build;
}
