import { StoreError } from '../../errors.js';
import type { StoredRecord } from '../../store.js';
import { sleep } from '../../stores/back-off.js';
import type { AsyncProjection } from '../async-projection.js';
import { type Build, type BuildKey, type DeadLetter, isKeptInline } from '../build.js';
import type { ProjectedBatch, Projector } from '../create-projector.js';
import { ProjectionError } from '../projection-error.js';
import type { ProjectionTables, TablesTransaction } from '../projection-tables.js';
import { readNotes, writeNotes } from './build-notes.js';

/**
 * - `applied`: and this is the build then.
 * - `taken`: another runner follows the build.
 * - `gone`: there is no such build any more.
 */
export type Applied = { readonly kind: 'applied'; readonly build: Build } | { readonly kind: 'taken' | 'gone' };

export interface ApplyRequest {
  readonly tables: ProjectionTables;
  readonly projection: AsyncProjection;
  readonly projector: Projector;
  /** Who asks. */
  readonly runner: string;
  /** As the runner knows it. Where it is another, another runner follows it. */
  readonly build: Build;
  readonly records: readonly StoredRecord[];
  /** Up to where the records are all that there are. */
  readonly upTo: bigint;
  readonly isReplay: boolean;
  readonly signal: AbortSignal;
  /** Told of each failure of an event that is tried again. */
  readonly onRetry: (error: ProjectionError) => void;
  readonly onParked: (error: ProjectionError) => void;
}

/** Of the first wait before an event is tried again, and of the longest, in milliseconds. */
const [firstDelay, maxDelay] = [50, 5_000];

/**
 * Applies events to a build, in as few transactions as it takes. Those in front of an event that cannot be taken are
 * kept; that event is tried by itself, and then parked where that was chosen.
 *
 * @throws ProjectionError where an event cannot be taken; StoreError
 */
export async function applyEvents(request: ApplyRequest): Promise<Applied> {
  const { records, upTo, projection, signal } = request;
  let build = request.build;
  let [start, end, failures] = [0, records.length, 0];
  for (;;) {
    const slice = start === 0 && end === records.length ? records : records.slice(start, end);
    const reached = end === records.length ? upTo : (slice.at(-1)?.position ?? upTo);
    try {
      const applied = await applySlice(request, build, slice, reached);
      if (applied.kind !== 'applied' || end === records.length) return applied;
      build = applied.build;
      [start, end, failures] = [end, records.length, 0];
    } catch (error) {
      if (!(error instanceof ProjectionError)) throw error;
      const at = records.findIndex(({ position }) => position === error.position);
      if (at < start) throw error;
      if (at > start) {
        end = at;
        continue;
      }
      // It is the first one: it is tried alone from now on, so that nothing else hangs on it.
      end = start + 1;
      failures += 1;
      if (failures >= projection.attempts || signal.aborted) {
        if (projection.onPoison === 'stop' || signal.aborted) throw error;
        const parked = await park(request, build, error);
        if (parked.kind !== 'applied') return parked;
        request.onParked(error);
        build = parked.build;
        if (end === records.length) return applySlice(request, build, [], upTo);
        [start, end, failures] = [end, records.length, 0];
        continue;
      }
      request.onRetry(error);
      await sleep(Math.min(maxDelay, firstDelay * 2 ** (failures - 1)), signal);
    }
  }
}

async function applySlice(
  { tables, projector, runner, isReplay }: ApplyRequest,
  known: Build,
  records: readonly StoredRecord[],
  position: bigint,
): Promise<Applied> {
  let done: ProjectedBatch | undefined;
  const kind = await tables.transact(async (transaction) => {
    done = undefined;
    const build = await lockMine(transaction, known, runner);
    if (build === 'taken' || build === 'gone') return build;
    const named = { ...build, notes: writeNotes({ runner }) };
    done = await projector.apply(transaction, named, { records, position, isReplay });
    return 'applied';
  });
  if (kind !== 'applied' || done === undefined) return { kind: kind === 'gone' ? 'gone' : 'taken' };
  done.keep();
  return { kind: 'applied', build: done.build };
}

/** Goes on without an event, and keeps a note of it. */
async function park(
  { tables, runner }: Pick<ApplyRequest, 'tables' | 'runner'>,
  known: Build,
  error: ProjectionError,
): Promise<Applied> {
  return tables.transact(async (transaction): Promise<Applied> => {
    const build = await lockMine(transaction, known, runner);
    if (build === 'taken' || build === 'gone') return { kind: build };
    await transaction.deadLetters.park(letterOf(build, error));
    const next = { ...build, notes: writeNotes({ runner }), position: error.position };
    if (error.position > build.position) await transaction.builds.write(next);
    return { kind: 'applied', build: next };
  });
}

/** The build, where it is as it was when this runner saw it last: then nobody else follows it. */
async function lockMine(
  transaction: TablesTransaction,
  known: Build,
  runner: string,
): Promise<Build | 'taken' | 'gone'> {
  const build = await transaction.builds.lock(known, 'skip');
  if (build === 'taken') return 'taken';
  // Rows that appends keep themselves must not be kept twice.
  if (build === undefined || isKeptInline(build)) return 'gone';
  if (build.table !== known.table) return 'taken';
  const isMine = readNotes(build.notes).runner === runner;
  if (isMine || (build.position === known.position && build.notes === known.notes)) return build;
  return 'taken';
}

function letterOf({ projection, fingerprint, partition }: BuildKey, error: ProjectionError): DeadLetter {
  return {
    projection,
    fingerprint,
    partition,
    position: error.position,
    stream: error.stream,
    revision: error.revision,
    type: error.type,
    error: wordsOf(error),
    parkedAt: new Date().toISOString(),
  };
}

/** What databases can keep of the words, and not more than somebody would read. */
function wordsOf({ cause, message }: ProjectionError): string {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : message;
  return words.slice(0, 2_000).replaceAll(/[\0\p{Cs}]/gu, '');
}

/** Whether trying again, later, may help. */
export function mayPass(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'UNAVAILABLE';
}
