import {
  assertExpectedVersionMatchesCurrent,
  NO_CONCURRENCY_CHECK,
  type ReadStreamOptions,
} from '@event-driven-io/emmett';
import type { EventStore, StoredRecord } from '../store.js';
import { expectedRevision, revisionOf } from './expected-version.js';

/** The last event of a stream; a revision of 0 where it has none. */
export type StreamHead = Pick<StoredRecord, 'revision' | 'position'>;

export type ScanOptions = Pick<ReadStreamOptions, 'from' | 'to' | 'maxCount' | 'expectedStreamVersion'>;

const noHead: StreamHead = { revision: 0, position: 0n };

export async function headOf(store: EventStore, stream: string): Promise<StreamHead> {
  let head: StreamHead = noHead;
  for await (const page of store.read(stream, { backwards: true, limit: 1 })) head = page[0] ?? head;
  return head;
}

/**
 * Hands the records of a stream on, page by page, and gives the head that they were read at: nothing behind it is handed
 * on. Where there is a bound or an expectation, the head is asked for first, because a part of a stream does not show it.
 *
 * @throws ExpectedVersionConflictError before anything is read, where the stream is not as expected.
 */
export async function scanStream(
  store: EventStore,
  stream: string,
  options: ScanOptions,
  take: (records: readonly StoredRecord[]) => void,
): Promise<StreamHead> {
  const { from = 0n, to, maxCount, expectedStreamVersion } = options;
  const isFree = expectedRevision(expectedStreamVersion) === 'any' && to === undefined && maxCount === undefined;
  const before = isFree ? undefined : await headOf(store, stream);
  if (before !== undefined) {
    const expected = expectedStreamVersion ?? NO_CONCURRENCY_CHECK;
    assertExpectedVersionMatchesCurrent(BigInt(before.revision), expected, 0n);
  }

  let last: StreamHead | undefined;
  const pages = store.read(stream, {
    from: revisionOf(from),
    to: Math.min(
      to === undefined ? Number.MAX_SAFE_INTEGER : revisionOf(to),
      before?.revision ?? Number.MAX_SAFE_INTEGER,
    ),
    ...(maxCount !== undefined && { limit: revisionOf(maxCount) }),
  });
  for await (const page of pages) {
    take(page);
    last = page.at(-1);
  }
  return before ?? last ?? (from > 1n ? headOf(store, stream) : noHead);
}
