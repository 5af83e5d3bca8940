import { StoreError } from '../errors.js';
import type { EventStore, StoredRecord } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import type { DeadLetter } from './build.js';
import { ProjectionError } from './projection-error.js';
import type { ProjectionTables } from './projection-tables.js';

/** The events that projections went on without, in the order of their positions; those of one projection, or of all. */
export function parkedEvents(tables: ProjectionTables, projection?: string): Promise<readonly DeadLetter[]> {
  return tables.transact(({ deadLetters }) => deadLetters.list(projection));
}

export interface RetryParkedOptions {
  readonly store: Pick<EventStore, 'read' | 'tables'>;
  /** The store's own by default. */
  readonly tables?: ProjectionTables;
  readonly projection: AsyncProjection;
}

export interface RetriedEvents {
  /** Those that are in the rows now. */
  readonly applied: readonly DeadLetter[];
  /** Those that cannot be taken still, and stay where they are, with the newer words. */
  readonly failed: readonly DeadLetter[];
}

/**
 * Tries the events again that a projection went on without, each in a transaction of its own. An event takes effect
 * behind what came after it: where the order matters, make the rows anew instead (`rebuild`), which parks nothing that
 * can be taken.
 *
 * @throws StoreError
 */
export async function retryParkedEvents(options: RetryParkedOptions): Promise<RetriedEvents> {
  const { store, projection } = options;
  const { tables = store.tables } = options;
  if (tables === undefined)
    throw new StoreError('UNSUPPORTED', 'this store keeps no tables: give those of the projection');
  const [applied, failed]: [DeadLetter[], DeadLetter[]] = [[], []];
  for (const letter of await parkedEvents(tables, projection.name)) {
    const record = await recordOf(store, letter);
    if (record === undefined) continue;
    try {
      if (await retry(tables, projection, letter, record)) applied.push(letter);
    } catch (error) {
      if (!(error instanceof ProjectionError)) throw error;
      failed.push(letter);
    }
  }
  return { applied, failed };
}

async function recordOf(store: Pick<EventStore, 'read'>, letter: DeadLetter): Promise<StoredRecord | undefined> {
  const { stream, revision } = letter;
  for await (const [record] of store.read(stream, { from: revision, to: revision })) return record;
  return undefined;
}

/** `false` where somebody else has done it, or the rows are others now. */
function retry(
  tables: ProjectionTables,
  projection: AsyncProjection,
  letter: DeadLetter,
  record: StoredRecord,
): Promise<boolean> {
  return tables.transact(async (transaction) => {
    const build = await transaction.builds.lock(letter);
    if (build === undefined || build === 'taken') return false;
    const letters = await transaction.deadLetters.list(letter.projection);
    if (!letters.some((each) => isSame(each, letter))) return false;
    // The rows take it as if they stood in front of it; how far they are stays as it is.
    const before = { ...build, position: letter.position - 1n };
    const isReplay = false;
    await projection.projector(letter.partition).apply(transaction, before, { records: [record], isReplay });
    // Whoever follows the build remembers rows that are others now, and learns it from who wrote last.
    await transaction.builds.write({ ...build, notes: '' });
    await transaction.deadLetters.remove(letter, letter.position);
    return true;
  });
}

function isSame(one: DeadLetter, other: DeadLetter): boolean {
  return one.position === other.position && one.fingerprint === other.fingerprint && one.partition === other.partition;
}
