/** What a command talks to. */
export interface Terminal {
  /** Data. */
  readonly out: (text: string) => void;
  /** Diagnostics, progress and mistakes of usage. */
  readonly err: (text: string) => void;
  /** Whether what goes to `err` may be coloured. */
  readonly colour: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colour: wantsColour(process.env, process.stderr.isTTY),
  };
}

/** `NO_COLOR` forbids, `FORCE_COLOR` commands, and otherwise it depends on who is reading. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
