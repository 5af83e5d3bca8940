import { createReporter } from '../../../src/diagnostics/reporter.js';
import type { SourceNode } from '../../../src/source/node.js';
import { parseDocument } from '../../../src/source/parse-document.js';

export interface ReadResult {
  readonly root: SourceNode | undefined;
  /** `line:column-endColumn CODE message` of each finding. */
  readonly findings: readonly string[];
}

/** Parses a text, or bytes, as the file `f`. */
export function read(content: string | Uint8Array): ReadResult {
  const reporter = createReporter();
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const root = parseDocument({ path: 'f', bytes }, reporter)?.root;
  const findings = reporter.diagnostics.map(
    ({ code, message, span }) => `${span.line}:${span.column}-${span.endColumn} ${code} ${message}`,
  );
  return { root, findings };
}
