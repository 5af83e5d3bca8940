import type { ReadAllOptions, StoredRecord } from '../store.js';
import { categoryOf } from './category.js';

/** What is read of all streams: of these categories and of these types, where they are said. */
export type Filter = Pick<ReadAllOptions, 'categories' | 'types'>;

export function filterOf({ categories, types }: Filter): (record: StoredRecord) => boolean {
  const inCategories = categories && new Set(categories);
  const ofTypes = types && new Set(types);
  return ({ stream, type }) => (inCategories?.has(categoryOf(stream)) ?? true) && (ofTypes?.has(type) ?? true);
}
