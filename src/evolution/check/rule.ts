import type { DiagnosticExtras } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/span.js';
import type { Context, Model } from '../../model/model.js';
import type { Impact } from '../impact.js';
import type { Lock } from '../lock.js';
import type { Plans } from '../plans.js';

/** What schemas say. */
export interface Tree {
  readonly model: Model;
  readonly plans: ReadonlyMap<Context, Plans>;
}

/** What the schemas and the lock were where this branch left the other one. */
export interface Base {
  /** For people: `origin/main (3f2a91c)`. */
  readonly label: string;
  /** Its full hash. */
  readonly commit: string;
  /** The lines of each lock file as they stand there, readable or not. */
  readonly lockLines: ReadonlyMap<string, readonly string[]>;
  readonly lock: Lock;
  /** `undefined` where the schemas of the base do not compile. */
  readonly tree: Tree | undefined;
}

/**
 * How far schemas can be taken at their word: they are free of errors; or they are not, but whatever they declare is in
 * the model; or what the model lacks may be declared all the same.
 */
export type Soundness = 'sound' | 'complete' | 'partial';

/** What a rule can see. */
export interface CheckInput extends Tree {
  readonly soundness: Soundness;
  /** As it stands in the working directory. */
  readonly lock: Lock;
  readonly lockLines: ReadonlyMap<string, readonly string[]>;
  readonly base: Base | undefined;
  readonly impact: Impact;
  /** Steps and splits whose change is being accepted: `shop/Cart.ItemAdded@2`. */
  readonly accepted: ReadonlySet<string>;
}

/** Reports a finding under the rule's own code, as grave as the mode has it. */
export type Report = (span: Span, message: string, extras?: Omit<DiagnosticExtras, 'severity'>) => void;

export interface Rule {
  /**
   * Of which schemas it has something to say. Those with errors have a model with gaps, and the rule must not complain of
   * them: what stands in a gap was reported where it is wrong.
   */
  readonly of: readonly Soundness[];
  readonly run: (input: CheckInput, report: Report) => void;
}
