import { createReporter } from '../../diagnostics/reporter.js';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js';
import type { Mode } from '../../diagnostics/mode.js';
import type { Terminal } from '../terminal.js';
import type { OpenedSchemas } from './open-schemas.js';

export interface BrokenLawsRequest {
  readonly mode: Mode;
  readonly cwd: string;
  readonly quiet: boolean;
}

/**
 * Tries the laws on what would be generated, in memory. Says where they could not be tried: that takes the runtime, which
 * a project has that uses what is generated.
 */
export async function findBrokenLaws(
  { analysis, config }: OpenedSchemas,
  { mode, cwd, quiet }: BrokenLawsRequest,
  terminal: Terminal,
): Promise<readonly Diagnostic[]> {
  const events = analysis.model.contexts.flatMap(({ aggregates }) => aggregates.flatMap((each) => each.events));
  const isOld = events.some(({ versions, retired }) => versions.length > 1 || retired?.kind === 'split');
  if (!isOld || hasErrors(analysis.diagnostics)) return [];

  const { findRuntime, ownPlace, placeIn } = await import('../../laws/emitted/find-runtime.js');
  const runtime = await findRuntime([placeIn(cwd), ownPlace]);
  if (runtime === undefined) {
    if (!quiet) terminal.err('the laws were not tried: @varve/runtime is not installed\n');
    return [];
  }
  const { checkLaws } = await import('../../laws/check-laws.js');
  const reporter = createReporter();
  const seed = seedOf(process.env['VARVE_SEED']);
  checkLaws(analysis, { mode, names: analysis.names, options: config, runtime, seed }, reporter);
  return reporter.diagnostics;
}

function seedOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d{1,10}$/u.test(text) ? undefined : Number(text) | 0;
}
