import type { IncomingAppend } from '../incoming.js';

/** An append, and which of its batch it is. */
export type Entry = readonly [index: number, append: IncomingAppend];

/** How many characters of text go to PostgreSQL in one call, unless one append alone has more. */
const maxText = 8_000_000;

export interface Round {
  readonly round: readonly Entry[];
  readonly later: readonly Entry[];
}

/**
 * The appends of a batch that one call may store, in their order, and those that come later: behind too much text, or a
 * repeat of one that is in this call, which must be stored when the repeat is looked for.
 */
export function nextRound(entries: readonly Entry[]): Round {
  const ids = new Set<string>();
  let text = 0;
  const end = entries.findIndex(([, { records }], index) => {
    for (const { id, named, data, metadata = '' } of records) {
      text += data.length + metadata.length;
      if (named && ids.has(id)) return true;
      if (named) ids.add(id);
    }
    return index > 0 && text > maxText;
  });
  return end === -1 ? { round: entries, later: [] } : { round: entries.slice(0, end), later: entries.slice(end) };
}
