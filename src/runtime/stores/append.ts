import { ConcurrencyError, StoreError } from '../errors.js';
import type { ExpectedRevision } from '../expected-revision.js';
import type { AppendResult, StoredRecord } from '../store.js';
import type { IncomingAppend, IncomingRecord } from './incoming.js';

/** What a store whose writers take turns must be able to do, for `appendTo` to do the rest. */
export interface AppendLog {
  /** The stored event with this id. */
  find(id: string): StoredRecord | undefined;
  /** The last event of a stream. */
  head(stream: string): StreamHead | undefined;
  /** Stores an event as the last one and gives its position. */
  insert(record: Omit<StoredRecord, 'position'>): bigint;
}

export type StreamHead = Pick<StoredRecord, 'revision' | 'position' | 'recordedAt'>;

/**
 * What an append means: repeats are recognised, then expectations are checked, then events are stored. Whoever calls it
 * sees to it that nobody else writes meanwhile, and that nothing of it lasts where it throws.
 *
 * @throws ConcurrencyError, StoreError `DUPLICATE_ID`
 */
export function appendTo(log: AppendLog, appends: readonly IncomingAppend[], now: string): readonly AppendResult[] {
  return repeatedResults(log, appends) ?? appends.map((append) => appendOne(log, append, now));
}

function appendOne(log: AppendLog, append: IncomingAppend, now: string): AppendResult {
  const { stream, expected, records } = append;
  const head = log.head(stream);
  const actual = head?.revision ?? 0;
  if (!isAsExpected(expected, actual)) throw new ConcurrencyError({ stream, expected, actual });

  const recordedAt = head !== undefined && head.recordedAt > now ? head.recordedAt : now;
  let revision = actual;
  let position = head?.position ?? 0n;
  for (const { id, type, version, data, metadata } of records) {
    revision += 1;
    position = log.insert({ id, type, version, data, metadata, stream, revision, recordedAt });
  }
  return { revision, position };
}

/** Whether a stream at this revision is as an append expects it. */
export function isAsExpected(expected: ExpectedRevision, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'absent':
      return actual === 0;
    case 'present':
      return actual > 0;
    default:
      return actual === expected;
  }
}

/**
 * The results of the first time, where all of this was appended before; `undefined` where none of it was.
 *
 * @throws StoreError `DUPLICATE_ID` where some of it was, or other events with these ids.
 */
export function repeatedResults(
  log: Pick<AppendLog, 'find' | 'head'>,
  appends: readonly IncomingAppend[],
): readonly AppendResult[] | undefined {
  const stored = new Map<string, StoredRecord>();
  let count = 0;
  for (const { records } of appends) {
    count += records.length;
    for (const { id, named } of records) {
      const record = named ? log.find(id) : undefined;
      if (record !== undefined) stored.set(id, record);
    }
  }
  if (stored.size === 0) return undefined;
  return appends
    .map((append) => {
      let last: StoredRecord | undefined;
      for (const record of append.records) {
        const before = stored.get(record.id);
        if (before === undefined)
          throw duplicate([...stored.values()], `of ${count} events, ${stored.size} are stored already`);
        checkRepeat(append.stream, record, before, last);
        last = before;
      }
      return last ?? log.head(append.stream) ?? { revision: 0, position: 0n };
    })
    .map(({ revision, position }) => ({ revision, position }));
}

function checkRepeat(
  stream: string,
  record: IncomingRecord,
  stored: StoredRecord,
  last: StoredRecord | undefined,
): void {
  if (stored.stream !== stream) throw duplicate([stored], `it was to be appended to "${stream}"`);
  const { type, version, data, metadata } = record;
  const same =
    stored.type === type && stored.version === version && stored.data === data && stored.metadata === metadata;
  if (!same) throw duplicate([stored], 'with other content');
  if (last !== undefined && stored.revision !== last.revision + 1) throw duplicate([stored], 'elsewhere in the stream');
}

function duplicate(stored: readonly StoredRecord[], why: string): StoreError {
  const places = stored.slice(0, 3).map(({ id, stream, revision }) => `${id} is event ${revision} of "${stream}"`);
  return new StoreError('DUPLICATE_ID', `${places.join(', ')}; ${why}`);
}
