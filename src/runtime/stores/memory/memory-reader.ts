import type { ReadOptions, StoredRecord } from '../../store.js';
import { type Filter, filterOf } from '../filter.js';
import type { ScannedPage } from '../subscription.js';
import type { MemoryLog } from './memory-log.js';

/** The pages of one stream. What is appended while they are consumed is read as well when reading forwards. */
export function* streamPages(
  log: MemoryLog,
  stream: string,
  options: ReadOptions,
  pageSize: number,
): Generator<StoredRecord[]> {
  const { from = 1, to = Infinity, limit = Infinity, backwards = false } = options;
  const first = Math.max(from, 1);
  let rest = limit;
  let next = backwards ? Math.min(to, log.streams.get(stream)?.length ?? 0) : first;
  while (rest > 0) {
    // Looked up each time: the array is another one after a truncation to nothing.
    const records = log.streams.get(stream) ?? [];
    const size = Math.min(rest, pageSize);
    const low = backwards ? Math.max(first, next - size + 1) : next;
    const high = backwards ? next : Math.min(to, next + size - 1, records.length);
    if (low > high) return;
    const page = records.slice(low - 1, high);
    rest -= page.length;
    next = backwards ? low - 1 : high + 1;
    yield backwards ? page.toReversed() : page;
  }
}

/** The next page behind a position. */
export function pageBehind(log: MemoryLog, position: bigint, filter: Filter, size: number): ScannedPage {
  const matches = filterOf(filter);
  const records: StoredRecord[] = [];
  const end = log.records.length;
  // A position behind the end stays where it is: what is appended up to it must not be read.
  let index = position > BigInt(end) ? end : Number(position);
  for (; index < end && records.length < size; index++) {
    const record = log.records[index];
    if (record !== undefined && matches(record)) records.push(record);
  }
  const scanned = BigInt(index);
  return { records, scanned: scanned > position ? scanned : position, more: index < end };
}
