import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a command said, and how it ended. */
export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bank's repository: a git repository of its own, in which the schema and the code of one day after the other stand. */
export interface BankProject {
  /** Puts the schema and the code of a day in the place of those of the day before. */
  put(day: string): void;
  varve(...args: readonly string[]): Result;
  /** As `varve`, of which nothing else than success will do. */
  succeed(...args: readonly string[]): Result;
  git(...args: readonly string[]): string;
  /** Compiles what stands there, and runs it over the one database of all days. */
  runDay(number: number): string;
  read(path: string): string;
  write(path: string, text: string): void;
  dispose(): void;
}

export const schemaPath = 'schemas/bank.varve.yaml';

/** `examples`: the folder with `days`, `program` and `project`; `repository`: this one, with all that is built. */
export function openBankProject(examples: string, repository: string): BankProject {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'varve-history-')));
  const modules = join(repository, 'node_modules');
  cpSync(join(examples, 'project'), cwd, { recursive: true });
  mkdirSync(join(cwd, 'node_modules/@varve'), { recursive: true });
  symlinkSync(repository, join(cwd, 'node_modules/varve'), 'dir');
  symlinkSync(join(repository, 'src/runtime'), join(cwd, 'node_modules/@varve/runtime'), 'dir');
  symlinkSync(join(modules, '@types'), join(cwd, 'node_modules/@types'), 'dir');

  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...rest } = process.env;
  // Nothing of the user's own configuration of git, such as hooks or signatures.
  const env = { ...rest, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const node = (script: string, args: readonly string[]): Result => {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], {
      cwd,
      env,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    return { code: status, stdout, stderr };
  };
  const succeed = (script: string, args: readonly string[]): Result => {
    const result = node(script, args);
    if (result.code === 0) return result;
    throw new Error(`${script} ${args.join(' ')} ended with ${result.code}:\n${result.stdout}${result.stderr}`);
  };
  const cli = resolve(repository, 'dist/cli/main.js');
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Bank', '-c', 'user.email=bank@example.org', ...args], {
      cwd,
      env,
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch=main');

  return {
    put(day) {
      for (const folder of ['schemas', 'src', 'dist']) rmSync(join(cwd, folder), { recursive: true, force: true });
      cpSync(join(examples, 'days', day), cwd, { recursive: true });
      cpSync(join(examples, 'program'), join(cwd, 'src'), { recursive: true });
    },
    varve: (...args) => node(cli, args),
    succeed: (...args) => succeed(cli, args),
    git,
    runDay(number) {
      succeed(join(modules, 'typescript/bin/tsc'), []);
      return succeed(join(cwd, 'dist/src/main.js'), ['bank.db', String(number)]).stdout;
    },
    read: (path) => readFileSync(join(cwd, path), 'utf8'),
    write: (path, text) => writeFileSync(join(cwd, path), text),
    dispose: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
