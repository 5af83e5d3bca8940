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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasErrors } from '../../../src/diagnostics/diagnostic.js';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { contentHash } from '../../../src/output/content-hash.js';
import { inspectOutput } from '../../../src/output/inspect-output.js';
import { manifestName, parseManifest, printManifest, readManifest } from '../../../src/output/manifest.js';
import { openOutputFolder, type OutputFolder } from '../../../src/output/output-folder.js';
import { reportConflicts, reportStale } from '../../../src/output/report-output.js';
import { planOutput, writeOutput } from '../../../src/output/write-output.js';

let cwd: string;
let folder: OutputFolder;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'varve-output-')));
  folder = { root: join(cwd, 'generated'), shown: 'generated' };
});

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

function run(files: Files, options: { force?: boolean } = {}) {
  const { force = false } = options;
  const reporter = createReporter();
  const before =
    readManifest(folder, force ? createReporter() : reporter) ??
    (force ? new Map<string, readonly string[]>() : undefined);
  const found = () => reporter.diagnostics.map(({ code, span, severity }) => `${severity} ${code} ${span.path}`);
  if (before === undefined) return { found: found(), plan: undefined };
  const inspected = inspectOutput(
    folder,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    before,
  );
  reportConflicts(folder, inspected, force, reporter);
  if (hasErrors(reporter.diagnostics)) return { found: found(), plan: undefined };
  const plan = planOutput(folder, inspected);
  writeOutput(folder, plan, before);
  return { found: found(), plan };
}

function check(files: Files): readonly string[] {
  const reporter = createReporter();
  const inspected = inspectOutput(
    folder,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    readManifest(folder, reporter) ?? new Map(),
  );
  reportStale(folder, inspected, reporter);
  return reporter.diagnostics.map(({ code, span }) => `${code} ${span.path}`);
}

/** Does what writing does, up to a number of files. */
function cutOff(files: Files, done: number): void {
  const before = readManifest(folder, createReporter()) ?? new Map<string, readonly string[]>();
  const plan = planOutput(
    folder,
    inspectOutput(
      folder,
      Object.entries(files).map(([path, text]) => ({ path, text })),
      before,
    ),
  );
  const failing = plan.writes.map((write, index) => (index === done ? { ...write, path: `${write.path}\0` } : write));
  expect(() => {
    writeOutput(folder, { ...plan, writes: [...failing, { path: '\0', text: '', isNew: true }] }, before);
  }).toThrow('null bytes');
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const get = (path: string): string => readFileSync(join(cwd, path), 'utf8');

/** Everything below the working directory, with its content and the time it was changed. */
function snapshot(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(cwd, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(cwd.length + 1), `${statSync(path).mtimeMs} ${readFileSync(path, 'utf8')}`]),
  );
}

