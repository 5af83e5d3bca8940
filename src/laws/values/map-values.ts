import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { edgyArbitrary } from './edgy-arbitrary.js';
import { isNone, type NoValues, type Values } from './values.js';

const usual = 3;

/** Maps: empty, of one entry, and with every edge of the keys, `__proto__` among them where a key may be called so. */
export function mapValues(keys: Values | NoValues, items: Values | NoValues): Values {
  if (isNone(keys) || isNone(items)) return { edges: [{}], arbitrary: fc.constant<Json>({}), all: [{}] };
  const entries = keys.edges.map((key, index): [string, Json] => [
    String(key),
    items.edges[index % items.edges.length] ?? null,
  ]);
  const upTo = (maxLength: number): fc.Arbitrary<Json> =>
    fc
      .array(fc.tuple(keys.arbitrary, items.arbitrary), { maxLength })
      .map((list): Json => Object.fromEntries(list.map(([key, item]) => [String(key), item])), entriesOf);
  const edges = [[], entries.slice(0, 1), entries].map((list): Json => Object.fromEntries(list));
  const arbitrary = edgyArbitrary({
    base: upTo(usual),
    wide: upTo(entries.length + usual),
    edges,
    isValid: () => true,
  });
  return { edges, arbitrary, all: undefined };
}

function entriesOf(value: unknown): [Json, Json][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('only maps are made');
  return Object.entries(value);
}
