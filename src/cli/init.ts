import { relative, resolve, sep } from 'node:path';
import type { CommonOptions } from './common-options.js';
import { exitCode, type ExitCode } from './exit-code.js';
import type { AddCommand } from './session.js';

export const addInit: AddCommand = (program, session) => {
  const command = program
    .command('init')
    .argument('[dir]', 'the folder of the project; it need not exist', '.')
    .description('write a project that runs; never overwrites a file')
    .action(async (dir: string) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { createReporter } = await import('../diagnostics/reporter.js');
      const { startOf } = await import('../diagnostics/span.js');
      const { initProject } = await import('./init-project.js');
      const { showFindings } = await import('./show-findings.js');
      const { terminal } = session;
      const reporter = createReporter();
      const folder = resolve(options.cwd, dir);
      const shown = relative(options.cwd, folder).split(sep).join('/');
      let changes: ReturnType<typeof initProject>;
      let exitIfNone: ExitCode = exitCode.usage;
      try {
        changes = initProject(folder, reporter);
      } catch (error) {
        // What the system refuses is no bug of ours; anything else is.
        if (!(error instanceof Error && 'syscall' in error)) throw error;
        const message = `the project cannot be written: ${error.message}`;
        reporter.report('OUTPUT_UNWRITABLE', startOf(shown === '' ? '.' : shown), message);
        exitIfNone = exitCode.findings;
      }
      const data = changes === undefined ? {} : { changes };
      await showFindings({ diagnostics: reporter.diagnostics, sources: [], data }, options, terminal);
      if (changes === undefined) {
        session.exit = exitIfNone;
        return;
      }
      if (options.quiet === true || options.format === 'json') return;
      for (const { action, path } of changes) terminal.out(`${action.padEnd(8)} ${path}\n`);
      terminal.err(nextSteps(shown));
    });
};

function nextSteps(folder: string): string {
  const steps = ['npm install', 'npx varve generate', 'npx tsc', 'npm start'];
  const lines = folder === '' ? steps : [`cd ${folder}`, ...steps];
  return `\nNext:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
