import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggest } from '../../../src/diagnostics/did-you-mean.js';

const keys = ['min', 'max', 'minLength', 'maxLength', 'pattern', 'description'];

test.each([
  ['mni', 'min'],
  ['Min', 'min'],
  ['maxlength', 'maxLength'],
  ['patern', 'pattern'],
  ['decsription', 'description'],
  ['esdcription', 'description'],
  ['quantity', undefined],
  ['', undefined],
  ['x'.repeat(200), undefined],
])('%s', (name, expected) => {
  expect(suggest(name, keys)).toBe(expected);
});

test('an exact candidate is no suggestion', () => {
  expect(suggest('min', ['min'])).toBeUndefined();
});

test('the nearest wins, and of the nearest the first', () => {
  expect(suggest('itemAded', ['itemSold', 'itemAdded', 'itemEdited'])).toBe('itemAdded');
  expect(suggest('cat', ['bat', 'rat'])).toBe('bat');
});

test('a thousand misses over three thousand candidates take no time that anybody would notice', () => {
  const candidates = Array.from({ length: 3000 }, (_, index) => `Event${index}Happened`);
  const found = Array.from({ length: 1000 }, (_, index) => suggest(`Thing${index}Occurred`, candidates));
  expect(new Set(found)).toEqual(new Set([undefined]));
});

/** The textbook's matrix, whole. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1);
      (rows[i] ?? [])[j] = cost;
    }
  }
  return at(a.length, b.length);
}

test('what is suggested is near, and nothing nearer was there', () => {
  const word = fc
    .string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 12 })
    .map((rest) => `x${rest}`);
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 8 }), (name, candidates) => {
      const bound = Math.min(3, Math.floor(name.length / 3));
      const near = candidates.filter((candidate) => candidate !== name && distance(name, candidate) <= bound);
      const least = Math.min(...near.map((candidate) => distance(name, candidate)));
      expect(suggest(name, candidates)).toBe(near.find((candidate) => distance(name, candidate) === least));
    }),
    { numRuns: 1000 },
  );
});
