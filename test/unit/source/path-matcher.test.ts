import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { createPathMatcher } from '../../../src/source/path-matcher.js';
import { readSourceFiles } from '../../../src/source/read-source-files.js';

const paths = [
  'a.yaml',
  'b.yml',
  '.hidden.yaml',
  'schemas/a.yaml',
  'schemas/deep/er/b.yaml',
  'schemas/.git/c.yaml',
  'schemas/node_modules/x/d.yaml',
  'schemas/[odd] (name)+.yaml',
  'other/schemas/e.yaml',
  '../shared/f.yaml',
];

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'varve-match-'));
  for (const path of paths) {
    mkdirSync(dirname(join(root, 'cwd', path)), { recursive: true });
    writeFileSync(join(root, 'cwd', path), '');
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a path matcher means the files that are found on disk', () => {
  test.each([
    [['**/*.yaml']],
    [['schemas/**']],
    [['schemas/**/*.yaml', '!schemas/deep/**']],
    [['./schemas/*.yaml']],
    [['{schemas,other}/**/*.{yaml,yml}']],
    [['schemas/../a.yaml']],
    [['../shared/*.yaml']],
    [['.hidden.yaml', '*.yaml']],
    [['.*.yaml']],
    [['schemas/.git/*.yaml']],
    [['schemas/?.yaml']],
    [['schemas/[odd]*']],
    [['**/schemas/**/?.yaml']],
    [['**']],
    [['schemas/node_modules/**/*.yaml']],
  ])('%j', (patterns) => {
    const cwd = join(root, 'cwd');
    const found = readSourceFiles(patterns, cwd, createReporter()).map(({ path }) => path);
    const matches = createPathMatcher(patterns, cwd);
    expect(paths.filter(matches).sort()).toEqual(found);
  });

  test('absolute patterns as well', () => {
    const cwd = join(root, 'cwd');
    const matches = createPathMatcher([join(root, 'shared/*.yaml')], cwd);
    expect(paths.filter(matches)).toEqual([relative(cwd, join(root, 'shared/f.yaml'))]);
  });
});
