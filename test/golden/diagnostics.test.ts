import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyseSources } from '../../src/compile.js';
import { diagnosticCodes, type DiagnosticCode } from '../../src/diagnostics/codes.js';
import { renderText } from '../../src/diagnostics/render-text.js';
import { sourceText, type SourceFile } from '../../src/source/source-file.js';

/**
 * Each folder of `diagnostics/` is named `<CODE>` or `<CODE>-<variant>` and holds the schemas that provoke the code and, in
 * `expected.txt`, all that is said of them. `UPDATE_GOLDEN=1 npx vitest run test/golden/diagnostics.test.ts` writes
 * the expected texts anew.
 */
const cases = join(import.meta.dirname, 'diagnostics');

/** Codes that no text of a schema provokes, and the test that provokes each. */
const provokedElsewhere: Partial<Record<DiagnosticCode, string>> = {
  BACK_INCOHERENT: 'test/golden/evolution/BACK_INCOHERENT/expected.txt',
  CONFIG_AMBIGUOUS: 'test/cli/config.test.ts',
  CONFIG_INVALID: 'test/unit/config',
  CONFIG_UNREADABLE: 'test/cli/config.test.ts',
  CUSTOM_CHANGED: 'test/golden/evolution/CUSTOM_CHANGED/expected.txt',
  CUSTOM_NOT_FOUND: 'test/golden/evolution/CUSTOM_NOT_FOUND/expected.txt',
  ENUM_MEMBER_ADDED: 'test/golden/evolution/ENUM_MEMBER_ADDED/expected.txt',
  FIELD_DROPPED: 'test/golden/evolution/FIELD_DROPPED/expected.txt',
  FILE_TOO_LARGE: 'test/unit/source/parse-document.test.ts',
  FILE_UNREADABLE: 'test/unit/source/read-source-files.test.ts',
  GOLDEN_CHANGED: 'test/cli/golden.test.ts',
  GIT_UNAVAILABLE: 'test/unit/source/git-base.test.ts',
  LAW_BROKEN: 'test/unit/laws/planted.test.ts',
  LOCK_CONFLICT: 'test/unit/evolution/lock-file.test.ts',
  LOCK_DUPLICATE: 'test/unit/evolution/lock-file.test.ts',
  LOCK_FINGERPRINT: 'test/unit/evolution/lock-file.test.ts',
  LOCK_MISPLACED: 'test/unit/evolution/lock-file.test.ts',
  LOCK_REWRITTEN: 'test/golden/evolution/LOCK_REWRITTEN/expected.txt',
  LOCK_SYNTAX: 'test/unit/evolution/lock-file.test.ts',
  LOCK_UNWRITABLE: 'test/unit/output/append-lines.test.ts',
  MANIFEST_INVALID: 'test/unit/output',
  METADATA_CHANGED: 'test/golden/evolution/METADATA_CHANGED/expected.txt',
  NAME_REUSED: 'test/golden/evolution/NAME_REUSED/expected.txt',
  NO_SCHEMA_FILES: 'test/unit/source/read-source-files.test.ts',
  NO_UPCAST_PATH: 'test/golden/evolution/NO_UPCAST_PATH/expected.txt',
  OUTPUT_EDITED: 'test/unit/output',
  OUTPUT_FOREIGN: 'test/unit/output',
  OUTPUT_MISSING: 'test/unit/output',
  OUTPUT_OBSTRUCTED: 'test/unit/output',
  OUTPUT_STALE: 'test/unit/output',
  OUTPUT_SURPLUS: 'test/unit/output',
  OUTPUT_SYMLINK: 'test/unit/output',
  OUTPUT_UNWRITABLE: 'test/cli/unwritable.test.ts',
  REBUILD_NEEDED: 'test/golden/evolution/REBUILD_NEEDED/expected.txt',
  REF_UNKNOWN: 'test/unit/source/git-base.test.ts',
  REF_UNRELATED: 'test/unit/source/git-base.test.ts',
  SNAPSHOT_STALE: 'test/golden/evolution/SNAPSHOT_STALE/expected.txt',
  SPLIT_REORDERED: 'test/golden/evolution/SPLIT_REORDERED/expected.txt',
  STEP_IMMUTABLE: 'test/golden/evolution/STEP_IMMUTABLE/expected.txt',
  STREAM_CHANGED: 'test/golden/evolution/STREAM_CHANGED/expected.txt',
  VERSION_DELETED: 'test/golden/evolution/VERSION_DELETED/expected.txt',
  VERSION_IMMUTABLE: 'test/golden/evolution/VERSION_IMMUTABLE/expected.txt',
};

const names = readdirSync(cases).sort();

describe('what is said of a wrong schema', () => {
  test.each(names)('%s', (name) => {
    const files = readCase(name);
    const { diagnostics } = analyseSources(files);
    const text = renderText(diagnostics, new Map(files.map((file) => [file.path, sourceText(file)])));
    expect(diagnostics.map(({ code }) => code)).toContain(codeOf(name));
    const expectedPath = join(cases, name, 'expected.txt');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expectedPath, text);
    expect(text).toBe(readFileSync(expectedPath, 'utf8'));
  });
});

describe('every code', () => {
  test.each(Object.keys(diagnosticCodes))('%s has a page', (code) => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/errors', `${code}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${code}`);
  });

  test.each(Object.keys(diagnosticCodes))('%s is provoked', (code) => {
    const elsewhere = Object.entries(provokedElsewhere).find(([known]) => known === code)?.[1];
    if (elsewhere === undefined) expect(names.map(codeOf), `test/golden/diagnostics/${code}/ is missing`).toContain(code);
    else expect(testsIn(elsewhere), `${elsewhere} does not provoke it`).toContain(code);
  });

  test('has no page and no case left over', () => {
    const pages = readdirSync(join(import.meta.dirname, '../../docs/errors')).map((page) => page.replace(/\.md$/, ''));
    const known = Object.keys(diagnosticCodes);
    expect(pages.filter((page) => !known.includes(page))).toEqual([]);
    expect(names.filter((name) => !known.includes(codeOf(name)))).toEqual([]);
  });
});

/** The text of a test, or of all tests in a folder. */
function testsIn(path: string): string {
  const absolute = join(import.meta.dirname, '../..', path);
  const files = /\.(?:ts|txt)$/u.test(path) ? [absolute] : readdirSync(absolute).map((file) => join(absolute, file));
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

function readCase(name: string): readonly SourceFile[] {
  const folder = join(cases, name);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.varve.yaml'))
    .sort()
    .map((file) => ({ path: file, bytes: readFileSync(join(folder, file)) }));
}

function codeOf(name: string): string {
  return name.split('-', 1)[0] ?? name;
}
