import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import { contains, sizeRange } from '../../model/range.js';
import type { Type } from '../../model/type.js';
import { edgyArbitrary } from './edgy-arbitrary.js';
import { isNone, type NoValues, type Values } from './values.js';

const usual = 4;
const huge = 100;
/** How many items are made in search of different ones. */
const mostSought = 500;

/** Lists that are as long as the checks say; `element` has no values where the type ends for its depth. */
export function listValues(layers: readonly Type[], element: Values | NoValues): Values | NoValues {
  const sizes = sizeRange(layers);
  const least = Number(sizes.lower?.value ?? 0);
  const most = Number(sizes.upper?.value ?? Number.POSITIVE_INFINITY);
  const isUnique = layers.some((layer) => layer.kind === 'list' && layer.unique);
  const isValid = (value: Json): boolean =>
    Array.isArray(value) &&
    contains(sizes, value.length) &&
    (!isUnique || new Set(value.map(canonicalJson)).size === value.length);
  if (isNone(element) || most === 0)
    return least > 0 && isNone(element) ? element : { edges: [[]], arbitrary: fc.constant<Json>([]), all: [[]] };

  const pool = isUnique ? different(element, Math.min(Math.max(least, usual), huge + least)) : element.edges;
  const edges = edgesOf(pool, least, most, isUnique).filter(isValid);
  if (edges.length === 0) return { none: `fewer than ${least} different items were found` };
  const maxLength = Math.min(most, Math.max(least, Math.min(usual, least + usual)));
  const upTo = (longest: number): fc.Arbitrary<Json> =>
    fc
      .array(element.arbitrary, { minLength: least, maxLength: longest })
      .map((list): Json => (isUnique ? differing(list) : list), listOf);
  const arbitrary = edgyArbitrary({ base: upTo(maxLength), wide: upTo(maxLength + huge), edges, isValid });
  return { edges, arbitrary, all: undefined };
}

/**
 * None, one, as few and as many as may be, and all edges of the items after one another. What a long list is filled up
 * with is plain: long lists of long lists of long texts would find nothing that short ones do not.
 */
function edgesOf(pool: readonly Json[], least: number, most: number, isUnique: boolean): readonly Json[] {
  const [first = null] = pool;
  const repeated = (count: number): readonly Json[] => {
    const items = Array.from({ length: count }, (_, index) => {
      const item = pool[index];
      return item === undefined ? first : item;
    });
    return isUnique ? items.slice(0, pool.length) : items;
  };
  const lengths = [0, 1, least, Math.min(most, pool.length), Math.min(most, Math.max(least, huge))];
  return [...new Set(lengths)].map(repeated);
}

function different({ edges, arbitrary, all }: Values, wanted: number): readonly Json[] {
  const own = differing(all ?? edges);
  if (own.length >= wanted || all !== undefined) return own;
  return differing([...own, ...fc.sample(arbitrary, { seed: 1, numRuns: mostSought })]).slice(0, wanted);
}

/** The first of each that are equal; −0 and 0 are. */
function differing(items: readonly Json[]): readonly Json[] {
  return [...new Map(items.toReversed().map((item) => [canonicalJson(item), item])).values()].toReversed();
}

function listOf(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Error('only lists are made');
  return value;
}
