import type * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';

/** The values that a type has, as they are stored. */
export interface Values {
  /** Where mistakes hide, each valid, the simplest first; at least one. */
  readonly edges: readonly Json[];
  /** Edges now and then, and anything else; shrinks a value without knowing how it came about. */
  readonly arbitrary: fc.Arbitrary<Json>;
  /** Every value there is, where they are few. */
  readonly all: readonly Json[] | undefined;
}

/** A type without values, or one of which none was found. */
export interface NoValues {
  /** `no text was found that matches ^a{3}b$`. */
  readonly none: string;
}

export function isNone(values: Values | NoValues): values is NoValues {
  return 'none' in values;
}

/** More values than these are not listed, but sampled. */
export const mostListed = 256;
