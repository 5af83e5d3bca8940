import { Command, CommanderError } from 'commander';
import { addBump } from './bump.js';
import { addCheck } from './check.js';
import { addCommonOptions } from './common-options.js';
import { addDiff } from './diff.js';
import { exitCode, type ExitCode } from './exit-code.js';
import { addExplain } from './explain.js';
import { addGenerate } from './generate.js';
import { addInit } from './init.js';
import { ownVersion } from './own-package.js';
import { addProjections } from './projections.js';
import { addRelease } from './release.js';
import { openSession } from './session.js';
import { addShow } from './show.js';
import type { Terminal } from './terminal.js';

/** Runs one command line (without `node` and the program's name) and says how it ended. Throws for a bug alone. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const session = openSession(terminal);
  const program = new Command('varve')
    .description('Event sourcing from one schema.')
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(`varve --help` lists the commands and flags)');
  addCommonOptions(program);
  for (const add of [addInit, addGenerate, addCheck, addRelease, addBump, addDiff, addShow, addExplain, addProjections])
    add(program, session);

  try {
    await program.parseAsync(args, { from: 'user' });
    return session.exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
  }
}
