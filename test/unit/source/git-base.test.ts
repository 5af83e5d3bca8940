import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { findBase } from '../../../src/source/git-base.js';
import { readGitFiles } from '../../../src/source/git-files.js';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'varve-git-')));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
  });
}

function commit(path: string, text: string): string {
  writeFileSync(join(cwd, path), text);
  git('add', '-A');
  git('commit', '-q', '-m', path);
  return git('rev-parse', 'HEAD').trim();
}

function find(ref: string, folder = cwd) {
  const reporter = createReporter();
  const base = findBase(ref, folder, reporter);
  return { base, findings: reporter.diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

describe('the base of a comparison', () => {
  test('is where the branch left the other', () => {
    git('init', '-q', '-b', 'main');
    const first = commit('a.yaml', '1');
    git('switch', '-q', '-c', 'feature');
    commit('b.yaml', '2');
    git('switch', '-q', 'main');
    commit('c.yaml', '3');
    git('switch', '-q', 'feature');
    expect(find('main')).toEqual({
      base: { commit: first, label: `main (${first.slice(0, 7)})`, prefix: '' },
      findings: [],
    });
    expect(find('main~1').base?.commit).toBe(first);
    expect(find(first.slice(0, 10)).base?.commit).toBe(first);
  });

  test('GIT_UNAVAILABLE: outside of a repository', () => {
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(cwd, '..'));
    const { base, findings } = find('main');
    expect(base).toBeUndefined();
    expect(findings[0]).toMatch(/^GIT_UNAVAILABLE git cannot be asked: not a git repository/u);
  });

  test('GIT_UNAVAILABLE: without git', () => {
    vi.stubEnv('PATH', cwd);
    expect(find('main').findings[0]).toMatch(/^GIT_UNAVAILABLE git cannot be started: /u);
  });

  test.each(['-h', '--upload-pack=touch x', '', 'a\nb', 'nowhere', 'main:a.yaml', 'HEAD^{tree}', '$(touch x)', '..'])(
    'REF_UNKNOWN: %j',
    (ref) => {
      git('init', '-q', '-b', 'main');
      commit('a.yaml', '1');
      const { base, findings } = find(ref);
      expect(base).toBeUndefined();
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatch(/^REF_UNKNOWN /u);
      expect(git('status', '--porcelain')).toBe('');
    },
  );

  test('REF_UNRELATED: histories with nothing in common', () => {
    git('init', '-q', '-b', 'main');
    commit('a.yaml', '1');
    git('switch', '-q', '--orphan', 'other');
    commit('b.yaml', '1');
    expect(find('main').findings).toEqual(['REF_UNRELATED what is checked out has no commit in common with "main"']);
  });
});

describe('the files of a commit', () => {
  test('are read as they were, below the working directory, without links', () => {
    git('init', '-q', '-b', 'main');
    mkdirSync(join(cwd, 'sub/schemas'), { recursive: true });
    symlinkSync('a.yaml', join(cwd, 'sub/schemas/link.yaml'));
    writeFileSync(join(cwd, 'sub/schemas/é "b".yaml'), Uint8Array.of(0, 10, 255));
    writeFileSync(join(cwd, 'sub/schemas/empty.yaml'), '');
    commit('sub/schemas/a.yaml', 'one\n');
    commit('outside.yaml', 'out\n');
    writeFileSync(join(cwd, 'sub/schemas/a.yaml'), 'edited');
    const { base } = find('HEAD', join(cwd, 'sub'));
    if (base === undefined) throw new Error('there is a base');
    expect(base.prefix).toBe('sub/');
    const files = readGitFiles(base, join(cwd, 'sub'), (path) => path.endsWith('.yaml'), createReporter());
    expect(files?.map(({ path, bytes }) => [path, [...bytes]])).toEqual([
      ['../outside.yaml', [...Buffer.from('out\n')]],
      ['schemas/a.yaml', [...Buffer.from('one\n')]],
      ['schemas/empty.yaml', []],
      ['schemas/é "b".yaml', [0, 10, 255]],
    ]);
  });
});
