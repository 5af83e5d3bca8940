import { ConcurrencyError, StoreError } from '../../errors.js';
import type { AppendResult, StoredRecord } from '../../store.js';
import { uuidv7 } from '../../uuid.js';
import { isAsExpected, repeatedResults } from '../append.js';
import { invalidArgument } from '../arguments.js';
import { sleep } from '../back-off.js';
import { type Clock, recordedTime } from '../clock.js';
import type { IncomingAppend } from '../incoming.js';
import type { Claims, Search } from './claims.js';
import { encodeCommit, type Head, nextHead, noHead } from './commit.js';
import type { Heads } from './heads.js';
import type { Log } from './log.js';
import { maxCommitLength } from './position.js';
import { publishCommit } from './publish-commit.js';
import type { Server } from './server.js';

export interface Writing {
  readonly server: Server;
  readonly log: Log;
  readonly heads: Heads;
  readonly claims: Claims;
  readonly clock: Clock;
}

/** The end of a stream as far as this process knows, or as the log's leader just said. */
interface Guess {
  readonly head: Head;
  readonly isFresh: boolean;
}

/**
 * One append. Its caller sees to it that the appends of this process to one stream take turns; against other processes
 * every message carries the sequence that its subject's last one must have.
 *
 * @throws ConcurrencyError, StoreError
 */
export async function appendCommit(writing: Writing, append: IncomingAppend): Promise<AppendResult> {
  const { records } = append;
  if (records.length > maxCommitLength) {
    throw invalidArgument(`an append holds up to ${maxCommitLength} events; this one holds ${records.length}`);
  }
  const deadline = performance.now() + writing.server.retryTimeout;
  if (!records.some(({ named }) => named))
    return appendBehind(writing, append, await firstGuess(writing, append, deadline), deadline);

  // The end of the stream is looked up before the ids are claimed: what came up to then has none of them.
  const guess = await knownHead(writing, append.stream, deadline);
  const search = await writing.claims.claim(append, guess.head.sequence, deadline);
  try {
    return await appendBehind(writing, append, guess, deadline, search);
  } catch (error) {
    // Where the store could not be reached, the events may be stored all the same.
    if (error instanceof ConcurrencyError || (error instanceof StoreError && error.code === 'DUPLICATE_ID'))
      await search.release();
    throw error;
  }
}

/**
 * Tries behind what is known, which may be wrong: then the server stores nothing and says so. A conflict is only ever
 * found against a head that the leader just gave.
 */
async function appendBehind(
  writing: Writing,
  append: IncomingAppend,
  { head, isFresh }: Guess,
  deadline: number,
  search?: Search,
): Promise<AppendResult> {
  const { stream, expected, records } = append;
  for (let defeats = 0; ;) {
    const repeated = search && resultOfRepeat(append, await search.upTo(head), head);
    if (repeated !== undefined) return repeated;
    if (isAsExpected(expected, head.revision)) {
      if (records.length === 0) return { revision: head.revision, position: head.position };
      const stored = await publish(writing, append, head, deadline);
      if (stored !== undefined) return stored;
      // Somebody was faster, so the log goes on, and this may too. Those who lose often step aside, by chance.
      defeats += 1;
      deadline = performance.now() + writing.server.retryTimeout;
      if (defeats > 2) await sleep(Math.random() * Math.min(100, 2 ** defeats));
    } else if (isFresh) {
      throw new ConcurrencyError({ stream, expected, actual: head.revision });
    }
    head = await freshHead(writing, stream, deadline);
    isFresh = true;
  }
}

/** A stream that is expected to be new is not looked up first. */
async function firstGuess(
  writing: Writing,
  { stream, expected, records }: IncomingAppend,
  deadline: number,
): Promise<Guess> {
  if (records.length === 0) return { head: await freshHead(writing, stream, deadline), isFresh: true };
  const isNew = expected === 'absent' || expected === 0;
  if (isNew && writing.heads.get(stream) === undefined) return { head: noHead, isFresh: false };
  return knownHead(writing, stream, deadline);
}

async function knownHead(writing: Writing, stream: string, deadline: number): Promise<Guess> {
  const head = writing.heads.get(stream);
  return head === undefined
    ? { head: await freshHead(writing, stream, deadline), isFresh: true }
    : { head, isFresh: false };
}

async function freshHead(
  { log, heads }: Pick<Writing, 'log' | 'heads'>,
  stream: string,
  deadline: number,
): Promise<Head> {
  const known = heads.get(stream)?.sequence ?? 0;
  const head = (await log.last(stream, known, deadline))?.head ?? noHead;
  if (head.sequence < known) heads.delete(stream);
  if (head !== noHead) heads.set(stream, head);
  return head;
}

function resultOfRepeat(
  append: IncomingAppend,
  found: ReadonlyMap<string, StoredRecord>,
  head: Head,
): AppendResult | undefined {
  const log = { find: (id: string) => found.get(id), head: () => head };
  return repeatedResults(log, [append])?.[0];
}

/** The result of what was stored; `undefined` where another commit was first. */
async function publish(
  { server, log, heads, clock }: Writing,
  { stream, records }: IncomingAppend,
  head: Head,
  deadline: number,
): Promise<AppendResult | undefined> {
  const now = recordedTime(clock);
  const recordedAt = head.recordedAt > now ? head.recordedAt : now;
  // An id that the store has just made for an event is known to no other append either.
  const [first] = records;
  const own = first === undefined || first.named ? uuidv7() : undefined;
  const data = encodeCommit(own, stream, head, records, recordedAt);
  const message = { id: own ?? first?.id ?? '', stream, behind: head, data };
  const sequence = await publishCommit(server, log, message, deadline);
  if (sequence === undefined) return undefined;
  const next = nextHead(head, sequence, records.length, recordedAt);
  heads.set(stream, next);
  log.saw(sequence);
  return { revision: next.revision, position: next.position };
}
