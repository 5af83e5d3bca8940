import type { EventStore } from '../../store.js';

/**
 * The position of the last event of some categories behind a position; `undefined` where there is none.
 *
 * A store does not say where its end is, but answers quickly whether anything is behind a place: the distance is doubled
 * until nothing is, and then halved (Bentley and Yao, An almost optimal algorithm for unbounded searching, 1976).
 */
export async function lastPosition(
  store: Pick<EventStore, 'readAll'>,
  after: bigint,
  categories: readonly string[] | undefined,
): Promise<bigint | undefined> {
  let found = await firstBehind(store, after, categories);
  if (found === undefined) return undefined;
  let step = 1n;
  for (;;) {
    const next = await firstBehind(store, found + step - 1n, categories);
    if (next === undefined) break;
    found = next;
    step *= 2n;
  }
  // There is an event at `found`, and none from `end` on.
  let end = found + step;
  while (end - found > 1n) {
    const middle: bigint = (found + end) / 2n;
    const next = await firstBehind(store, middle - 1n, categories);
    if (next === undefined) end = middle;
    else found = next;
  }
  return found;
}

async function firstBehind(
  store: Pick<EventStore, 'readAll'>,
  after: bigint,
  categories: readonly string[] | undefined,
): Promise<bigint | undefined> {
  const options = { after, limit: 1, ...(categories === undefined ? {} : { categories }) };
  for await (const [first] of store.readAll(options)) {
    if (first !== undefined) return first.position;
  }
  return undefined;
}
