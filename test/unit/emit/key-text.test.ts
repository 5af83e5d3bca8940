import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyText } from '../../../src/emit/key-text.js';
import { projectionOf, readContext } from './read-context.js';

type Key = Readonly<Record<string, unknown>>;

/** The function of a key with these columns. */
function textOf(columns: string): (key: Key) => string {
  const emit = readContext(
    `varve: 1
context: test
aggregates:
  Cart: { id: uuid, events: { Opened: { fields: {} } }, state: { fields: {}, reduce: { others: ignore } } }
projections:
  Rows: { of: [Cart], key: { ${columns} }, columns: {}, reduce: { others: ignore } }
`,
    { timestamps: 'date' },
  );
  return new Function('key', `return ${keyText(projectionOf(emit, 'Rows').projection.key, emit)}`) as (
    key: Key,
  ) => string;
}

it.each([
  ['text: string', { text: '1:a' }, '1:a'],
  ['count: int', { count: -1 }, '-1'],
  ['big: long', { big: 2n }, '2'],
  ['isOpen: boolean', { isOpen: false }, 'false'],
  ['"it\'s": string, "`${x}": int', { "it's": 'a', '`${x}': 1 }, '1:a1'],
  ['big: long, text: string', { big: 2n, text: ' ' }, '2  '],
])('the text of a key with %s', (columns, key, text) => expect(textOf(columns)(key)).toBe(text));

it('is of that key alone', () => {
  const text = textOf('a: string, kind: [x, x1], n: int, b: string, at: timestamp, c: string');
  const piece = fc.string({ unit: fc.constantFrom(...'01: x😀'), maxLength: 4 });
  const keys = fc.record({
    a: piece,
    kind: fc.constantFrom('x', 'x1'),
    n: fc.integer({ min: 0, max: 11 }),
    b: piece,
    at: fc.constantFrom(new Date(0), new Date(1)),
    c: piece,
  });
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      expect(text(one) === text(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 5000 },
  );
});
