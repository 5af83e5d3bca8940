import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project, repository, type Result, smallSchema } from '../cli/project.js';

const page = readFileSync(join(repository, 'docs/ci.md'), 'utf8');
const [generate = '', check = '', summary = '', comment = '', ...others] = [
  ...page.matchAll(/^ +- run: (?<command>npx varve .+)$/gmu),
].map(({ groups }) => groups?.['command'] ?? '');
const [isReleased = ''] = [...page.matchAll(/^```sh\n(?<command>.+)\n```$/gmu)].map(
  ({ groups }) => groups?.['command'] ?? '',
);

/** The steps of the page, run by a shell as they are written, in a clone whose `origin/main` has a release. */
describe('the workflow of docs/ci.md', () => {
  let project: Project;
  const git = (...args: readonly string[]): Promise<Result> =>
    project.run('git', '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args);
  const run = (command: string): Promise<Result> => {
    const varve = `"${process.execPath}" "${join(repository, 'dist/cli/main.js')}"`;
    const environment = 'GITHUB_STEP_SUMMARY=summary.md; export GITHUB_STEP_SUMMARY';
    return project.run('sh', '-c', `${environment}; ${command.replaceAll('npx varve', varve)}`);
  };
  const codes = async (): Promise<readonly (number | null)[]> => [(await run(generate)).code, (await run(check)).code];

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

  it('has each command', () => {
    const names = [generate, check, summary, comment].map((command) => command.split(' ')[2]);
    expect(names).toEqual(['generate', 'check', 'diff', 'diff']);
    expect(others).toEqual([]);
    expect(isReleased).toContain('npx varve release');
  });

  it('is content with a branch that changes nothing', async () => {
    expect(await codes()).toEqual([0, 0]);
    expect((await run(summary)).code).toBe(0);
    expect(project.read('summary.md')).toBe('Nothing changed.\n');
    expect((await run(isReleased)).code).toBe(0);
  });

  it('is content with a new version, once it is generated', async () => {
    expect((await project.varve('bump', 'Cart.ItemAdded')).code).toBe(0);
    const stale = await run(generate);
    expect(stale.code).toBe(1);
    expect(stale.stdout).toMatch(/^::error file=generated\/shop\/.+title=OUTPUT_STALE/mu);
    await project.varve('generate');
    expect(await codes()).toEqual([0, 0]);
    expect((await run(comment)).code).toBe(0);
    expect(project.read('changelog.md')).toMatch(/^## shop\n\n### `Cart\.ItemAdded@3`: new version\n/u);
  });

  it('lets nothing be deployed that is not released', async () => {
    expect((await run(isReleased)).code).toBe(1);
    await project.varve('release');
    expect((await run(isReleased)).code).toBe(0);
    const schema = project.read('schemas/shop.varve.yaml');
    project.write('schemas/shop.varve.yaml', schema.replace('add:', 'ad:'));
    expect((await run(isReleased)).code).toBe(1);
    project.write('schemas/shop.varve.yaml', schema);
  });

  it('refuses an edit of a released version, beside its line', async () => {
    const edited = smallSchema.replace('sku: string, qty', 'sku: { type: string, maxLength: 9 }, qty');
    project.write('schemas/shop.varve.yaml', edited);
    const { code, stdout } = await run(check);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=schemas\/shop\.varve\.yaml,line=12,.*title=VERSION_IMMUTABLE/mu);
  });
});
