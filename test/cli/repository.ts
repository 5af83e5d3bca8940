import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run.js';

/** A real git repository of a user, in which the command line is run from its sources. */
export interface Repository {
  readonly cwd: string;
  varve(
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** What git printed; throws where it fails. */
  git(...args: readonly string[]): string;
  /** Whether git succeeded. */
  tryGit(...args: readonly string[]): boolean;
  commit(message: string): void;
  write(path: string, text: string): void;
  read(path: string): string;
  edit(path: string, from: string, to: string): void;
  dispose(): void;
}

export function createRepository(files: Readonly<Record<string, string>>): Repository {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'varve-repository-')));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const repository: Repository = {
    cwd,
    git,
    async varve(...args) {
      let stdout = '';
      let stderr = '';
      const terminal = {
        out: (text: string) => void (stdout += text),
        err: (text: string) => void (stderr += text),
        colour: false,
      };
      return { code: await run(args.includes('--cwd') ? args : [...args, '--cwd', cwd], terminal), stdout, stderr };
    },
    tryGit(...args) {
      try {
        git(...args);
        return true;
      } catch {
        return false;
      }
    },
    commit(message) {
      git('add', '-A');
      git('commit', '-q', '-m', message);
    },
    write(path, text) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    },
    read: (path) => readFileSync(join(cwd, path), 'utf8'),
    edit(path, from, to) {
      const text = repository.read(path);
      if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
      repository.write(path, text.replace(from, to));
    },
    dispose: () => rmSync(cwd, { recursive: true, force: true }),
  };
  git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  return repository;
}
