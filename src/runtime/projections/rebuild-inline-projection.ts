import { StoreError } from '../errors.js';
import type { EventStore } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import { isKeptInline } from './build.js';
import type { InlineAppends } from './inline.js';
import { anewFingerprint } from './runner/plan-build.js';
import { serveInline } from './serve-inline.js';

export interface RebuildInlineOptions {
  readonly store: Pick<EventStore, 'readAll' | 'tables'> & { readonly inline?: InlineAppends };
  /** As it would be given to a runner, not divided into partitions. */
  readonly projection: AsyncProjection;
}

/**
 * Makes the rows of a projection anew that appends keep, in a table beside, and settles when they serve, and appends keep
 * them. Where it is killed, the next call goes on. Of other projections `runner.rebuild` does the same.
 *
 * @throws StoreError `UNSUPPORTED` where appends do not keep its rows.
 */
export async function rebuildInlineProjection({ store, projection }: RebuildInlineOptions): Promise<void> {
  const { inline, tables } = store;
  const { name, fingerprint, table, categories, effectsInRebuild } = projection;
  if (inline === undefined || tables === undefined) {
    throw new StoreError('UNSUPPORTED', 'this store cannot keep rows in the transaction of an append');
  }
  if (projection.partitions > 1)
    throw new StoreError('UNSUPPORTED', `rows of ${name} that appends keep have no partitions`);
  const kept = (await tables.transact(({ builds }) => builds.list(name))).filter(isKeptInline);
  if (kept.length === 0) throw new StoreError('UNSUPPORTED', `the rows of ${name} are not kept by the appends`);
  const isCurrent = kept.some((build) => build.fingerprint === fingerprint);
  await serveInline(
    { store, tables, inline },
    {
      key: { projection: name, fingerprint: isCurrent ? anewFingerprint(projection) : fingerprint, partition: 0 },
      servedAs: fingerprint,
      table,
      categories,
      effectsInRebuild,
      apply: projection.projector(0).apply,
    },
  );
}
