import type { Command } from 'commander';
import { exitCode, type ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** One call of `varve`. */
export interface Session {
  readonly terminal: Terminal;
  /** Set by the command that runs. */
  exit: ExitCode;
}

export function openSession(terminal: Terminal): Session {
  return { terminal, exit: exitCode.fine };
}

/** Registers a command. What a command needs to run is loaded when it runs. */
export type AddCommand = (program: Command, session: Session) => void;
