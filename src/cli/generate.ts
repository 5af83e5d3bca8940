import type { CommonOptions } from './common-options.js';
import { exitCode } from './exit-code.js';
import type { AddCommand } from './session.js';

interface GenerateOptions extends CommonOptions {
  readonly check: boolean;
  readonly watch: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

export const addGenerate: AddCommand = (program, session) => {
  const command = program
    .command('generate')
    .description('write the TypeScript that the schemas say')
    .option('--check', 'write nothing, and fail if something would change', false)
    .option('--watch', 'go on, and generate again when a schema or the configuration changes', false)
    .option('--dry-run', 'write nothing, and list what would be done', false)
    .option('--force', 'overwrite generated files that were edited, and files that stand in their place', false)
    .action(async () => {
      const options = command.optsWithGlobals<GenerateOptions>();
      if (Number(options.check) + Number(options.watch) + Number(options.dryRun) > 1) {
        command.error('error: --check, --watch and --dry-run exclude each other');
      }
      if (options.check && options.force) command.error('error: --check and --force exclude each other');
      const { generateOnce } = await import('./generate-once.js');
      const { showOutcome } = await import('./show-outcome.js');
      if (options.watch) {
        const { watch } = await import('./watch.js');
        await watch(options, session.terminal);
        session.exit = exitCode.fine;
        return;
      }
      const outcome = await generateOnce(options);
      await showOutcome(outcome, options, session.terminal);
      session.exit = outcome.exit;
    });
};
