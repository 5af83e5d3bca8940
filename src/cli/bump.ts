import type { CommonOptions } from './common-options.js';
import type { AddCommand } from './session.js';

export const addBump: AddCommand = (program, session) => {
  const command = program
    .command('bump')
    .argument('<name>', 'an event or a versioned type: Cart.ItemAdded, Money')
    .description('append the next version to a schema: a copy of the newest, ready to edit')
    .action(async (name: string) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { bumpDeclaration } = await import('./bump/bump-declaration.js');
      session.exit = await bumpDeclaration(name, options, session.terminal);
    });
};
