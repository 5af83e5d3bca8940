import { relative, resolve, sep } from 'node:path';
import type { CommonOptions } from './common-options.js';
import { exitCode } from './exit-code.js';
import type { AddCommand } from './session.js';

export const addInit: AddCommand = (program, session) => {
  const command = program
    .command('init')
    .argument('[dir]', 'the folder of the project; it need not exist', '.')
    .description('write a project that runs; never overwrites a file')
    .action(async (dir: string) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { createReporter } = await import('../diagnostics/reporter.js');
      const { initProject } = await import('./init-project.js');
      const { showFindings } = await import('./show-findings.js');
      const { terminal } = session;
      const reporter = createReporter();
      const folder = resolve(options.cwd, dir);
      const changes = initProject(folder, reporter);
      const data = changes === undefined ? {} : { changes };
      await showFindings({ diagnostics: reporter.diagnostics, sources: [], data }, options, terminal);
      if (changes === undefined) {
        session.exit = exitCode.usage;
        return;
      }
      if (options.quiet === true || options.format === 'json') return;
      for (const { action, path } of changes) terminal.out(`${action.padEnd(8)} ${path}\n`);
      terminal.err(nextSteps(relative(options.cwd, folder).split(sep).join('/')));
    });
};

function nextSteps(folder: string): string {
  const steps = ['npm install', 'npx varve generate', 'npx tsc', 'npm start'];
  const lines = folder === '' ? steps : [`cd ${folder}`, ...steps];
  return `\nNext:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
