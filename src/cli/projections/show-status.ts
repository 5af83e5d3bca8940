import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import type { ProjectionsOptions } from './projections-options.js';
import type { BuildStatus } from './projections-runtime.js';
import { withProjections } from './with-projections.js';

/** How far the builds of projections are, as a table or as JSON. */
export function showStatus(
  names: readonly string[],
  options: ProjectionsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withProjections(names, options, terminal, async ({ runtime, projections, store, tables }) => {
    const builds = await runtime.projectionStatus({ store, tables, projections, countRows: options.rows === true });
    if (options.format === 'json') {
      const data = {
        projections: builds.map(({ position, lag, ...build }) => ({
          ...build,
          position: `${position}`,
          lag: `${lag}`,
        })),
      };
      await showFindings({ diagnostics: [], sources: [], data }, options, terminal);
    } else {
      terminal.out(tableOf(builds, options.rows === true));
    }
    return exitCode.fine;
  });
}

function tableOf(builds: readonly BuildStatus[], hasRows: boolean): string {
  const lines = [
    ['projection', 'part', 'state', 'position', 'lag', 'parked', ...(hasRows ? ['rows'] : []), 'fingerprint'],
    ...builds.map((build) => [
      build.projection,
      `${build.partition}`,
      stateOf(build),
      `${build.position}`,
      `${build.lag}`,
      `${build.parked}`,
      ...(hasRows ? [`${build.rows ?? 0}`] : []),
      build.fingerprint,
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const rows = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

/** Rows that another version of the code has made are to be made anew. */
function stateOf({ state, isCurrent }: BuildStatus): string {
  return isCurrent ? state : `${state}, outdated`;
}
