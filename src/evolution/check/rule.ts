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

/** What a rule can see. */
export interface CheckInput extends Tree {
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
   * Whether the schemas must be free of errors, or at least the shapes of their versions: otherwise the model has gaps,
   * and the rule would complain of them.
   */
  readonly of: 'sound' | 'shapes' | 'unsound' | 'any';
  readonly run: (input: CheckInput, report: Report) => void;
}
