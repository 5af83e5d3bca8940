import type { Reporter } from '../diagnostics/reporter.js';
import type { Types } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import type { Source } from './plan.js';

/** What a rule can see: the data of the version before, or of the event that is split. */
export interface PlanScope {
  readonly reporter: Reporter;
  readonly types: Types;
  readonly malformed: ReadonlySet<string>;
  readonly fields: readonly Field[];
  /** `ItemAdded@1`, for messages. */
  readonly label: string;
  /** Why there can be no `custom` here; `undefined` where there can. */
  readonly noCustom: string | undefined;
  /** A path that is known to be there, with all that leads to it, because a part is made only `when` it is. */
  readonly present?: readonly string[] | undefined;
  /** A path that is known not to be there, nor what it leads to, because a part is made only `when` it is not. */
  readonly absent?: readonly string[] | undefined;
}

/** The field that a rule fills. */
export interface RuleTarget {
  readonly type: Type;
  readonly optional: boolean;
  /** `"quantity" of ItemAdded@2`, for messages. */
  readonly label: string;
}

/** Where a value comes from, and whether it has to be checked before it is used. */
export interface ResolvedRule {
  readonly source: Source;
  readonly checked: boolean;
}
