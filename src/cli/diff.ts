import type { DiffOptions } from './evolution/run-diff.js';
import type { AddCommand } from './session.js';

export const addDiff: AddCommand = (program, session) => {
  const command = program
    .command('diff')
    .description('say what changed since the last release, as a changelog for a reviewer')
    .option('--against <ref>', 'since this branch left a branch, a tag or a commit of git')
    .action(async () => {
      const { runDiff } = await import('./evolution/run-diff.js');
      session.exit = await runDiff(command.optsWithGlobals<DiffOptions>(), session.terminal);
    });
};
