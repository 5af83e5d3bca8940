import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project, repository, type Result, smallSchema } from '../cli/project.js';

const page = readFileSync(join(repository, 'docs/ci.md'), 'utf8');
const steps = [...page.matchAll(/^ +- run: npx varve (?<arguments>.+)$/gmu)].map(({ groups }) =>
  (groups?.['arguments'] ?? '').split(' '),
);

/** The steps of the workflow, run as they are written, in a clone whose `origin/main` has a release. */
describe('the workflow of docs/ci.md', () => {
  let project: Project;
  const git = (...args: readonly string[]): Promise<Result> =>
    project.run('git', '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args);
  const runAll = async (): Promise<readonly Result[]> => Promise.all(steps.map((step) => project.varve(...step)));

  beforeAll(async () => {
    project = createProject();
    project.write('.gitignore', 'node_modules\norigin.git\n');
    await project.varve('generate');
    await project.varve('release');
    await git('init', '--quiet', '--initial-branch=main');
    await git('init', '--quiet', '--bare', 'origin.git');
    await git('remote', 'add', 'origin', 'origin.git');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Release');
    await git('push', '--quiet', 'origin', 'main');
    await git('checkout', '--quiet', '-b', 'branch');
  });
  afterAll(() => project.dispose());

  it('has both commands', () => {
    expect(steps.map(([command]) => command)).toEqual(['generate', 'check']);
  });

  it('is content with a branch that changes nothing', async () => {
    expect((await runAll()).map(({ code }) => code)).toEqual([0, 0]);
  });

  it('is content with a new version, once it is generated', async () => {
    const { code } = await project.varve('bump', 'Cart.ItemAdded');
    expect(code).toBe(0);
    const [stale, checked] = await runAll();
    expect(stale?.code).toBe(1);
    expect(stale?.stdout).toMatch(/^::error file=generated\/shop\/.+title=OUTPUT_STALE/mu);
    expect(checked?.code).toBe(0);
    await project.varve('generate');
    expect((await runAll()).map((result) => result.code)).toEqual([0, 0]);
  });

  it('refuses an edit of a released version, beside its line', async () => {
    const edited = smallSchema.replace('sku: string, qty', 'sku: { type: string, maxLength: 9 }, qty');
    project.write('schemas/shop.varve.yaml', edited);
    const [, checked] = await runAll();
    expect(checked?.code).toBe(1);
    expect(checked?.stdout).toMatch(/^::error file=schemas\/shop\.varve\.yaml,line=12,.*title=VERSION_IMMUTABLE/mu);
  });
});
