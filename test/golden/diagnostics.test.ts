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
  CONFIG_AMBIGUOUS: 'test/cli/config.test.ts',
  CONFIG_INVALID: 'test/unit/config',
  CONFIG_UNREADABLE: 'test/cli/config.test.ts',
  FILE_TOO_LARGE: 'test/unit/source/parse-document.test.ts',
  FILE_UNREADABLE: 'test/unit/source/read-source-files.test.ts',
  MANIFEST_INVALID: 'test/unit/output',
  NO_SCHEMA_FILES: 'test/unit/source/read-source-files.test.ts',
  OUTPUT_EDITED: 'test/unit/output',
  OUTPUT_FOREIGN: 'test/unit/output',
  OUTPUT_MISSING: 'test/unit/output',
  OUTPUT_OBSTRUCTED: 'test/unit/output',
  OUTPUT_STALE: 'test/unit/output',
  OUTPUT_SURPLUS: 'test/unit/output',
  OUTPUT_SYMLINK: 'test/unit/output',
  OUTPUT_UNWRITABLE: 'test/cli/unwritable.test.ts',
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
  const files = path.endsWith('.ts') ? [absolute] : readdirSync(absolute).map((file) => join(absolute, file));
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
