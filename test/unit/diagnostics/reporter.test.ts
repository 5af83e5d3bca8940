import { expect, test } from 'vitest';
import { hasErrors } from '../../../src/diagnostics/diagnostic.js';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import type { Span } from '../../../src/diagnostics/span.js';

function at(line: number, path = 'a'): Span {
  return { path, line, column: 1, endLine: line, endColumn: 2 };
}

test('findings are sorted, and each is told once', () => {
  const reporter = createReporter();
  reporter.report('UNKNOWN_KEY', at(2, 'b'), 'x');
  reporter.report('UNKNOWN_KEY', at(2), 'x');
  reporter.report('UNKNOWN_KEY', at(1), 'y');
  reporter.report('MISSING_KEY', at(2), 'x');
  reporter.report('UNKNOWN_KEY', at(2), 'x');
  expect(reporter.diagnostics.map(({ code, span }) => `${span.path}${span.line} ${code}`)).toEqual([
    'a1 UNKNOWN_KEY',
    'a2 MISSING_KEY',
    'a2 UNKNOWN_KEY',
    'b2 UNKNOWN_KEY',
  ]);
});

test('the severity is that of the table, unless another is given', () => {
  const reporter = createReporter();
  reporter.report('UNSAFE_WIDEN', at(1), 'x');
  reporter.report('UNSAFE_WIDEN', at(2), 'x', { severity: 'error' });
  expect(reporter.diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'error']);
});

test('of too many in one file, the last says how many more there are', () => {
  const reporter = createReporter();
  for (let line = 1; line <= 1234; line += 1) reporter.report('UNKNOWN_KEY', at(line), 'x');
  reporter.report('UNKNOWN_KEY', at(1, 'b'), 'x');
  const { diagnostics } = reporter;
  expect(diagnostics).toHaveLength(102);
  expect(diagnostics[100]).toMatchObject({
    code: 'TOO_MANY_FINDINGS',
    severity: 'info',
    message: '1,134 more findings in this file',
  });
  expect(diagnostics[101]?.span.path).toBe('b');
});

test('a flood of warnings hides no error', () => {
  const reporter = createReporter();
  for (let line = 1; line <= 200; line += 1) reporter.report('UNSAFE_WIDEN', at(line), 'x');
  reporter.report('UNKNOWN_KEY', at(300), 'x');
  expect(hasErrors(reporter.diagnostics)).toBe(true);
});
