import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What a user does: both packages packed, installed into an empty folder outside of the repository, and used there, with
 * the oldest Node that is supported and with a current one.
 */
describe('the packed packages, in an empty project', () => {
  let folder: string;
  let tarballs: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'varve-package-'));
    tarballs = await Promise.all([root, join(root, 'src/runtime')].map((source) => pack(source, folder)));
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('hold what they need and nothing else', async () => {
    const [compiler, runtime] = await Promise.all(tarballs.map(list));
    expect(compiler).toContain('package/dist/cli/main.js');
    expect(compiler).toContain('package/schemas/varve.schema.json');
    expect(compiler?.some((file) => /package\/templates\/.+\.hbs$/u.test(file))).toBe(true);
    expect(compiler?.some((file) => /package\/docs\/errors\/[A-Z_]+\.md$/u.test(file))).toBe(true);
    expect(runtime).toContain('package/dist/index.js');
    expect(runtime).toContain('package/dist/stores/sqlite/index.d.ts');
    for (const file of [...(compiler ?? []), ...(runtime ?? [])]) {
      expect(file).toMatch(/^package\/(dist|schemas|templates|docs\/errors|LICENSE|README\.md|package\.json)/u);
    }
  });

  it('the runtime works without what is optional, and each adapter with its peer', async () => {
    await tryPeers(join(folder, 'peers'), tarballs.at(-1) ?? '');
  }, 300_000);

  it(`init, generate, tsc and start work on Node ${process.versions.node}`, async () => {
    await tryProject(join(folder, 'this-node'), tarballs, dirname(process.execPath));
  }, 300_000);

  it('init, generate, tsc and start work on Node 24', async (context) => {
    const bin = await installNode24(join(folder, 'node-24'));
    if (bin === undefined) {
      if (process.env['VARVE_REQUIRE_ALL'] !== undefined)
        expect.fail('Node 24 could not be installed from the registry');
      console.log('skipped: Node 24 could not be installed from the registry');
      return context.skip();
    }
    await tryProject(join(folder, 'new-node'), tarballs, bin);
  }, 300_000);
});

async function pack(source: string, destination: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', destination], {
    cwd: source,
  });
  return join(destination, stdout.trim().split('\n').at(-1) ?? '');
}

async function list(tarball: string): Promise<readonly string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball], { maxBuffer: 1 << 24 });
  return stdout.trim().split('\n');
}

async function tryProject(project: string, tarballs: readonly string[], nodeBin: string): Promise<void> {
  await mkdir(project, { recursive: true });
  const env = { ...process.env, PATH: `${nodeBin}${delimiter}${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' };
  const inProject = async (command: string, ...args: string[]) =>
    run(command, args, { cwd: project, env, maxBuffer: 1 << 24 });

  await inProject('npm', 'install', '--silent', '--no-audit', '--no-fund', ...tarballs);
  await inProject('npx', 'varve', 'init');
  const { stderr } = await inProject('npx', 'varve', 'generate');
  expect(stderr).toMatch(/files? written/u);
  expect((await inProject('npx', 'tsc')).stdout).toBe('');
  const started = await inProject('npm', '--silent', 'start');
  expect(started.stdout.length).toBeGreaterThan(100);
  expect(started.stderr).toBe('');

  // A second run has nothing to do, and says that the first one's output is what it would write.
  await inProject('npx', 'varve', 'generate', '--check');

  // The same main on SQLite, as its comment says: one line.
  const sqlite = await trySqlite(project, inProject);
  expect(sqlite).toBe(true);
}

async function tryPeers(project: string, runtime: string): Promise<void> {
  await mkdir(project, { recursive: true });
  const install = (...packages: readonly string[]): Promise<unknown> =>
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], { cwd: project, maxBuffer: 1 << 24 });
  const say = async (script: string): Promise<string> => {
    await writeFile(join(project, 'script.mjs'), script);
    return (await run(process.execPath, ['script.mjs'], { cwd: project })).stdout.trim();
  };
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await install(runtime);
  const outcomes = `
for (const entry of ['', '/memory', '/sqlite', '/postgres', '/testing', '/emmett', '/opentelemetry'])
  console.log(entry, await import('@varve/runtime' + entry).then(() => 'works', ({ code }) => code));`;
  const core = ['works', '/memory works', '/sqlite works', '/postgres works', '/testing works'];
  expect((await say(outcomes)).split('\n')).toEqual([
    ...core,
    '/emmett ERR_MODULE_NOT_FOUND',
    '/opentelemetry ERR_MODULE_NOT_FOUND',
  ]);

  await install('@event-driven-io/emmett@0.42', '@opentelemetry/api@1.9');
  expect((await say(outcomes)).split('\n')).toEqual([...core, '/emmett works', '/opentelemetry works']);
  const both = `
import { emmettEventStore } from '@varve/runtime/emmett';
import { openMemoryStore } from '@varve/runtime/memory';
import { instrumentStore } from '@varve/runtime/opentelemetry';
const store = instrumentStore(await openMemoryStore());
await emmettEventStore(store, {}).readStream('Cart-1').catch(({ code }) => console.log(code));
await store.append('Cart-1', [{ type: 'X', version: 1, data: '{}' }]);
for await (const page of store.read('Cart-1')) console.log(page.length);`;
  expect(await say(both)).toBe('INVALID_ARGUMENT\n1');
}

/** Whatever SQLite there is: Node's own, or better-sqlite3 as this repository has it built. */
async function trySqlite(
  project: string,
  inProject: (command: string, ...args: string[]) => Promise<{ stdout: string }>,
): Promise<boolean> {
  const { stdout: version } = await inProject('node', '--version');
  if (version.startsWith('v20.') && !existsSync(join(project, 'node_modules/better-sqlite3'))) {
    for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path']) {
      await cp(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
    }
  }
  await writeFile(
    join(project, 'sqlite.mjs'),
    `import { openSqliteStore } from '@varve/runtime/sqlite';
const store = await openSqliteStore('events.db');
await store.append('Cart-1', [{ type: 'X', version: 1, data: '{"a":1}' }], { expected: 'absent' });
await store.close();
const again = await openSqliteStore('events.db');
for await (const page of again.read('Cart-1')) console.log(JSON.stringify(page.map(({ data, revision }) => ({ data, revision }))));
await again.close();
`,
  );
  const { stdout } = await inProject('node', 'sqlite.mjs');
  expect(stdout.trim()).toBe('[{"data":"{\\"a\\":1}","revision":1}]');
  return (await readFile(join(project, 'events.db'))).length > 0;
}

async function installNode24(folder: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  try {
    await run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, 'node@24'], {
      maxBuffer: 1 << 24,
    });
    const bin = join(folder, 'node_modules/node/bin');
    return existsSync(join(bin, 'node')) ? bin : undefined;
  } catch {
    return undefined;
  }
}
