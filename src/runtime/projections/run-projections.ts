import { StoreError } from '../errors.js';
import { checkInteger, checkPosition, invalidArgument } from '../stores/arguments.js';
import { uuidv7 } from '../uuid.js';
import type { AsyncProjection } from './async-projection.js';
import type { ProjectionRunner, RunProjectionsOptions } from './projection-runner.js';
import { createRunner } from './runner/create-runner.js';

/**
 * Follows the events of a store and keeps the rows of projections in tables: each event takes effect once, whichever
 * process is killed when. How far it has come is written in the transaction that writes the rows.
 *
 * Where rows of another fingerprint serve, new ones are made in a table beside, and take their place in one transaction
 * when they have come as far. Of several runners over the same tables one follows a projection, or one of its partitions,
 * and the others stand by.
 *
 * ```ts
 * const runner = await runProjections({ store, projections: [asyncProjection(cartSummary(), { aggregates: { Cart } })] });
 * await runner.caughtUp();
 * ```
 *
 * Stop it before its store is closed.
 *
 * @throws StoreError `INVALID_ARGUMENT`; `UNSUPPORTED` where a table is somebody else's, or kept inline.
 */
export async function runProjections(options: RunProjectionsOptions): Promise<ProjectionRunner> {
  const { store, projections, batchSize = 1_000, patience = 1_000, signal } = options;
  const { tables = store.tables } = options;
  checkInteger('batchSize', batchSize, 1);
  checkInteger('patience', patience, 1);
  if (tables === undefined) {
    throw new StoreError('UNSUPPORTED', 'this store keeps no tables: open some for the projections, and give them');
  }
  checkProjections(projections);
  const runner = await createRunner({ ...options, tables, batchSize, patience, name: uuidv7() });
  const stop = (): void => void runner.stop();
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop);
  return {
    ...runner,
    waitFor(position, waiting) {
      checkPosition('position', position);
      return runner.waitFor(position, waiting);
    },
  };
}

function checkProjections(projections: readonly AsyncProjection[]): void {
  if (projections.length === 0) throw invalidArgument('there must be a projection to run');
  const [names, tables] = [new Set<string>(), new Set<string>()];
  for (const { name, table } of projections) {
    if (names.has(name)) throw invalidArgument(`there are two projections ${name}`);
    if (tables.has(table.name)) throw invalidArgument(`there are two projections with a table ${table.name}`);
    names.add(name);
    tables.add(table.name);
  }
}
