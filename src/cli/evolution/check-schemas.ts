import type { Mode } from '../../diagnostics/mode.js';
import { compareDiagnostics, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { checkEvolution } from '../../evolution/check/check-evolution.js';
import type { Base, CheckInput, Soundness } from '../../evolution/check/rule.js';
import type { CustomCode } from '../../evolution/custom-code.js';
import { type Impact, impactOfUnreleased, impactSince } from '../../evolution/impact.js';
import { lockLinesOf, type OpenedSchemas } from './open-schemas.js';

export interface CheckRequest {
  readonly mode: Mode;
  readonly base: Base | undefined;
  /** The hand-written steps; nothing is said of them where it is absent. */
  readonly code?: CustomCode | undefined;
  /** Steps and splits whose change is accepted: `shop/Cart.ItemAdded@2`. */
  readonly accepted?: ReadonlySet<string>;
}

export interface CheckResult {
  /** Those of compiling included; sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly impact: Impact;
}

/** Holds schemas to what is released. */
export function checkSchemas(opened: OpenedSchemas, request: CheckRequest): CheckResult {
  const { analysis, lock, lockFiles, goldenFiles } = opened;
  const { base, mode, code, accepted = new Set<string>() } = request;
  const soundness = soundnessOf(opened);
  const impact = soundness === 'sound' ? impactOf(opened, base) : { snapshots: [], projections: [] };
  const input: CheckInput = {
    model: analysis.model,
    plans: analysis.plans,
    soundness,
    lock,
    lockLines: lockLinesOf([...lockFiles, ...goldenFiles]),
    base,
    impact,
    code,
    accepted,
  };
  const reporter = createReporter();
  checkEvolution(input, mode, reporter);
  return { diagnostics: [...analysis.diagnostics, ...reporter.diagnostics].sort(compareDiagnostics), impact };
}

function soundnessOf({ analysis, allRead }: OpenedSchemas): Soundness {
  if (!allRead || !analysis.complete) return 'partial';
  return hasErrors(analysis.diagnostics) ? 'complete' : 'sound';
}

/** The base knows states and projections, the lock does not. */
function impactOf({ analysis, lock }: OpenedSchemas, base: Base | undefined): Impact {
  return base?.tree === undefined ? impactOfUnreleased(analysis, base?.lock ?? lock) : impactSince(base.tree, analysis);
}
