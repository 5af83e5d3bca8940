import { describe, expect, test } from 'vitest';
import { createDiagnostic } from '../../../src/diagnostics/diagnostic.js';
import { renderText } from '../../../src/diagnostics/render-text.js';
import type { Span } from '../../../src/diagnostics/span.js';

function span(line: number, column: number, endColumn: number, path = 'shop.varve.yaml', endLine = line): Span {
  return { path, line, column, endLine, endColumn };
}

/** The two lines of the excerpt of one finding. */
function excerpt(source: string, place: Span): readonly string[] {
  const diagnostic = createDiagnostic('UNKNOWN_KEY', place, 'message');
  return renderText([diagnostic], new Map([['shop.varve.yaml', source]]))
    .split('\n')
    .slice(1, -1);
}

test('the form of the page of the command line', () => {
  const lines = Array.from({ length: 21 }, () => '');
  lines[16] = '            fields: { sku: Sku, qty: int }';
  lines[20] = '              quantity: { type: Quantity }';
  const diagnostic = createDiagnostic(
    'FIELD_UNACCOUNTED',
    span(21, 15, 23, 'schemas/shop.varve.yaml'),
    '"qty" of ItemAdded@1 is neither carried nor dropped by @2',
    {
      related: [{ message: '"qty" is declared here', span: span(17, 33, 36, 'schemas/shop.varve.yaml') }],
      help: 'write `from: qty` if it was renamed, or `drop: [qty]`',
    },
  );
  expect(renderText([diagnostic], new Map([['schemas/shop.varve.yaml', lines.join('\n')]]))).toBe(
    `schemas/shop.varve.yaml:21:15: error FIELD_UNACCOUNTED "qty" of ItemAdded@1 is neither carried nor dropped by @2
  21 |               quantity: { type: Quantity }
     |               ^^^^^^^^
  17 |             fields: { sku: Sku, qty: int }
     |                                 ^^^ "qty" is declared here
  help: write \`from: qty\` if it was renamed, or \`drop: [qty]\`
`,
  );
});

test('findings are separated by an empty line, and line numbers align', () => {
  const diagnostics = [
    createDiagnostic('UNSAFE_WIDEN', span(9, 1, 2), 'one', { related: [{ message: 'here', span: span(10, 1, 2) }] }),
    createDiagnostic('TOO_MANY_FINDINGS', span(1, 1, 1), 'two'),
  ];
  const source = 'a\n\n\n\n\n\n\n\nb\nc\n';
  expect(renderText(diagnostics, new Map([['shop.varve.yaml', source]]))).toBe(
    `shop.varve.yaml:9:1: warning UNSAFE_WIDEN one
   9 | b
     | ^
  10 | c
     | ^ here

shop.varve.yaml:1:1: info TOO_MANY_FINDINGS two
  1 | a
    | ^
`,
  );
});

test('a place in another file is named, and one in a file that is not known has no excerpt', () => {
  const diagnostic = createDiagnostic('NAME_TAKEN', span(1, 1, 2, 'b.yaml'), 'twice', {
    related: [
      { message: 'first', span: span(1, 3, 4, 'a.yaml') },
      { message: 'gone', span: span(7, 1, 2, 'c.yaml') },
    ],
  });
  const sources = new Map([
    ['a.yaml', 'x y\n'],
    ['b.yaml', 'z\n'],
  ]);
  expect(renderText([diagnostic], sources)).toBe(
    `b.yaml:1:1: error NAME_TAKEN twice
  1 | z
    | ^
  a.yaml:1:3:
  1 | x y
    |   ^ first
  c.yaml:7:1: gone
`,
  );
});

describe('carets stand under what they mean', () => {
  test('behind tabs', () => {
    expect(excerpt('\t\ta:\tbc', span(1, 6, 8))).toEqual(['  1 |     a:  bc', '    |         ^^']);
  });

  test('behind and under wide characters', () => {
    expect(excerpt('名前: 値段 x', span(1, 5, 7))).toEqual(['  1 | 名前: 値段 x', '    |       ^^^^']);
    expect(excerpt('🎉🎉 x', span(1, 6, 7))).toEqual(['  1 | 🎉🎉 x', '    |      ^']);
  });

  test('behind combining characters', () => {
    expect(excerpt('e\u0301e\u0301 x', span(1, 6, 7))).toEqual(['  1 | e\u0301e\u0301 x', '    |    ^']);
  });

  test('at the end of a line, in an empty line, and in a line that is not there', () => {
    expect(excerpt('abc', span(1, 4, 4))).toEqual(['  1 | abc', '    |    ^']);
    expect(excerpt('a\n\nb', span(2, 1, 1))).toEqual(['  2 |', '    | ^']);
    expect(excerpt('a', span(9, 1, 1))).toEqual([]);
  });

  test('to the end of the first line of several', () => {
    expect(excerpt('ab: cd  \r\n  ef', span(1, 5, 4, 'shop.varve.yaml', 2))).toEqual(['  1 | ab: cd', '    |     ^^']);
  });

  test('in a line of megabytes', () => {
    const [text, marker] = excerpt(`${'a'.repeat(3_000_000)}!${'b'.repeat(3_000_000)}`, span(1, 3_000_001, 3_000_002));
    expect(text).toBe(`  1 | …${'a'.repeat(40)}!${'b'.repeat(79)}…`);
    expect(marker).toBe(`    | ${' '.repeat(41)}^`);
  });

  test('in a line that is cut at its end only', () => {
    const [text, marker] = excerpt(`ab${'c'.repeat(200)}`, span(1, 2, 150));
    expect(text).toBe(`  1 | ab${'c'.repeat(118)}…`);
    expect(marker).toBe(`    |  ${'^'.repeat(119)}`);
  });
});

test('no control character of the input reaches the terminal', () => {
  const hostile = '\u001b[31m\u0007\u009b31m\u202e\u2028\r\ufeff\ud800';
  const diagnostic = createDiagnostic('UNKNOWN_KEY', span(1, 1, 2, `${hostile}.yaml`), `no "${hostile}\n"`, {
    help: hostile,
    related: [{ message: hostile, span: span(1, 1, 2, `${hostile}.yaml`) }],
  });
  const text = renderText([diagnostic], new Map([[`${hostile}.yaml`, `${hostile} x`]]));
  // oxlint-disable-next-line no-control-regex
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\ufeff]|\p{Cs}/u);
  expect(text.split('\n')[0]).toContain('no "␛[31m␇�31m��␍��␊"');
});

test('colour is only escape sequences around the same text', () => {
  const diagnostic = createDiagnostic('UNKNOWN_KEY', span(1, 1, 2), 'message', { help: 'help' });
  const sources = new Map([['shop.varve.yaml', 'abc']]);
  const colored = renderText([diagnostic], sources, { color: true });
  expect(colored).toContain('\u001b[1;31merror\u001b[0m');
  // oxlint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001b\[[0-9;]*m/g, '')).toBe(renderText([diagnostic], sources));
});
