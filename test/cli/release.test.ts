import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, type Project, repository, smallSchema } from './project.js';

const main = join(repository, 'dist/cli/main.js');
const schema = 'schemas/shop.varve.yaml';

/** A release long enough to be cut off. */
const many = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
${Array.from({ length: 600 }, (_, index) => `      E${index}: { fields: { a: string, b: int } }\n`).join('')}    state: { fields: {}, reduce: { others: ignore } }
`;

let project: Project;
afterEach(() => project.dispose());

/** Every file of the lock, by its name; nothing else may be there. */
function lock(ending = ''): ReadonlyMap<string, string> {
  const folder = join(project.cwd, 'varve.lock');
  if (!existsSync(folder)) return new Map();
  expect(readdirSync(folder)).toEqual(['shop']);
  const events = join(folder, 'shop/Cart');
  const names = readdirSync(events);
  expect(names.filter((name) => !/^\w+\.(?:lock|golden)$/u.test(name))).toEqual([]);
  return new Map(
    names.filter((name) => name.endsWith(ending)).map((name) => [name, readFileSync(join(events, name), 'utf8')]),
  );
}

describe('varve release', () => {
  it('is completed by the next run when it was killed half-way, and nothing is half there', async () => {
    project = createProject({ [schema]: many });
    await project.varve('release');
    const whole = lock();
    const count = whole.size / 2;
    expect(count).toBe(600);
    const folder = join(project.cwd, 'varve.lock');
    let cut: readonly string[] = [];
    // A machine that is busy may let it finish.
    for (let attempt = 0; attempt < 50 && (cut.length === 0 || cut.length >= count); attempt += 1) {
      rmSync(folder, { recursive: true, force: true });
      const release = spawn(process.execPath, [main, 'release'], { cwd: project.cwd, stdio: 'ignore' });
      const ended = new Promise((resolve) => void release.on('exit', resolve));
      while (release.exitCode === null && !existsSync(join(folder, 'shop/Cart/E0.lock')))
        await new Promise((resolve) => void setImmediate(resolve));
      release.kill('SIGKILL');
      await ended;
      cut = readdirSync(join(folder, 'shop/Cart')).filter((name) => name.endsWith('.lock'));
    }
    expect(cut.length).toBeLessThan(count);
    for (const name of cut) expect(readFileSync(join(folder, 'shop/Cart', name), 'utf8')).toBe(whole.get(name));
    const { code, stderr } = await project.varve('release');
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${count - cut.length} versions released\n` });
    expect(lock()).toEqual(whole);
  });

  it('writes each line once, however many run at once', async () => {
    project = createProject({ [schema]: smallSchema });
    const results = await Promise.all(Array.from({ length: 6 }, async () => project.varve('release')));
    const written = results.filter(({ stdout }) => stdout !== '');
    expect(written.map(({ code, stdout }) => ({ code, lines: stdout.split('\n').length - 1 }))).toEqual([
      { code: 0, lines: 2 },
    ]);
    for (const { code, stderr } of results) {
      if (code === 0) expect(stderr).toMatch(/^(?:everything is released already|2 versions released)\n$/u);
      else
        expect(stderr).toMatch(
          / error LOCK_UNWRITABLE (?:another release is running|the lock file was changed meanwhile)/u,
        );
    }
    expect([...lock('.lock').values()].map((text) => text.split('\n').length - 1)).toEqual([2]);
    expect((await project.varve('check')).code).toBe(0);
  });

  it('writes into no link, and through no file', async () => {
    project = createProject({ [schema]: smallSchema, 'varve.lock': '' });
    const refusal = async (): Promise<string> => {
      const { code, stdout, stderr } = await project.varve('release');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      return stderr.split('\n')[0] ?? '';
    };
    const place = 'varve.lock/shop/Cart/ItemAdded.lock:1:1: error LOCK_UNWRITABLE';
    expect(await refusal()).toMatch(new RegExp(`^${place} the lock file cannot be written: E`, 'u'));
    project.remove('varve.lock');

    const outside = createProject();
    try {
      symlinkSync(outside.cwd, join(project.cwd, 'varve.lock'));
      expect(await refusal()).toBe(`${place} a symbolic link leads out of the working directory`);
      project.remove('varve.lock');
      mkdirSync(join(project.cwd, 'varve.lock/shop/Cart'), { recursive: true });
      symlinkSync(join(outside.cwd, 'new'), join(project.cwd, 'varve.lock/shop/Cart/ItemAdded.lock'));
      expect((await project.varve('release')).code).toBe(1);
      expect(outside.exists('varve.lock') || outside.exists('shop') || outside.exists('new')).toBe(false);
    } finally {
      outside.dispose();
    }
  });
});
