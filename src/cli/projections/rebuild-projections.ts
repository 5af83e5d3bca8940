import { exitCode, type ExitCode } from '../exit-code.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';
import type { OpenedProjections } from './open-projections.js';
import type { ProjectionsOptions } from './projections-options.js';
import type { BuildStatus, RunnableProjection } from './projections-runtime.js';
import { withProjections } from './with-projections.js';

/** How long it may take, in milliseconds: as long as it takes. */
const longest = 2 ** 31 - 1;

/**
 * Makes rows anew beside those that serve, and switches. A runner that runs elsewhere takes part, and goes on where this
 * command is stopped. Rows that appends keep are kept by them afterwards.
 */
export function rebuildProjections(
  names: readonly string[],
  options: ProjectionsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withProjections(names, options, terminal, async (opened) => {
    const { runtime, projections, store, tables } = opened;
    const before = await runtime.projectionStatus({ store, tables, projections, countRows: false });
    const isInline = ({ name }: RunnableProjection): boolean =>
      before.some(({ projection, state }) => projection === name && (state === 'inline' || state === 'behind'));
    const progress = showProgress(opened, options, terminal);
    try {
      for (const projection of projections.filter(isInline))
        await runtime.rebuildInlineProjection({ store, projection });
      const others = projections.filter((projection) => !isInline(projection));
      if (others.length > 0) await rebuildByRunner(opened, others, before);
    } finally {
      progress.end();
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

async function rebuildByRunner(
  { runtime, store, tables }: OpenedProjections,
  projections: readonly RunnableProjection[],
  before: readonly BuildStatus[],
): Promise<void> {
  const runner = await runtime.runProjections({ store, tables, projections, onError: () => undefined });
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
    await runner.stop();
  }
}

function showProgress(
  { runtime, projections, store, tables }: OpenedProjections,
  { quiet }: ProjectionsOptions,
  terminal: Terminal,
): { end(): void } {
  if (quiet === true) return { end: () => undefined };
  const timer = setInterval(() => {
    runtime.projectionStatus({ store, tables, projections, countRows: false }).then(
      (builds) => {
        for (const build of builds) if (build.state === 'building') terminal.err(progressOf(build));
      },
      () => undefined,
    );
  }, 2_000);
  return { end: () => clearInterval(timer) };
}

function progressOf({ projection, partition, position, lag }: BuildStatus): string {
  return `${projection} ${partition}: at position ${position} of ${position + lag}\n`;
}
