import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type Repository } from './repository.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

const folder = 'dienst ü';
const schema = `${folder}/schemas/ein laden ä.varve.yaml`;
const lock = `${folder}/varve.lock/shop/Cart/ItemAdded.lock`;

const shop = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
      ItemAdded: { fields: { sku: string, qty: int } }
    state: { fields: {}, reduce: { others: ignore } }
    snapshot: { every: 10 }
`;

let repository: Repository;
beforeEach(async () => {
  repository = createRepository({ [schema]: shop });
  await check.release();
  repository.commit('release');
});
afterEach(() => repository.dispose());

const check = {
  in: (cwd: string, ...args: readonly string[]) => repository.varve('check', ...args, '--cwd', cwd),
  against: (ref: string) => check.in(join(repository.cwd, folder), '--against', ref),
  release: () => repository.varve('release', '--cwd', join(repository.cwd, folder)),
};

/** All that git knows of the working tree and the index, times included. */
function state(): readonly string[] {
  return [repository.git('status', '--porcelain', '--ignored'), repository.git('ls-files', '--stage', '--debug')];
}

const clean = { code: 0, stdout: '', stderr: '0 errors, 0 warnings\n' };

describe('check --against, wherever the repository stands', () => {
  it('takes whatever names a commit, and touches nothing', async () => {
    repository.git('tag', 'v1.0+ü');
    repository.git('branch', "feature/#12-'it'&so;on");
    repository.edit(schema, 'snapshot: { every: 10 }', 'snapshot: { every: 20 }');
    repository.commit('second');
    const hash = repository.git('rev-parse', 'HEAD~1').trim();
    repository.write('untracked', '');
    repository.edit(schema, 'qty: int', 'qty: int?');
    repository.git('add', schema);
    repository.edit(schema, 'qty: int?', 'qty: long');
    const before = state();
    const refs = [
      'v1.0+ü',
      "feature/#12-'it'&so;on",
      'main',
      'refs/heads/main',
      'HEAD',
      'HEAD~1',
      hash,
      hash.slice(0, 8),
    ];
    for (const ref of refs) {
      const { code, stderr } = await check.against(ref);
      expect({ ref, code, stderr }).toEqual({
        ref,
        code: 1,
        stderr: expect.stringContaining('"qty" was int and is long'),
      });
      expect((await repository.varve('diff', '--against', ref, '--cwd', join(repository.cwd, folder))).code).toBe(0);
    }
    expect(state()).toEqual(before);
  });

  it('works with a detached HEAD, in a worktree and in a submodule', async () => {
    repository.git('checkout', '-q', '--detach');
    expect(await check.against('main')).toEqual(clean);
    repository.git('worktree', 'add', '-q', 'other tree', 'main');
    expect(await check.in(join(repository.cwd, 'other tree', folder), '--against', 'main')).toEqual(clean);
    const outer = createRepository({ README: '' });
    try {
      outer.commit('outer');
      outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository.cwd, 'inner');
      const inner = join(outer.cwd, 'inner', folder);
      expect(await check.in(inner, '--against', 'HEAD')).toEqual(clean);
      writeFileSync(join(outer.cwd, 'inner', schema), shop.replace('qty: int', 'qty: long'));
      expect((await check.in(inner, '--against', 'HEAD')).stderr).toContain('error VERSION_IMMUTABLE');
    } finally {
      outer.dispose();
    }
  });

  it('takes line breaks of Windows for those of git', async () => {
    for (const path of [schema, lock]) repository.write(path, repository.read(path).replaceAll('\n', '\r\n'));
    expect(await check.against('main')).toEqual(clean);
    expect((await check.release()).stderr).toBe('everything is released already\n');
  });

  it('says what a shallow clone lacks', async () => {
    repository.git('commit', '-q', '--allow-empty', '-m', 'second');
    repository.git('switch', '-q', '-c', 'topic', 'HEAD~1');
    repository.git('commit', '-q', '--allow-empty', '-m', 'topic');
    const clone = join(repository.cwd, 'clone');
    repository.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${repository.cwd}`, clone);
    const { code, stderr } = await check.in(join(clone, folder), '--against', 'origin/main');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^origin\/main:1:1: error REF_UNRELATED .*\n {2}help: if this is a shallow clone, /u);
    expect(await check.in(join(clone, folder), '--against', 'origin/topic')).toEqual(clean);
  });

  it('refuses a repository without a commit, and a ref that names none', async () => {
    const empty = createRepository({ 'schemas/shop.varve.yaml': shop });
    try {
      const { code, stderr } = await empty.varve('check', '--against', 'HEAD');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'HEAD:1:1: error REF_UNKNOWN git knows no branch, tag or commit "HEAD"\n',
      });
    } finally {
      empty.dispose();
    }
    for (const ref of ['HEAD~9', 'main..HEAD', 'HEAD^{tree}', '--all', '', 'a\nb', 'main:schemas'])
      expect(await check.against(ref)).toMatchObject({ code: 2, stdout: '' });
  });

  it('is not led astray by what a hook is told of its repository', () => {
    const tree = join(repository.cwd, 'other tree');
    repository.git('worktree', 'add', '-q', '-b', 'other', tree);
    const command = `env | grep ^GIT_DIR= >&2; "${process.execPath}" "${main}" check --against main --cwd "${folder}"`;
    writeFileSync(join(repository.cwd, '.git/hooks/pre-commit'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    rmSync(join(tree, lock));
    const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    const args = [...author, 'commit', '-q', '-a', '-m', 'x'];
    const { status, stderr } = spawnSync('git', args, { cwd: tree, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^GIT_DIR=.*\n/u);
    expect(stderr).toContain('error LOCK_REWRITTEN this lock file is gone, and was there at main');
  });
});
