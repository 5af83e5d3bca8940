import { Option } from 'commander';
import { modes } from '../diagnostics/mode.js';
import type { CheckOptions } from './evolution/run-check.js';
import type { AddCommand } from './session.js';

export const addCheck: AddCommand = (program, session) => {
  const command = program
    .command('check')
    .description('hold the schemas to what is released')
    .option('--against <ref>', 'compare with where this branch left a branch, a tag or a commit of git')
    .addOption(new Option('--mode <mode>', 'how strictly (default: that of the configuration)').choices(modes))
    .option('--strict', 'fail on warnings as well')
    .action(async () => {
      const { runCheck } = await import('./evolution/run-check.js');
      session.exit = await runCheck(command.optsWithGlobals<CheckOptions>(), session.terminal);
    });
};
