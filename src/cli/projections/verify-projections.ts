import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import type { ProjectionsOptions } from './projections-options.js';
import type { Verified } from './projections-runtime.js';
import { withProjections } from './with-projections.js';

/** Holds the rows to a fresh fold; a row that differs is a finding. */
export function verifyProjections(
  names: readonly string[],
  options: ProjectionsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withProjections(names, options, terminal, async ({ runtime, projections, store, tables }) => {
    const verified: Verified[] = [];
    for (const projection of projections) {
      const result = await runtime.verifyProjection({ store, tables, projection });
      verified.push(result);
      if (options.format !== 'json') terminal.out(textOf(result));
    }
    if (options.format === 'json') {
      const data = { projections: verified.map(({ position, ...result }) => ({ ...result, position: `${position}` })) };
      await showFindings({ diagnostics: [], sources: [], data }, options, terminal);
    }
    return verified.some(({ differing }) => differing > 0) ? exitCode.findings : exitCode.fine;
  });
}

function textOf({ projection, position, rows, differing, differences }: Verified): string {
  const upTo = `up to position ${position}`;
  if (differing === 0) return `${projection}: ${rows} rows as the events make them, ${upTo}\n`;
  const lines = differences.map(
    ({ key, found, expected }) =>
      `  ${JSON.stringify(key)}\n    found     ${shown(found)}\n    expected  ${shown(expected)}\n`,
  );
  const more = differing > differences.length ? `  and ${differing - differences.length} more\n` : '';
  return `${projection}: ${differing} of ${rows} rows differ, ${upTo}\n${lines.join('')}${more}`;
}

function shown(row: unknown): string {
  return row === undefined ? 'no row' : JSON.stringify(row);
}
