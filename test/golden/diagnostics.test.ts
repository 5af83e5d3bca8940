import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosticCodes, type DiagnosticCode } from '../../src/diagnostics/codes.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { renderText } from '../../src/diagnostics/render-text.js';
import { planNames } from '../../src/emit/plan-names.js';
import { planContext } from '../../src/evolution/plan-context.js';
import { parseFile } from '../../src/language/parse-file.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { parseDocument } from '../../src/source/parse-document.js';
import { sourceText, type SourceFile } from '../../src/source/source-file.js';

/**
 * Each folder of `diagnostics/` is named `<CODE>` or `<CODE>-<variant>` and holds the schemas that provoke the code and, in
 * `expected.txt`, all that is said of them. `UPDATE_GOLDEN=1 npx vitest run test/golden/diagnostics.test.ts` writes
 * the expected texts anew.
 */
const cases = join(import.meta.dirname, 'diagnostics');

/** Codes that no text of a schema provokes, and the test that provokes each. */
const provokedElsewhere: Partial<Record<DiagnosticCode, string>> = {
  CONFIG_AMBIGUOUS: 'test/unit/config',
  CONFIG_INVALID: 'test/unit/config',
  CONFIG_UNREADABLE: 'test/unit/config',
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
  OUTPUT_UNWRITABLE: 'test/unit/output',
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
    const isProvoked = names.some((name) => codeOf(name) === code) || Object.hasOwn(provokedElsewhere, code);
    expect(isProvoked, `test/golden/diagnostics/${code}/ is missing`).toBe(true);
  });

  test('has no page and no case left over', () => {
    const pages = readdirSync(join(import.meta.dirname, '../../docs/errors')).map((page) => page.replace(/\.md$/, ''));
    const known = Object.keys(diagnosticCodes);
    expect(pages.filter((page) => !known.includes(page))).toEqual([]);
    expect(names.filter((name) => !known.includes(codeOf(name)))).toEqual([]);
  });
});

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

function analyseSources(sources: readonly SourceFile[]) {
  const reporter = createReporter();
  const files = sources.flatMap((source) => {
    const document = parseDocument(source, reporter);
    return (document && parseFile(document, reporter)) ?? [];
  });
  const model = resolveModel(files, reporter);
  for (const context of model.contexts) planContext(context, reporter);
  planNames(model, reporter);
  return { diagnostics: reporter.diagnostics };
}
