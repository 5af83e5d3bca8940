import type { CommonOptions } from './common-options.js';
import { exitCode } from './exit-code.js';
import type { AddCommand } from './session.js';

interface GenerateOptions extends CommonOptions {
  readonly check?: true;
  readonly watch?: true;
  readonly dryRun?: true;
  readonly force?: true;
}

export const addGenerate: AddCommand = (program, session) => {
  const command = program
    .command('generate')
    .description('write the TypeScript that the schemas say')
    .option('--check', 'write nothing, and fail if something would change')
    .option('--watch', 'go on, and generate again when a schema or the configuration changes')
    .option('--dry-run', 'write nothing, and list what would be done')
    .option('--force', 'overwrite generated files that were edited, and files that stand in their place')
    .action(async () => {
      const given = command.optsWithGlobals<GenerateOptions>();
      const options = {
        ...given,
        check: given.check ?? false,
        dryRun: given.dryRun ?? false,
        force: given.force ?? false,
      };
      if (Number(options.check) + Number(options.dryRun) + Number(given.watch ?? false) > 1) {
        command.error('error: --check, --watch and --dry-run exclude each other');
      }
      if (options.check && options.force) command.error('error: --check and --force exclude each other');
      if (given.watch === true) {
        const { watch } = await import('./watch.js');
        await watch(options, session.terminal);
        session.exit = exitCode.fine;
        return;
      }
      const { generateOnce } = await import('./generate-once.js');
      const { showOutcome } = await import('./show-outcome.js');
      const outcome = await generateOnce(options);
      await showOutcome(outcome, options, session.terminal);
      session.exit = outcome.exit;
    });
};
