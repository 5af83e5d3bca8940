import type { ReleaseOptions } from './evolution/run-release.js';
import type { AddCommand } from './session.js';

export const addRelease: AddCommand = (program, session) => {
  const command = program
    .command('release')
    .description('lock the versions that are not locked yet: nobody edits them any more')
    .option('--dry-run', 'write nothing, and list what would be released')
    .option('--accept <version...>', 'a version (Cart.ItemAdded@2) that is from now on read in another way than before')
    .option('--reason <text>', 'why that is accepted')
    .action(async () => {
      const options = command.optsWithGlobals<ReleaseOptions>();
      if ((options.accept === undefined) !== (options.reason === undefined)) {
        command.error('error: --accept and --reason belong together');
      }
      if (options.reason?.trim() === '') command.error('error: --reason is empty');
      const { runRelease } = await import('./evolution/run-release.js');
      session.exit = await runRelease(options, session.terminal);
    });
};
