import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import type { Outcome } from '../outcome.js';

/** One of the promises that reading and writing history keeps, as something that can be tried with a value. */
export interface Law {
  /** Follows "the law of". */
  readonly name: string;
  readonly code: 'LAW_BROKEN' | 'BACK_INCOHERENT';
  /** What a valid value of a version shows not to hold; nothing where the law holds for it. */
  readonly breach: (chain: Chain, version: number, json: Json) => Breach | undefined;
}

export interface Breach {
  /** A sentence without a final stop: `straight to the newest it comes to something else than step by step`. */
  readonly what: string;
  /** The version that the trouble is with beside the value's own: where a way back leads. */
  readonly other?: number;
  /** What each way gave. */
  readonly ways: readonly (readonly [way: string, outcome: Outcome])[];
}
