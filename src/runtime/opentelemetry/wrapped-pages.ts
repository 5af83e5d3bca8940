import type { StoredRecord } from '../store.js';

export type Page = readonly StoredRecord[];
export type Pages = AsyncIterable<Page>;

/** Pages whose every iteration goes through a wrapper. What could be iterated once, or asked for a page by itself, still can. */
export function wrappedPages(
  pages: Pages,
  wrap: (iterator: AsyncIterator<Page>) => AsyncIterableIterator<Page>,
): Pages {
  if (isIterator(pages)) return wrap(pages);
  return { [Symbol.asyncIterator]: () => wrap(pages[Symbol.asyncIterator]()) };
}

function isIterator(pages: Pages): pages is AsyncIterableIterator<Page> {
  return 'next' in pages && typeof pages.next === 'function';
}
