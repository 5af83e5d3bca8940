import { describe, expect, it } from 'vitest';
import { inPages, onlyCategory } from '../../../../../src/runtime/stores/nats/pages.js';
import type { StoredRecord } from '../../../../../src/runtime/store.js';

function records(from: number, to: number, data = '1'): StoredRecord[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    id: '',
    type: 'A',
    version: 1,
    data,
    metadata: undefined,
    stream: 'Cart-1',
    revision: from + index,
    position: BigInt(from + index),
    recordedAt: '',
  }));
}

async function* lumpsOf(...lumps: StoredRecord[][]): AsyncGenerator<StoredRecord[]> {
  yield* lumps;
}

async function pagesOf(lumps: StoredRecord[][], size: number, limit = Infinity): Promise<number[][]> {
  const pages: number[][] = [];
  for await (const page of inPages(lumpsOf(...lumps), size, limit)) pages.push(page.map(({ revision }) => revision));
  return pages;
}

describe('pages', () => {
  it('are full, whatever lumps come, but for the last', async () => {
    expect(await pagesOf([records(1, 7)], 3)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(await pagesOf([records(1, 1), [], records(2, 2), records(3, 6)], 4)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(await pagesOf([records(1, 2), records(3, 4)], 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await pagesOf([], 3)).toEqual([]);
    expect(await pagesOf([[]], 3)).toEqual([]);
  });

  it('end at the limit', async () => {
    expect(await pagesOf([records(1, 7)], 3, 4)).toEqual([[1, 2, 3], [4]]);
    expect(await pagesOf([records(1, 2), records(3, 4)], 3, 3)).toEqual([[1, 2, 3]]);
    expect(await pagesOf([records(1, 7)], 3, 0)).toEqual([]);
  });

  it('end early where texts are long', async () => {
    const long = 'x'.repeat(1_500_000);
    expect(await pagesOf([records(1, 4, long), records(5, 7, long)], 10)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });
});

describe('the category that a server filters by', () => {
  it('is the only one', () => {
    expect(onlyCategory({ categories: ['Cart'] })).toBe('Cart');
    expect(onlyCategory({ categories: ['Cart', 'Cart'] })).toBe('Cart');
    expect(onlyCategory({ categories: [''] })).toBe('');
    expect(onlyCategory({ categories: ['Cart', 'Order'] })).toBeUndefined();
    expect(onlyCategory({ categories: [] })).toBeUndefined();
    expect(onlyCategory({})).toBeUndefined();
  });
});
