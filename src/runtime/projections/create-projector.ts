import type { AnyEvent } from '../event.js';
import type { ProjectionSource } from '../memory-projection.js';
import type { Projection } from '../projection.js';
import type { StoredRecord } from '../store.js';
import { checkInteger } from '../stores/arguments.js';
import { applyBatch } from './apply-batch.js';
import type { Build } from './build.js';
import { eventDecoders } from './event-decoders.js';
import type { TablesTransaction } from './projection-tables.js';
import { createRowCache } from './row-cache.js';
import { type TouchedKeys, touchedKeys } from './touched-keys.js';

export interface ProjectorOptions<Event extends AnyEvent, Sources extends string> {
  readonly aggregates: { readonly [Name in Sources]: ProjectionSource<Event> };
  /** How many rows to remember from batch to batch; 10,000 by default. */
  readonly cachedRows?: number;
  /** Where several share the work: whether a key, as its text, is of this part of it. */
  readonly isMine?: (keyText: string) => boolean;
}

/** Follows the events for one build of a projection. */
export interface Projector {
  /** Of the streams whose events the projection reads. */
  readonly categories: readonly string[];
  /**
   * Applies records in the order of their positions, and writes how far the build has come. What is not behind its
   * position is passed over, so that each event counts once.
   *
   * @param build as `builds.lock` gave it in this transaction.
   * @param position up to which the records are all that there are; that of the last record by default.
   * @throws ProjectionError where an event cannot be taken; StoreError where the database fails. The transaction must be
   * rolled back then.
   */
  apply(transaction: TablesTransaction, build: Build, work: ProjectorWork): Promise<ProjectedBatch>;
  /**
   * Applies records to the rows of a table and no more: for an engine that knows otherwise that each counts once.
   *
   * @param tableName the table's name in the database.
   */
  fold(transaction: TablesTransaction, tableName: string, records: readonly StoredRecord[]): Promise<void>;
  /** Remembers no rows: where a transaction was rolled back after `keep`, they may be others. */
  forget(): void;
  /** The keys that records touch, as far as they say so themselves. */
  touchedBy(records: readonly StoredRecord[]): TouchedKeys;
}

export interface ProjectorWork {
  readonly records: readonly StoredRecord[];
  /** Up to which position the records are all that there are; that of the last one by default. */
  readonly position?: bigint;
  /** Whether the events were handled before, by an older build. */
  readonly isReplay: boolean;
}

export interface ProjectedBatch {
  /** As it is with these records. */
  readonly build: Build;
  /** How many rows were written or removed. */
  readonly rows: number;
  /** To be called when the transaction is committed: then the rows need not be read again. */
  keep(): void;
}

/**
 * ```ts
 * const projector = createProjector(cartSummary(), { aggregates: { Cart } });
 * const done = await tables.transact(async (transaction) => {
 *   const build = await transaction.builds.lock(key);
 *   return projector.apply(transaction, build, { records, isReplay: false });
 * });
 * done.keep();
 * ```
 *
 * @throws StoreError `INVALID_ARGUMENT`
 */
export function createProjector<Row, Key, Event extends AnyEvent, Sources extends string>(
  projection: Projection<Row, Key, Event, Sources>,
  options: ProjectorOptions<Event, Sources>,
): Projector {
  const { aggregates, cachedRows = 10_000, isMine } = options;
  checkInteger('cachedRows', cachedRows, 0);
  const decoders = eventDecoders(projection, aggregates);
  const cache = createRowCache<Row>(cachedRows);
  /** The build that the cache is of, as it was written last. */
  let known: Build | undefined;

  return {
    categories: [...decoders.keys()],
    async fold(transaction, tableName, records) {
      const table = { ...projection.table, name: tableName };
      const nothingKnown = createRowCache<Row>(0);
      await applyBatch(
        { projection, decoders, table, cache: nothingKnown, isReplay: false, isMine },
        transaction,
        records,
      );
    },
    forget: () => void (known = undefined),
    touchedBy: (records) => touchedKeys(projection, decoders, records),
    async apply(transaction, build, { records, position, isReplay }) {
      // Who else wrote the rows wrote the build as well.
      if (known?.table !== build.table || known.position !== build.position || known.notes !== build.notes)
        cache.clear();
      known = undefined;
      const table = { ...projection.table, name: build.table };
      const fresh = records.filter((record) => record.position > build.position);
      const { rows, keep } = await applyBatch(
        { projection, decoders, table, cache, isReplay, isMine },
        transaction,
        fresh,
      );
      const reached = position ?? fresh.at(-1)?.position ?? build.position;
      const next = reached > build.position ? { ...build, position: reached } : build;
      if (next !== build) await transaction.builds.write(next);
      return {
        build: next,
        rows,
        keep() {
          keep();
          known = next;
        },
      };
    },
  };
}
