import { Option } from 'commander';
import type { AddCommand } from './session.js';
import { forms } from './show/forms.js';
import type { ShowOptions } from './show/show-declaration.js';

export const addShow: AddCommand = (program, session) => {
  const command = program
    .command('show')
    .argument('<name>', "an event's version, a type, an aggregate or a projection: Cart.ItemAdded@2, Money, Cart")
    .description('print a declaration with everything resolved')
    .addOption(new Option('--as <form>', 'in what it is printed').choices(forms).default('yaml'))
    .action(async (name: string) => {
      const options = command.optsWithGlobals<ShowOptions>();
      const { showDeclaration } = await import('./show/show-declaration.js');
      session.exit = await showDeclaration(name, options, session.terminal);
    });
};
