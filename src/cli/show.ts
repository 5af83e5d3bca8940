import type { CommonOptions } from './common-options.js';
import type { AddCommand } from './session.js';

export const addShow: AddCommand = (program, session) => {
  const command = program
    .command('show')
    .argument('<name>', "an event's version, a type, an aggregate or a projection: Cart.ItemAdded@2, Money, Cart")
    .description('print a declaration with everything resolved')
    .action(async (name: string) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const { showDeclaration } = await import('./show/show-declaration.js');
      session.exit = await showDeclaration(name, options, session.terminal);
    });
};
