import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { renderGithub } from '../../src/diagnostics/render-github.js';
import { renderJson } from '../../src/diagnostics/render-json.js';
import { renderMarkdown } from '../../src/diagnostics/render-markdown.js';
import { renderText } from '../../src/diagnostics/render-text.js';
import { planContext } from '../../src/evolution/plan-context.js';
import { parseFile } from '../../src/language/parse-file.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { parseDocument } from '../../src/source/parse-document.js';
import { sourceText } from '../../src/source/source-file.js';
import { toJson } from '../../src/source/to-json.js';

const shop = readFileSync(join(import.meta.dirname, '../fixtures/shop.varve.yaml'), 'utf8');

/** All the way up to where names are planned, and shown in every form: none of it may throw, whatever comes in. */
function findingsOf(content: string | Uint8Array): readonly Diagnostic[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = { path: 'shop.varve.yaml', bytes };
  const reporter = createReporter();
  const document = parseDocument(file, reporter);
  const syntax = document === undefined ? undefined : parseFile(document, reporter);
  if (syntax === undefined) expect(reporter.diagnostics.length).toBeGreaterThan(0);
  else for (const context of resolveModel([syntax], reporter).contexts) planContext(context, reporter);
  const { diagnostics } = reporter;
  for (const { span, message } of diagnostics) {
    expect(span.path).toBe(file.path);
    expect(span.line).toBeGreaterThan(0);
    expect(span.column).toBeGreaterThan(0);
    expect(span.endLine > span.line || span.endColumn >= span.column).toBe(true);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
  }
  // oxlint-disable-next-line no-control-regex
  expect(renderText(diagnostics, new Map([[file.path, sourceText(file)]]))).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  renderJson(diagnostics);
  renderGithub(diagnostics, 'folder/');
  renderMarkdown(diagnostics);
  return diagnostics;
}

function shopJson(): unknown {
  const document = parseDocument({ path: 'shop.varve.yaml', bytes: new TextEncoder().encode(shop) }, createReporter());
  if (document === undefined) throw new Error('the example is valid');
  return JSON.parse(JSON.stringify(toJson(document.root)));
}

type Place = readonly (string | number)[];

function* places(value: unknown, at: Place = []): Generator<Place> {
  yield at;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value))
    yield* places(child, [...at, Array.isArray(value) ? Number(key) : key]);
}

function replaced(value: unknown, [first, ...rest]: Place, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === first ? replaced(item, rest, replacement) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, key === first ? replaced(child, rest, replacement) : child]),
  );
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

test('the example itself has no finding', () => {
  expect(findingsOf(shop)).toEqual([]);
  expect(findingsOf(stringify(shopJson()))).toEqual([]);
});

describe('the example with one node replaced', () => {
  const json = shopJson();
  const all = [...places(json)];
  const replacements: Readonly<Record<string, unknown>> = {
    null: null,
    'a number': 1,
    'a negative fraction': -1.5,
    true: true,
    'a text': 'x',
    'an empty text': '',
    'a hostile text': '__proto__',
    'a text of marks': '*/ ${x} `" \' </script>',
    'an empty list': [],
    'an empty map': {},
    'a list': ['a', 1, null],
    'a map': { a: 1, __proto__: 2, constructor: { prototype: 3 } },
    'a deep nest': nested(80),
  };

  test.each(Object.entries(replacements))('by %s', (_, replacement) => {
    let invalid = 0;
    for (const place of all) {
      const findings = findingsOf(stringify(replaced(json, place, replacement), { aliasDuplicateObjects: false }));
      if (findings.length > 0) invalid += 1;
    }
    expect(invalid).toBeGreaterThan(all.length / 3);
  });

  test('a wrong kind is told once, or with what follows from it, but never as a flood', () => {
    for (const place of all) {
      if (place.length < 4) continue;
      expect(findingsOf(stringify(replaced(json, place, nested(3)))).length, place.join('.')).toBeLessThan(12);
    }
  });
});

describe('the example with lines', () => {
  const lines = shop.split('\n');

  test('deleted', () => {
    for (const index of lines.keys()) findingsOf(lines.toSpliced(index, 1).join('\n'));
  });

  test('doubled', () => {
    for (const [index, line] of lines.entries()) findingsOf(lines.toSpliced(index, 0, line).join('\n'));
  });

  test('indented otherwise', () => {
    for (const [index, line] of lines.entries()) {
      findingsOf(lines.toSpliced(index, 1, ` ${line}`).join('\n'));
      findingsOf(lines.toSpliced(index, 1, line.slice(1)).join('\n'));
      findingsOf(lines.toSpliced(index, 1, `\t${line}`).join('\n'));
    }
  });

  test('cut off anywhere', () => {
    for (let end = 0; end < shop.length; end += 7) findingsOf(shop.slice(0, end));
  });
});

describe('generated', () => {
  test('bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void findingsOf(bytes)),
      { numRuns: 300 },
    );
  });

  test('texts of the marks of YAML', () => {
    const mark = fc.constantFrom(
      ...' \n\t:-?[]{},&*!|>\'"%@`#a1~.<'.split(''),
      ': ',
      '- ',
      '\n  ',
      '? ',
      '&a ',
      '*a ',
      '!!x ',
      '---\n',
      '<<: ',
      '\ufeff',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 60 }), (marks) => void findingsOf(marks.join(''))),
      { numRuns: 2000 },
    );
  });

  test('the example with stretches replaced, moved and repeated', () => {
    const edit = fc.record({
      at: fc.nat(shop.length),
      length: fc.nat(30),
      insert: fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.nat(shop.length)),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = shop;
        for (const { at, length, insert } of edits) {
          const inserted = typeof insert === 'string' ? insert : shop.slice(insert, insert + 25);
          text = text.slice(0, at) + inserted + text.slice(at + length);
        }
        findingsOf(text);
      }),
      { numRuns: 500 },
    );
  });

  test('types', () => {
    const piece = fc.constantFrom(
      'int',
      'Money',
      'map',
      'null',
      '<',
      '>',
      ',',
      '[',
      ']',
      '(',
      ')',
      '|',
      '?',
      '@',
      '2',
      ' ',
      '"',
      "'",
      '#',
      'é',
      '[]',
      'map<string, ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        findingsOf(`varve: 1\ncontext: shop\ntypes:\n  Money: decimal\n  T: ${JSON.stringify(pieces.join(''))}\n`);
      }),
      { numRuns: 1000 },
    );
  });

  test('paths', () => {
    const piece = fc.constantFrom('items', 'sku', '.', '[', ']', "'", '"', ' ', '$id', 'a b', '__proto__', '\\');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(piece, { maxLength: 12 }), (target, value) => {
        const operation = `{ "items[sku]": quantity }`;
        findingsOf(
          shop.replace(operation, () => `{ ${JSON.stringify(target.join(''))}: ${JSON.stringify(value.join(''))} }`),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('any JSON as a schema', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(findingsOf(JSON.stringify(value)).length).toBeGreaterThan(0);
        findingsOf(
          JSON.stringify({
            varve: 1,
            context: 'shop',
            types: { T: value },
            aggregates: { A: value },
            projections: value,
          }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
