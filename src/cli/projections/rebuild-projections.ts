import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import type { ProjectionsOptions } from './projections-options.js';
import type { Runner, RunningBuild } from './projections-runtime.js';
import { withProjections } from './with-projections.js';

/** How long it may take, in milliseconds: as long as it takes. */
const longest = 2 ** 31 - 1;

/**
 * Makes rows anew beside those that serve, and switches. A runner that runs elsewhere takes part, and goes on where this
 * command is stopped.
 */
export function rebuildProjections(
  names: readonly string[],
  options: ProjectionsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withProjections(names, options, terminal, async ({ runtime, projections, store, tables }) => {
    const before = await runtime.projectionStatus({ store, tables, projections, countRows: false });
    const runner = await runtime.runProjections({ store, tables, projections, onError: () => undefined });
    const progress = showProgress(runner, options, terminal);
    try {
      for (const { name } of projections) {
        // Rows of an older version are made anew without being asked.
        const isServed = before.some(
          ({ projection, state, isCurrent }) => projection === name && isCurrent && state === 'live',
        );
        if (isServed) await runner.rebuild(name);
      }
      await runner.caughtUp({ timeout: longest });
    } finally {
      progress.end();
      await runner.stop();
    }
    if (options.format === 'json') {
      await showFindings(
        { diagnostics: [], sources: [], data: { rebuilt: projections.map(({ name }) => name) } },
        options,
        terminal,
      );
    } else {
      for (const { name } of projections) terminal.out(`${name}: made anew\n`);
    }
    return exitCode.fine;
  });
}

function showProgress(runner: Runner, { quiet }: ProjectionsOptions, terminal: Terminal): { end(): void } {
  if (quiet === true) return { end: () => undefined };
  const timer = setInterval(() => {
    runner.lag().then(
      (builds) => {
        for (const build of builds) if (build.state === 'building') terminal.err(progressOf(build));
      },
      () => undefined,
    );
  }, 2_000);
  return { end: () => clearInterval(timer) };
}

function progressOf({ projection, partition, position, last }: RunningBuild): string {
  return `${projection} ${partition}: at position ${position} of ${last}\n`;
}
