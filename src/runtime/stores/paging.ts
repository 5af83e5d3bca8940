import type { ReadAllOptions, ReadOptions, StoredRecord } from '../store.js';
import type { ScannedPage } from './subscription.js';

/** A page ends when its texts reach this many characters, so that one page of large events is no burden. */
export const maxPageText = 4_000_000;

export interface RevisionRange {
  readonly from: number;
  readonly to: number;
  readonly backwards: boolean;
}

export interface StreamPage {
  readonly records: readonly StoredRecord[];
  /** Whether there may be others behind these. */
  readonly more: boolean;
}

type Pages = AsyncGenerator<readonly StoredRecord[], void, undefined>;

/**
 * The pages of one stream, each fetched when the one before was consumed.
 *
 * @param fetch gives the first events of a range, or the last ones first.
 */
export async function* streamPages(
  fetch: (range: RevisionRange, size: number) => Promise<StreamPage>,
  { from = 1, to = Number.MAX_SAFE_INTEGER, limit = Infinity, backwards = false }: ReadOptions,
  pageSize: number,
): Pages {
  let [low, high, rest] = [from, to, limit];
  for (let more = true; more && rest > 0 && low <= high;) {
    const page = await fetch({ from: low, to: high, backwards }, Math.min(pageSize, rest));
    const last = page.records.at(-1);
    if (last === undefined) return;
    yield page.records;
    rest -= page.records.length;
    if (backwards) high = last.revision - 1;
    else low = last.revision + 1;
    more = page.more;
  }
}

/**
 * The pages of all streams behind a position, up to what is there when the reading gets there.
 *
 * @param fetch gives what stands behind a position. Its page may be empty where only a part was looked through.
 */
export async function* allPages(
  fetch: (position: bigint, size: number) => ScannedPage | Promise<ScannedPage>,
  { after = 0n, limit = Infinity }: ReadAllOptions,
  pageSize: number,
): Pages {
  let [position, rest] = [after, limit];
  for (let more = true; more && rest > 0;) {
    const page = await fetch(position, Math.min(pageSize, rest));
    if (page.records.length > 0) yield page.records;
    rest -= page.records.length;
    ({ scanned: position, more } = page);
  }
}