describe('writing', () => {
  it('writes what is not there, and a manifest', () => {
    const { found, plan } = run({ 'shop/a.ts': 'a\n', 'shop/b.ts': 'b\n' });
    expect(found).toEqual([]);
    expect(plan?.writes.map(({ path, isNew }) => ({ path, isNew }))).toEqual([
      { path: 'shop/a.ts', isNew: true },
      { path: 'shop/b.ts', isNew: true },
    ]);
    expect(get('generated/shop/a.ts')).toBe('a\n');
    expect(get(`generated/${manifestName}`)).toBe(
      `{\n  "version": 1,\n  "files": {\n    "shop/a.ts": "${contentHash('a\n')}",\n    "shop/b.ts": "${contentHash('b\n')}"\n  }\n}\n`,
    );
    expect(readdirSync(join(cwd, 'generated/shop'))).toEqual(['a.ts', 'b.ts']);
  });

  it('touches nothing when nothing changed', () => {
    run({ 'a.ts': 'a\n' });
    for (const name of ['a.ts', manifestName]) utimesSync(join(folder.root, name), 1, 1);
    const before = snapshot();
    expect(run({ 'a.ts': 'a\n' }).plan).toMatchObject({ writes: [], removes: [], total: 1, manifestChanges: false });
    expect(snapshot()).toEqual(before);
  });

  it('writes only what changed', () => {
    run({ 'a.ts': 'a\n', 'b.ts': 'b\n' });
    utimesSync(join(folder.root, 'a.ts'), 1, 1);
    const { plan } = run({ 'a.ts': 'a\n', 'b.ts': 'B\n' });
    expect(plan?.writes).toEqual([{ path: 'b.ts', text: 'B\n', isNew: false }]);
    expect(statSync(join(folder.root, 'a.ts')).mtimeMs).toBe(1000);
    expect(get('generated/b.ts')).toBe('B\n');
  });

  it('removes what is no longer produced, and the folders that it leaves empty', () => {
    run({ 'a.ts': 'a\n', 'old/deep/b.ts': 'b\n', 'kept/c.ts': 'c\n' });
    put('generated/kept/mine.txt', 'mine');
    const { plan } = run({ 'a.ts': 'a\n' });
    expect(plan?.removes).toEqual(['kept/c.ts', 'old/deep/b.ts']);
    expect(readdirSync(folder.root).sort()).toEqual([manifestName, 'a.ts', 'kept']);
    expect(readdirSync(join(folder.root, 'kept'))).toEqual(['mine.txt']);
  });

  it('forgets what was removed by hand', () => {
    run({ 'a.ts': 'a\n', 'b.ts': 'b\n' });
    rmSync(join(folder.root, 'b.ts'));
    expect(run({ 'a.ts': 'a\n' }).found).toEqual([]);
    expect([...(readManifest(folder, createReporter()) ?? []).keys()]).toEqual(['a.ts']);
  });

  it('leaves no half of a file behind when it fails', () => {
    run({ 'a.ts': 'a\n' });
    const tooLong = `${'b'.repeat(300)}.ts`;
    expect(() => run({ 'a.ts': 'A\n', [tooLong]: 'b\n' })).toThrow(/ENAMETOOLONG/u);
    expect(readdirSync(folder.root).sort()).toEqual([manifestName, 'a.ts']);
    expect(run({ 'a.ts': 'other\n' }).found).toEqual([]);
  });
});

describe('what somebody else wrote', () => {
  it('keeps an edited file, and then writes nothing at all', () => {
    run({ 'a.ts': 'a\n', 'b.ts': 'b\n' });
    put('generated/a.ts', 'edited\n');
    const before = snapshot();
    expect(run({ 'a.ts': 'A\n', 'b.ts': 'B\n', 'c.ts': 'c\n' }).found).toEqual(['error OUTPUT_EDITED generated/a.ts']);
    expect(snapshot()).toEqual(before);
    expect(run({ 'a.ts': 'A\n', 'b.ts': 'B\n' }, { force: true }).found).toEqual([]);
    expect(get('generated/a.ts')).toBe('A\n');
  });

  it('keeps a foreign file, unless its content is the very same', () => {
    put('generated/a.ts', 'mine\n');
    put('generated/b.ts', 'b\n');
    expect(run({ 'a.ts': 'a\n', 'b.ts': 'b\n' }).found).toEqual(['error OUTPUT_FOREIGN generated/a.ts']);
    expect(get('generated/a.ts')).toBe('mine\n');
    expect(existsSync(join(folder.root, manifestName))).toBe(false);
    rmSync(join(folder.root, 'a.ts'));
    expect(run({ 'a.ts': 'a\n', 'b.ts': 'b\n' }).plan?.writes.map(({ path }) => path)).toEqual(['a.ts']);
  });

  it('overwrites a foreign file by force', () => {
    put('generated/a.ts', 'mine\n');
    expect(run({ 'a.ts': 'a\n' }, { force: true }).found).toEqual([]);
    expect(get('generated/a.ts')).toBe('a\n');
  });

  it('never removes an edited file; force only forgets it', () => {
    run({ 'a.ts': 'a\n', 'old.ts': 'old\n' });
    put('generated/old.ts', 'edited\n');
    expect(run({ 'a.ts': 'a\n' }).found).toEqual(['error OUTPUT_EDITED generated/old.ts']);
    expect(run({ 'a.ts': 'a\n' }, { force: true }).found).toEqual(['warning OUTPUT_EDITED generated/old.ts']);
    expect(get('generated/old.ts')).toBe('edited\n');
    expect(run({ 'a.ts': 'a\n' }).found).toEqual([]);
  });

  it('does not touch what it does not know', () => {
    put('generated/README.md', 'mine');
    run({ 'a.ts': 'a\n' });
    run({});
    expect(readdirSync(folder.root).sort()).toEqual([manifestName, 'README.md']);
  });

  it('takes CRLF for LF, as git on Windows writes it', () => {
    run({ 'a.ts': 'a\nb\n' });
    put('generated/a.ts', 'a\r\nb\r\n');
    put(`generated/${manifestName}`, get(`generated/${manifestName}`).replaceAll('\n', '\r\n'));
    expect(run({ 'a.ts': 'a\nb\n' }).plan).toMatchObject({ writes: [], manifestChanges: false });
    expect(run({ 'a.ts': 'A\n' })).toMatchObject({ found: [], plan: { writes: [{ path: 'a.ts' }] } });
  });

  it('refuses a folder in the place of a file, and a file in the place of a folder, by force too', () => {
    put('generated/a.ts/x', '');
    put('generated/shop', '');
    const wanted = { 'a.ts': 'a\n', 'shop/b.ts': 'b\n' };
    expect(run(wanted).found).toEqual([
      'error OUTPUT_OBSTRUCTED generated/a.ts',
      'error OUTPUT_OBSTRUCTED generated/shop/b.ts',
    ]);
    expect(run(wanted, { force: true }).found).toHaveLength(2);
  });
});

