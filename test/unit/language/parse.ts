import { createReporter } from '../../../src/diagnostics/reporter.js';
import { parseFile } from '../../../src/language/parse-file.js';
import type { FileSyntax } from '../../../src/language/syntax.js';
import { parseDocument } from '../../../src/source/parse-document.js';

export interface ParseResult {
  readonly file: FileSyntax | undefined;
  /** `line:column CODE message` of each finding. */
  readonly findings: readonly string[];
}

/** Parses a text as the file `f`. */
export function parse(text: string): ParseResult {
  const reporter = createReporter();
  const document = parseDocument({ path: 'f', bytes: new TextEncoder().encode(text) }, reporter);
  const file = document === undefined ? undefined : parseFile(document, reporter);
  const findings = reporter.diagnostics.map(
    ({ code, message, span }) => `${span.line}:${span.column} ${code} ${message}`,
  );
  return { file, findings };
}

/** What a text says, without places; it must be without a finding. */
export function parseClean(text: string): FileSyntax {
  const { file, findings } = parse(text);
  if (findings.length > 0 || file === undefined) throw new Error(findings.join('\n'));
  return withoutPlaces(file) as FileSyntax;
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'span' && key !== 'nameSpan');
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutPlaces(child)]));
}
