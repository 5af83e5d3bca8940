import type { ReadAllOptions, StoredRecord } from '../../store.js';
import { filterOf } from '../filter.js';
import type { Commit } from './commit.js';
import type { Log } from './log.js';
import { onlyCategory } from './pages.js';
import { sequenceOf } from './position.js';
import type { Server } from './server.js';
import { commitsUpTo } from './stream-reader.js';
import { subjectsOf } from './tokens.js';

/** So many messages are fetched one by one rather than through a consumer, which costs the server more to make. */
const maxSingle = 64;
/** The most bytes that are fetched so. */
const maxHeld = 16_000_000;

/**
 * The events of all streams behind a position, in lumps, up to what is there when the reading gets there. The log's leader
 * says where its end is, so that what was acknowledged before is read, whoever is asked for it then.
 */
export async function* logRecords(
  server: Server,
  log: Log,
  options: ReadAllOptions,
): AsyncGenerator<readonly StoredRecord[], void, undefined> {
  const matches = filterOf(options);
  const category = onlyCategory(options);
  let position = options.after ?? 0n;
  for (;;) {
    const last = await log.lastOf(category);
    if (last === undefined || last.head.position <= position) return;
    for await (const commits of commitsBetween(server, log, position, last, category)) {
      const after = position;
      const records = commits.flatMap((commit) =>
        commit.records.filter((record) => record.position > after && matches(record)),
      );
      if (records.length > 0) yield records;
    }
    position = last.head.position;
  }
}

async function* commitsBetween(
  server: Server,
  log: Log,
  position: bigint,
  last: Commit,
  category: string | undefined,
): AsyncGenerator<readonly Commit[], void, undefined> {
  // The message that holds the position may hold more behind it.
  const from = Math.max(1, sequenceOf(position));
  const end = last.head.sequence;
  if (end - from >= Math.min(maxSingle, maxHeld / last.size)) {
    yield* commitsUpTo(server, log, { filter: subjectsOf(log.name, category), from }, end);
    return;
  }
  const sequences = Array.from({ length: end - from }, (_, index) => from + index);
  const commits = await Promise.all(sequences.map((sequence) => log.at(sequence)));
  yield [...commits.filter((commit) => commit !== undefined), last];
}
