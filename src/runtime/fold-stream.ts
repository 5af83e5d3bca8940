import { StoreError } from './errors.js';
import type { AnyEvent, Timestamp } from './event.js';
import type { Folded, Folding } from './folding.js';
import { dropSnapshots, readSnapshot } from './keep-snapshot.js';
import type { StoredRecord } from './store.js';
import { compareTimestamps } from './timestamp.js';

/** Where to stop; nowhere where nothing is said. */
export interface Until {
  readonly revision?: number;
  /** An event recorded at that very time counts. */
  readonly time?: Timestamp;
}

/** Folds a stream from its snapshot, where there is one that fits, else from its start. */
export async function foldStream<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  until: Until = {},
): Promise<Folded<State>> {
  const snapshot = await readSnapshot(folding);
  const onSnapshot =
    snapshot === undefined || (until.revision !== undefined && snapshot.revision > until.revision)
      ? undefined
      : await foldOnSnapshot(folding, snapshot, until);
  return (
    onSnapshot ?? foldOnwards(folding, { state: folding.aggregate.initialState, revision: 0, snapshotAt: 0 }, until)
  );
}

/** Folds what comes after. */
export async function foldOnwards<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  start: Folded<State>,
  until: Until = {},
): Promise<Folded<State>> {
  let folded = start;
  if (until.revision !== undefined && until.revision <= start.revision) return folded;
  for await (const page of folding.store.read(folding.stream, range(start.revision + 1, until))) {
    const records = upTo(page, until.time);
    folded = foldPage(folding, folded, records);
    if (records.length < page.length) break;
  }
  return folded;
}

/**
 * The event that the snapshot ends with is read too, and not folded again: it shows that the stream is as long as the
 * snapshot says, which it is not in a store that was restored from an older copy, and that it is not later than the time
 * wanted. `undefined` where the snapshot is of no use.
 */
async function foldOnSnapshot<State, Readable extends AnyEvent>(
  folding: Folding<State, Readable>,
  snapshot: Folded<State>,
  until: Until,
): Promise<Folded<State> | undefined> {
  let folded: Folded<State> | undefined;
  for await (const page of folding.store.read(folding.stream, range(snapshot.revision, until))) {
    let records = upTo(page, until.time);
    const isWhole = records.length === page.length;
    if (folded === undefined) {
      if (page[0]?.revision !== snapshot.revision) break;
      if (records.length === 0) return undefined;
      records = records.slice(1);
      folded = snapshot;
    }
    folded = foldPage(folding, folded, records);
    if (!isWhole) break;
  }
  if (folded === undefined) {
    const message = `the snapshot of ${folding.stream} is of revision ${snapshot.revision}, which the stream does not have`;
    await dropSnapshots(folding, new StoreError('CORRUPT', message));
  }
  return folded;
}

function range(from: number, { revision }: Until): { from: number; to?: number } {
  return revision === undefined ? { from } : { from, to: revision };
}

function upTo(page: readonly StoredRecord[], time: Timestamp | undefined): readonly StoredRecord[] {
  if (time === undefined) return page;
  const later = page.findIndex(({ recordedAt }) => compareTimestamps(recordedAt, time) > 0);
  return later === -1 ? page : page.slice(0, later);
}

function foldPage<State, Readable extends AnyEvent>(
  { aggregate }: Folding<State, Readable>,
  { state, revision, snapshotAt }: Folded<State>,
  records: readonly StoredRecord[],
): Folded<State> {
  let next = state;
  for (const event of aggregate.codec.decode(records)) next = aggregate.reduce(next, event);
  return { state: next, revision: records.at(-1)?.revision ?? revision, snapshotAt };
}
