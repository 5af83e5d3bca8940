import { createReporter } from '../../diagnostics/reporter.js';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js';
import type { Mode } from '../../diagnostics/mode.js';
import type { OpenContext } from '../../laws/open-context.js';
import type { Terminal } from '../terminal.js';
import type { OpenedSchemas } from './open-schemas.js';

export interface BrokenLawsRequest {
  readonly mode: Mode;
  readonly quiet: boolean;
  /** Gives what generated code is run with; `undefined` where the runtime is not installed. */
  readonly open: () => Promise<OpenContext | undefined>;
}

/**
 * Tries the laws on what would be generated, in memory, and reads the golden streams with it. Says where that could not
 * be: it takes the runtime, which a project has that uses what is generated.
 */
export async function findBrokenLaws(
  { analysis, golden, lock }: OpenedSchemas,
  { mode, quiet, open: opening }: BrokenLawsRequest,
  terminal: Terminal,
): Promise<readonly Diagnostic[]> {
  const events = analysis.model.contexts.flatMap(({ aggregates }) => aggregates.flatMap((each) => each.events));
  const isOld = events.some(({ versions, retired }) => versions.length > 1 || retired?.kind === 'split');
  if ((!isOld && golden.size === 0) || hasErrors(analysis.diagnostics)) return [];

  const open = await opening();
  if (open === undefined) {
    if (!quiet) terminal.err('the laws were not tried: @varve/runtime is not installed\n');
    return [];
  }
  const { checkLaws } = await import('../../laws/check-laws.js');
  const { checkGolden } = await import('../../laws/golden/check-golden.js');
  const reporter = createReporter();
  checkLaws(analysis, { mode, open, seed: chosenSeed(terminal) }, reporter);
  checkGolden(analysis, { golden, lock, open }, reporter);
  return reporter.diagnostics;
}

/** The seed that a finding named, to draw its values again. */
function chosenSeed(terminal: Terminal): number | undefined {
  const text = process.env['VARVE_SEED'];
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,10}$/u.test(text)) return Number(text) | 0;
  terminal.err('VARVE_SEED is not followed: it is not a whole number of up to ten digits\n');
  return undefined;
}
