import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { glob } from '../../../src/source/glob.js';
import { readSourceFiles } from '../../../src/source/read-source-files.js';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'varve-glob-'));
  const paths = [
    'schemas/a.varve.yaml',
    'schemas/b.yaml',
    'schemas/.hidden.varve.yaml',
    'schemas/deep/er/c.varve.yaml',
    'schemas/deep/[odd] (name)+.varve.yaml',
    'schemas/node_modules/x/d.varve.yaml',
    'schemas/.git/e.varve.yaml',
    'other/f.varve.yaml',
  ];
  for (const path of paths) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), path);
  }
  symlinkSync('..', join(cwd, 'schemas/deep/up'));
  symlinkSync(join(cwd, 'other'), join(cwd, 'schemas/linked'));
  symlinkSync('nowhere', join(cwd, 'schemas/broken.varve.yaml'));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function read(...patterns: readonly string[]): { paths: readonly string[]; findings: readonly string[] } {
  const reporter = createReporter();
  const paths = readSourceFiles(patterns, cwd, reporter).map(({ path }) => path);
  return { paths, findings: reporter.diagnostics.map(({ code, span, message }) => `${span.path} ${code} ${message}`) };
}

describe('patterns', () => {
  test('the default: any depth, links followed but not round in a circle, no hidden or installed folders', () => {
    expect(read('schemas/**/*.varve.yaml')).toEqual({
      paths: [
        'schemas/a.varve.yaml',
        'schemas/deep/[odd] (name)+.varve.yaml',
        'schemas/deep/er/c.varve.yaml',
        'schemas/linked/f.varve.yaml',
      ],
      findings: [],
    });
  });

  test.each([
    ['schemas/*.yaml', ['schemas/a.varve.yaml', 'schemas/b.yaml']],
    ['schemas/?.yaml', ['schemas/b.yaml']],
    ['./schemas/b.yaml', ['schemas/b.yaml']],
    ['{schemas,other}/{a,f}.varve.yaml', ['other/f.varve.yaml', 'schemas/a.varve.yaml']],
    ['schemas/.*.yaml', ['schemas/.hidden.varve.yaml']],
    ['schemas/.git/*', ['schemas/.git/e.varve.yaml']],
    ['*/deep/**/c*', ['schemas/deep/er/c.varve.yaml']],
    ['other/**', ['other/f.varve.yaml']],
    ['schemas/../other/*', ['other/f.varve.yaml']],
    ['schemas/deep/[odd] (name)+.varve.yaml', ['schemas/deep/[odd] (name)+.varve.yaml']],
    ['schemas\\*.varve.yaml', ['schemas/a.varve.yaml']],
  ])('%s', (pattern, paths) => {
    expect(read(pattern)).toEqual({ paths, findings: [] });
  });

  test('an absolute pattern finds paths that are shown from the working directory', () => {
    expect(read(`${cwd}/other/*.yaml`).paths).toEqual(['other/f.varve.yaml']);
    expect(glob(`${cwd}/other/*.yaml`, '/')).toEqual([`${cwd}/other/f.varve.yaml`]);
  });

  test('a file to which two paths lead is read once', () => {
    expect(read('other/*', 'schemas/linked/*').paths).toEqual(['other/f.varve.yaml']);
  });

  test('each file is read once, and those that are taken away not at all', () => {
    expect(read('schemas/*.yaml', 'schemas/**/a.*', '!**/b.yaml').paths).toEqual(['schemas/a.varve.yaml']);
  });
});

describe('findings', () => {
  test('a pattern without a match', () => {
    expect(read('schema/**/*.yaml', 'schemas/b.yaml')).toEqual({
      paths: ['schemas/b.yaml'],
      findings: ['schema/**/*.yaml NO_SCHEMA_FILES no file matches "schema/**/*.yaml"'],
    });
  });

  test('a folder where a file should be', () => {
    expect(read('schemas')).toEqual({ paths: [], findings: ['schemas FILE_UNREADABLE this is a folder, not a file'] });
  });

  test('a file without the right to read it', (context) => {
    if (process.getuid?.() === 0) context.skip();
    const path = join(cwd, 'secret.yaml');
    writeFileSync(path, '');
    chmodSync(path, 0);
    expect(read('secret.yaml').findings).toEqual(['secret.yaml FILE_UNREADABLE the file cannot be read: EACCES']);
  });

  test('a file that is too large is not even read', () => {
    const path = join(cwd, 'large.yaml');
    writeFileSync(path, '');
    truncateSync(path, 40_000_000_000);
    expect(read('large.yaml')).toEqual({
      paths: [],
      findings: ['large.yaml FILE_TOO_LARGE the file is larger than 8 MB'],
    });
  });
});
