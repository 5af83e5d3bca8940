import type { StoredRecord } from '../../store.js';
import type { Filter } from '../filter.js';
import { maxPageText } from '../paging.js';

/** How many of some records make a page of up to `size`, beginning at `start`. */
export function pageLength(records: readonly StoredRecord[], start: number, size: number): number {
  let text = 0;
  let length = 0;
  for (let index = start; index < records.length && length < size && text < maxPageText; index++) {
    const record = records[index];
    if (record !== undefined) text += record.data.length + (record.metadata?.length ?? 0);
    length += 1;
  }
  return length;
}

/** Cuts what comes in lumps of any size into pages, up to `limit` records in all. A page waits until it is full. */
export async function* inPages(
  lumps: AsyncIterable<readonly StoredRecord[]>,
  size: number,
  limit: number,
): AsyncGenerator<readonly StoredRecord[], void, undefined> {
  let waiting: readonly StoredRecord[] = [];
  let rest = limit;
  if (rest === 0) return;
  for await (const lump of lumps) {
    const records = waiting.length === 0 ? lump : waiting.concat(lump);
    let start = 0;
    for (;;) {
      const length = pageLength(records, start, Math.min(size, rest));
      const isWhole = start + length < records.length || length === size || length === rest;
      if (length === 0 || !isWhole) break;
      yield records.slice(start, start + length);
      start += length;
      rest -= length;
      if (rest === 0) return;
    }
    waiting = records.slice(start);
  }
  if (waiting.length > 0) yield waiting;
}

/** The category that a server may filter by: the only one that is asked for. Several it filters only from 2.10 on. */
export function onlyCategory({ categories }: Pick<Filter, 'categories'>): string | undefined {
  const distinct = new Set(categories);
  return distinct.size === 1 ? categories?.[0] : undefined;
}