describe('symbolic links', () => {
  it('does not write through a folder that leads elsewhere, by force neither', () => {
    put('elsewhere/a.ts', 'theirs\n');
    mkdirSync(folder.root);
    symlinkSync('../elsewhere', join(folder.root, 'shop'));
    for (const force of [false, true]) {
      expect(run({ 'shop/a.ts': 'a\n' }, { force }).found).toEqual(['error OUTPUT_SYMLINK generated/shop/a.ts']);
    }
    expect(get('elsewhere/a.ts')).toBe('theirs\n');
  });

  it('does not write through a file that leads elsewhere or nowhere', () => {
    put('elsewhere/a.ts', 'theirs\n');
    mkdirSync(folder.root);
    symlinkSync('../elsewhere/a.ts', join(folder.root, 'a.ts'));
    symlinkSync('../nowhere', join(folder.root, 'b.ts'));
    expect(run({ 'a.ts': 'a\n', 'b.ts': 'b\n' }).found).toEqual([
      'error OUTPUT_SYMLINK generated/a.ts',
      'error OUTPUT_SYMLINK generated/b.ts',
    ]);
  });

  it('does not remove through one', () => {
    run({ 'shop/a.ts': 'a\n' });
    rmSync(join(folder.root, 'shop'), { recursive: true });
    put('elsewhere/a.ts', 'a\n');
    symlinkSync('../elsewhere', join(folder.root, 'shop'));
    expect(run({})).toMatchObject({ found: [], plan: { removes: [] } });
    expect(get('elsewhere/a.ts')).toBe('a\n');
  });

  it('refuses an output folder that leads out of the working directory, unless it is named by an absolute path', () => {
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'varve-outside-')));
    symlinkSync(outside, join(cwd, 'generated'));
    const reporter = createReporter();
    expect(openOutputFolder('generated', cwd, reporter)).toBeUndefined();
    expect(openOutputFolder('generated/deeper', cwd, reporter)).toBeUndefined();
    expect(reporter.diagnostics.map(({ code }) => code)).toEqual(['OUTPUT_SYMLINK', 'OUTPUT_SYMLINK']);
    expect(openOutputFolder(join(cwd, 'generated'), cwd, reporter)).toEqual({
      root: join(cwd, 'generated'),
      shown: 'generated',
    });
    expect(openOutputFolder(outside, cwd, reporter)?.shown).toBe(outside);
    rmSync(outside, { recursive: true });
  });
});

