import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

const main = join(repository, 'dist/cli/main.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of a user, with Varve installed by links to what `npm run build` made. */
export interface Project {
  readonly cwd: string;
  varve(...args: readonly string[]): Promise<Result>;
  varveWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Result>;
  run(command: string, ...args: readonly string[]): Promise<Result>;
  /** A command that goes on: text as it comes, and the way to end it. */
  start(...args: readonly string[]): Running;
  write(path: string, text: string): void;
  read(path: string): string;
  exists(path: string): boolean;
  remove(path: string): void;
  /** Every file but those of `node_modules`, with the time of its last change. */
  files(): Readonly<Record<string, number>>;
  dispose(): void;
}

export interface Running {
  /** Waits until what was said since the last wait matches; fails with what was said instead. */
  until(pattern: RegExp): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  end(signal: NodeJS.Signals): void;
}

export const smallSchema = `varve: 1
context: shop
types:
  CartId: { type: uuid, brand: true }
aggregates:
  Cart:
    id: CartId
    events:
      ItemAdded:
        versions:
          1:
            fields: { sku: string, qty: int }
          2:
            fields: { sku: string, quantity: { type: int, from: qty } }
    state:
      fields: { total: { type: int, init: 0 } }
      reduce:
        ItemAdded: { add: { total: quantity } }
`;

export function createProject(
  files: Readonly<Record<string, string>> = { 'schemas/shop.varve.yaml': smallSchema },
): Project {
  if (!existsSync(main)) throw new Error('these tests run what is built: `npm run build` first');
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'varve-cli-')));
  const modules = join(cwd, 'node_modules');
  mkdirSync(join(modules, '@varve'), { recursive: true });
  symlinkSync(repository, join(modules, 'varve'), 'dir');
  symlinkSync(join(repository, 'src/runtime'), join(modules, '@varve/runtime'), 'dir');
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...env } = process.env;

  const execute = (command: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<Result> =>
    new Promise((resolve) => {
      const child = execFile(
        command,
        args,
        { cwd, env: { ...env, ...extra }, maxBuffer: 1 << 26 },
        (_error, stdout, stderr) => {
          resolve({ code: child.exitCode, stdout, stderr });
        },
      );
    });

  const project: Project = {
    cwd,
    varve: (...args) => execute(process.execPath, [main, ...args]),
    varveWith: (extra, ...args) => execute(process.execPath, [main, ...args], extra),
    run: (command, ...args) => execute(command, args),
    start: (...args) => start(cwd, env, args),
    write(path, text) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    },
    read: (path) => readFileSync(join(cwd, path), 'utf8'),
    exists: (path) => existsSync(join(cwd, path)),
    remove: (path) => rmSync(join(cwd, path), { recursive: true }),
    files: () =>
      Object.fromEntries(
        readdirSync(cwd, { recursive: true, encoding: 'utf8' })
          .filter((path) => !path.startsWith('node_modules') && statSync(join(cwd, path)).isFile())
          .sort()
          .map((path) => [path, statSync(join(cwd, path)).mtimeMs]),
      ),
    dispose: () => rmSync(cwd, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  return project;
}

function start(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let hear: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      hear?.();
    });
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    ended,
    end: (signal) => void child.kill(signal),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`waited in vain for ${pattern}; said was:\n${said}`)), 20_000);
        hear = () => {
          if (!pattern.test(said)) return;
          clearTimeout(timer);
          hear = undefined;
          const heard = said;
          said = '';
          resolve(heard);
        };
        hear();
      }),
  };
}
