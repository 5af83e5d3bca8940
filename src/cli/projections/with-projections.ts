import { exitCode, type ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { type OpenedProjections, openProjections, wordsOf } from './open-projections.js';
import type { ProjectionsOptions } from './projections-options.js';
import { ProjectionsProblem } from './projections-runtime.js';

/** Does something with a project's projections, and closes what was opened. What fails is said, and no bug of Varve. */
export async function withProjections(
  names: readonly string[],
  options: ProjectionsOptions,
  terminal: Terminal,
  work: (opened: OpenedProjections) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const opened = await openProjections(names, options);
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined && !(error instanceof ProjectionsProblem)) throw error;
    terminal.err(`error: ${wordsOf(error)}\n`);
    return code === 'PROJECTION' ? exitCode.findings : exitCode.usage;
  }
}

/** Errors of the project's runtime are known by their codes: it may be another copy. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
