import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { edgyArbitrary } from './edgy-arbitrary.js';
import type { NoValues, Values } from './values.js';

/** How many values are made in search of one that is valid, where no edge is. */
const mostSought = 200;

export interface Leaf {
  readonly base: fc.Arbitrary<Json>;
  /** The simplest first; those that are not valid are left out. */
  readonly edges: readonly Json[];
  readonly isValid: (value: Json) => boolean;
  /** What to say where nothing valid is found. */
  readonly none: string;
}

/** The values of a type without parts. */
export function leafValues({ base, edges, isValid, none }: Leaf): Values | NoValues {
  const valid = distinct(edges.filter(isValid));
  const found = valid.length > 0 ? valid : distinct(seek(base).filter(isValid)).slice(0, 4);
  if (found.length === 0) return { none };
  return { edges: found, arbitrary: edgyArbitrary({ base, edges: found, isValid }), all: undefined };
}

/** The values of a type that has only these. */
export function listedValues(all: readonly Json[]): Values {
  return { edges: all, arbitrary: fc.constantFrom(...all), all };
}

/** Always the same ones: a schema has values, or it has none. */
function seek(base: fc.Arbitrary<Json>): readonly Json[] {
  return fc.sample(base, { seed: 1, numRuns: mostSought });
}

function distinct(values: readonly Json[]): readonly Json[] {
  return values.filter((value, index) => values.findIndex((other) => Object.is(other, value)) === index);
}