describe('a run that was cut off', () => {
  it('is mended by the next, whatever that one should write', () => {
    const old = { 'a.ts': 'a\n', 'b.ts': 'b\n', 'gone.ts': 'gone\n' };
    run(old);
    const wanted = { 'a.ts': 'A\n', 'b.ts': 'B\n', 'new.ts': 'new\n' };
    for (const done of [0, 1, 2, 3]) {
      rmSync(folder.root, { recursive: true });
      run(old);
      cutOff(wanted, done);
      for (const next of [wanted, { 'a.ts': 'other\n', 'b.ts': 'B\n' }]) {
        expect(run(next).found).toEqual([]);
        expect(check(next)).toEqual([]);
        expect(readdirSync(folder.root).sort()).toEqual([manifestName, ...Object.keys(next)].sort());
        expect(get(`generated/${manifestName}`)).not.toContain('[');
      }
    }
  });
});

describe('checking', () => {
  it('finds what is stale, missing, surplus, edited and foreign', () => {
    run({ 'edited.ts': '1\n', 'missing.ts': '1\n', 'same.ts': '1\n', 'stale.ts': '1\n', 'surplus.ts': '1\n' });
    put('generated/edited.ts', '2\n');
    put('generated/foreign.ts', '2\n');
    rmSync(join(folder.root, 'missing.ts'));
    const before = snapshot();
    expect(
      check({ 'edited.ts': '1\n', 'foreign.ts': '1\n', 'missing.ts': '1\n', 'same.ts': '1\n', 'stale.ts': '2\n' }),
    ).toEqual([
      'OUTPUT_EDITED generated/edited.ts',
      'OUTPUT_FOREIGN generated/foreign.ts',
      'OUTPUT_MISSING generated/missing.ts',
      'OUTPUT_STALE generated/stale.ts',
      'OUTPUT_SURPLUS generated/surplus.ts',
    ]);
    expect(snapshot()).toEqual(before);
  });
});

describe('the manifest', () => {
  it('is read as it was printed', () => {
    const manifest = new Map([
      ['b.ts', [contentHash('b')]],
      ['a/__proto__.ts', [contentHash('a'), contentHash('A')]],
    ]);
    expect(parseManifest(printManifest(manifest))).toEqual(manifest);
    expect(printManifest(new Map())).toBe('{\n  "version": 1,\n  "files": {}\n}\n');
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'is not an object'],
    ['{"version":2,"files":{}}', 'has version 2, and this Varve knows version 1'],
    ['{"version":1}', 'has no list of files'],
    ['{"version":1,"files":{"a.ts":"x"}}', 'has no hash for "a.ts"'],
    ['{\n<<<<<<< HEAD\n=======\n>>>>>>> b\n}', 'holds the marks of a merge conflict'],
  ])('that reads %j is refused', (text, reason) => {
    expect(parseManifest(text)).toBe(reason);
  });

  it.each(['../a.ts', '/a.ts', 'a/../../b.ts', 'a//b.ts', './a.ts', 'C:/a.ts', 'a\\b.ts', '', 'a/'])(
    'that lists %j is refused',
    (path) => {
      const text = JSON.stringify({ version: 1, files: { [path]: contentHash('') } });
      expect(parseManifest(text)).toBe(`lists ${JSON.stringify(path)}, which is no path inside the output folder`);
    },
  );

  it('that is broken stops everything, and is mended by force', () => {
    run({ 'a.ts': 'a\n' });
    put(`generated/${manifestName}`, '<<<<<<< HEAD\n');
    expect(run({ 'a.ts': 'A\n' }).found).toEqual([`error MANIFEST_INVALID generated/${manifestName}`]);
    expect(get('generated/a.ts')).toBe('a\n');
    run({ 'a.ts': 'A\n' }, { force: true });
    expect(check({ 'a.ts': 'A\n' })).toEqual([]);
    expect(run({ 'a.ts': 'A\n' }).found).toEqual([]);
  });
});
