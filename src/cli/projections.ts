import { type Command, Option } from 'commander';
import type { ProjectionsOptions } from './projections/projections-options.js';
import type { AddCommand } from './session.js';

export const addProjections: AddCommand = (program, session) => {
  const parent = program
    .command('projections')
    .description('what is kept of projections in a database: how far it is, whether it is right, and making it anew');

  const status = withPlace(parent.command('status'))
    .argument('[names...]', 'projections; all of the module by default')
    .description('how far the builds of projections are')
    .option('--rows', 'count the rows as well, which reads them all')
    .action(async (names: readonly string[]) => {
      const options = status.optsWithGlobals<ProjectionsOptions>();
      const { showStatus } = await import('./projections/show-status.js');
      session.exit = await showStatus(names, options, session.terminal);
    });

  const rebuild = withPlace(parent.command('rebuild'))
    .argument('<names...>', 'projections')
    .description('make the rows anew in tables beside, and switch to them when they have caught up')
    .action(async (names: readonly string[]) => {
      const options = rebuild.optsWithGlobals<ProjectionsOptions>();
      const { rebuildProjections } = await import('./projections/rebuild-projections.js');
      session.exit = await rebuildProjections(names, options, session.terminal);
    });

  const verify = withPlace(parent.command('verify'))
    .argument('[names...]', 'projections; all of the module by default')
    .description('fold the events again, and compare with the rows')
    .action(async (names: readonly string[]) => {
      const options = verify.optsWithGlobals<ProjectionsOptions>();
      const { verifyProjections } = await import('./projections/verify-projections.js');
      session.exit = await verifyProjections(names, options, session.terminal);
    });
};

function withPlace(command: Command): Command {
  return command
    .requiredOption('--store <url>', 'where the events are: a SQLite file, postgres://…, nats://host/name')
    .option('--tables <url>', 'where the rows are, if elsewhere: a SQLite file, or postgres://…')
    .addOption(
      new Option('--module <file>', 'the JavaScript that exports `projections`').default('dist/projections.js'),
    );
}
