import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findVersioned } from '../../src/cli/bump/find-versioned.js';
import { analyseSources } from '../../src/compile.js';
import { type Diagnostic, hasErrors } from '../../src/diagnostics/diagnostic.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { nextVersion } from '../../src/language/next-version.js';
import { addVersion } from '../../src/source/add-version.js';
import { parseDocument } from '../../src/source/parse-document.js';
import type { SourceFile } from '../../src/source/source-file.js';

/**
 * Each folder of `bump/` is a layout: `before.varve.yaml` declares `Cart.ItemAdded`, or a type `Money` where the folder's
 * name begins with `type`, and `after.varve.yaml` is the same with another version. `UPDATE_GOLDEN=1 npx vitest run
 * test/golden/bump.test.ts` writes what comes after anew.
 */
const cases = join(import.meta.dirname, 'bump');

function bumped(text: string, name: string): { readonly text: string; readonly line: string } {
  const { model, diagnostics } = analyseSources([sourceOf(text)]);
  expect(hasErrors(diagnostics)).toBe(false);
  const search = findVersioned(model, name);
  if ('problem' in search) expect.fail(search.problem);
  const document = parseDocument(sourceOf(text), createReporter());
  if (document === undefined) expect.fail('the text was parsed before');
  const { path, versions } = search.found;
  const added = addVersion(document, { path, number: versions + 1 }, nextVersion);
  if (added === undefined) expect.fail('the version cannot be added');
  const codes = (found: readonly Diagnostic[]): readonly string[] => found.map(({ code }) => code);
  expect(codes(analyseSources([sourceOf(added.text)]).diagnostics)).toEqual(codes(diagnostics));
  const line = added.text.split('\n')[added.span.line - 1]?.slice(added.span.column - 1, added.span.endColumn - 1);
  return { text: added.text, line: line ?? '' };
}

function sourceOf(text: string): SourceFile {
  return { path: 'shop.varve.yaml', bytes: new TextEncoder().encode(text) };
}

const nameOf = (layout: string): string => (layout.startsWith('type') ? 'Money' : 'Cart.ItemAdded');

describe('a layout with another version', () => {
  test.each(readdirSync(cases).sort())('%s', (layout) => {
    const before = readFileSync(join(cases, layout, 'before.varve.yaml'), 'utf8');
    const after = bumped(before, nameOf(layout));
    const expected = join(cases, layout, 'after.varve.yaml');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expected, after.text);
    expect(after.text).toBe(readFileSync(expected, 'utf8'));
    expect(after.line).toMatch(/^['"]?\d+['"]?$/u);
    // Once more, and with the line breaks of Windows.
    const again = bumped(after.text, nameOf(layout));
    expect(bumped(before.replaceAll('\n', '\r\n'), nameOf(layout)).text).toBe(after.text.replaceAll('\n', '\r\n'));
    expect(again.text.length).toBeGreaterThan(after.text.length);
  });
});

describe('the examples', () => {
  const examples = join(import.meta.dirname, '../../examples');
  const files = readdirSync(examples).flatMap((example) => {
    const folder = join(examples, example, 'schemas');
    if (!existsSync(folder)) return [];
    return [readdirSync(folder).map((file) => ({ path: join(folder, file), bytes: readFileSync(join(folder, file)) }))];
  });
  const names = files.flatMap((sources) =>
    analyseSources(sources).model.contexts.flatMap(({ aggregates }) =>
      aggregates.flatMap(({ name, events }) =>
        events.flatMap((event) => (event.retired === undefined ? [{ name: `${name}.${event.name}`, sources }] : [])),
      ),
    ),
  );

  test.each(names)('$name', ({ name, sources }) => {
    const search = findVersioned(analyseSources(sources).model, name);
    if ('problem' in search) expect.fail(search.problem);
    const { path, span, versions } = search.found;
    const source = sources.find((each) => each.path === span.path);
    const document = source === undefined ? undefined : parseDocument(source, createReporter());
    if (document === undefined) expect.fail('the example is parsed');
    const added = addVersion(document, { path, number: versions + 1 }, nextVersion);
    if (added === undefined) expect.fail('the version cannot be added');
    const edited = sources.map((each) =>
      each === source ? { ...each, bytes: new TextEncoder().encode(added.text) } : each,
    );
    const { model, diagnostics } = analyseSources(edited);
    expect(diagnostics).toEqual([]);
    const after = findVersioned(model, name);
    expect('found' in after && after.found.versions).toBe(versions + 1);
  });
});
