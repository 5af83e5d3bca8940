import { expect, test } from 'vitest';
import { createDiagnostic } from '../../../src/diagnostics/diagnostic.js';
import { renderGithub } from '../../../src/diagnostics/render-github.js';
import { renderJson } from '../../../src/diagnostics/render-json.js';
import { renderMarkdown } from '../../../src/diagnostics/render-markdown.js';

const place = { path: 'a,b:c%.yaml', line: 3, column: 5, endLine: 3, endColumn: 8 };
const diagnostic = createDiagnostic('UNKNOWN_KEY', place, 'no key "a|b<i>%\n"', {
  help: 'did you mean `c`?',
  related: [{ message: 'here', span: { path: 'x.yaml', line: 1, column: 2, endLine: 1, endColumn: 2 } }],
});
const plain = createDiagnostic('UNSAFE_WIDEN', { ...place, endLine: 4 }, 'wide');

test('json has the documented shape', () => {
  expect(JSON.parse(renderJson([diagnostic, plain]))).toEqual({
    schemaVersion: 1,
    diagnostics: [
      {
        code: 'UNKNOWN_KEY',
        severity: 'error',
        message: 'no key "a|b<i>%\n"',
        path: 'a,b:c%.yaml',
        line: 3,
        column: 5,
        related: [{ message: 'here', path: 'x.yaml', line: 1, column: 2 }],
        help: 'did you mean `c`?',
      },
      {
        code: 'UNSAFE_WIDEN',
        severity: 'warning',
        message: 'wide',
        path: 'a,b:c%.yaml',
        line: 3,
        column: 5,
        related: [],
      },
    ],
  });
  expect(renderJson([])).toBe('{\n  "schemaVersion": 1,\n  "diagnostics": []\n}\n');
});

test('json escapes what could act on a terminal, and stays the same text', () => {
  const hostile = createDiagnostic('UNKNOWN_KEY', place, '\u001b[0m\u009b0m\u202e\u2028');
  expect(renderJson([hostile])).toContain(String.raw`"\u001b[0m\u009b0m\u202e\u2028"`);
  expect(JSON.parse(renderJson([hostile])).diagnostics[0].message).toBe('\u001b[0m\u009b0m\u202e\u2028');
});

test('github has one escaped command per finding', () => {
  expect(renderGithub([diagnostic, plain], '')).toBe(
    '::error file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=5,endColumn=7,title=UNKNOWN_KEY::' +
      'no key "a|b<i>%25␊"%0Ax.yaml:1:2: here%0Ahelp: did you mean `c`?\n' +
      '::warning file=a%2Cb%3Ac%25.yaml,line=3,endLine=4,col=5,title=UNSAFE_WIDEN::wide\n',
  );
});

test('github finds files of a folder below its workspace', () => {
  expect(renderGithub([diagnostic], 'services/shop/')).toMatch(
    /^::error file=services\/shop\/a%2Cb.*%0Aservices\/shop\/x\.yaml:1:2: here/u,
  );
});

test('markdown is a table that no name breaks out of', () => {
  expect(renderMarkdown([diagnostic])).toBe(
    '| | code | place | finding |\n| --- | --- | --- | --- |\n' +
      '| error | UNKNOWN_KEY | a,b:c%.yaml:3:5 | no key "a\\|b&lt;i>%␊"<br>x.yaml:1:2: here<br>help: did you mean `c`? |\n',
  );
  expect(renderMarkdown([])).toBe('No findings.\n');
});
