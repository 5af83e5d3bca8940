import type { ReadOptions, StoredRecord } from '../../store.js';
import { createBell } from '../bell.js';
import type { Commit } from './commit.js';
import { type CursorPlace, openCursor } from './cursor.js';
import type { Log } from './log.js';
import type { Server } from './server.js';
import { subjectOf } from './tokens.js';

type Records = AsyncGenerator<readonly StoredRecord[], void, undefined>;

/** Up to so many commits are read back one from the other; of more, a consumer is made for them, which costs the server more. */
const maxSteps = 80;
/** The most bytes that are read back before the first of them is given on. */
const maxHeld = 16_000_000;

/**
 * The events of a stream, in lumps. `last` is its last commit: what came later is not read.
 *
 * A commit names those before it, and the log gives messages by their sequences: that costs what is read, however much the
 * log holds of others.
 */
export function streamRecords(
  server: Server,
  log: Log,
  last: Commit,
  { from = 1, to = Infinity, backwards = false }: ReadOptions,
): Records {
  const range = { low: Math.max(from, 1), high: Math.min(to, last.head.revision) };
  return backwards ? recordsBack(log, last, range) : recordsOn(server, log, last, range);
}

interface Range {
  readonly low: number;
  readonly high: number;
}

async function* recordsBack(log: Log, last: Commit, range: Range): Records {
  if (range.low > range.high) return;
  for await (const commit of log.backFrom(last, 0)) {
    const records = within(commit, range);
    if (records.length > 0) yield records.toReversed();
    if (beginOf(commit) <= range.low) return;
  }
}

async function* recordsOn(server: Server, log: Log, last: Commit, range: Range): Records {
  if (range.low > range.high) return;
  const commits = isNear(last, range) ? await readBack(log, last, range) : undefined;
  if (commits === undefined) return yield* recordsFromStart(server, log, last, range);
  yield commits.toReversed().flatMap((commit) => within(commit, range));
}

/** Whether the beginning of the range is likely to be few commits away: exactly known where it is the stream's. */
function isNear({ head }: Commit, { low }: Range): boolean {
  return ((head.revision - low + 1) / head.revision) * head.commits <= maxSteps;
}

/** The commits from the last one down to the beginning of the range; `undefined` where they are too many to hold. */
async function readBack(log: Log, last: Commit, { low }: Range): Promise<readonly Commit[] | undefined> {
  const commits: Commit[] = [];
  let held = 0;
  for await (const commit of log.backFrom(last, 0)) {
    commits.push(commit);
    if (beginOf(commit) <= low) return commits;
    held += commit.size;
    if (held > maxHeld || commits.length > 2 * maxSteps) return undefined;
  }
  return commits;
}

async function* recordsFromStart(server: Server, log: Log, last: Commit, range: Range): Records {
  const place = { filter: subjectOf(log.name, last.stream), from: 1 };
  for await (const commits of commitsUpTo(server, log, place, last.head.sequence)) {
    const records = commits.flatMap((commit) => within(commit, range));
    if (records.length > 0) yield records;
    if ((commits.at(-1)?.head.revision ?? 0) >= range.high) return;
  }
}

/** After how many milliseconds without a commit to look whether the last one is still there. */
const recheckDelay = 2_000;

/** The commits that a cursor gives, up to the one with the sequence `last`, or to what is left where somebody removed that. */
export async function* commitsUpTo(
  server: Server,
  log: Log,
  place: Omit<CursorPlace, 'log'>,
  last: number,
): AsyncGenerator<readonly Commit[], void, undefined> {
  const bell = createBell();
  const cursor = openCursor(server, { ...place, log: log.name }, bell);
  const newWatch = () => ({ rings: bell.rings, over: AbortSignal.timeout(recheckDelay) });
  // One for many waits: to make one costs as much as ten messages.
  let watch = newWatch();
  try {
    for (;;) {
      const heard = bell.rings;
      const commits = cursor.take();
      const end = commits.findIndex(({ head }) => head.sequence >= last);
      if (commits.length > 0) yield end === -1 ? commits : commits.slice(0, end + 1);
      if (end !== -1) return;
      if (commits.length > 0) continue;
      await bell.wait(heard, watch.over);
      if (!watch.over.aborted) continue;
      // What was on its way has come before the answer.
      if (bell.rings === watch.rings && (await log.at(last)) === undefined && bell.rings === watch.rings) return;
      watch = newWatch();
    }
  } finally {
    cursor.close();
  }
}

function beginOf({ head, records }: Commit): number {
  return head.revision - records.length + 1;
}

function within(commit: Commit, { low, high }: Range): readonly StoredRecord[] {
  const first = beginOf(commit);
  if (first >= low && commit.head.revision <= high) return commit.records;
  return commit.records.slice(Math.max(0, low - first), Math.max(0, high - first + 1));
}
