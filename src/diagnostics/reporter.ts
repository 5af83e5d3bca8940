import { diagnosticCodes, type DiagnosticCode } from './codes.js';
import {
  compareDiagnostics,
  createDiagnostic,
  type Diagnostic,
  type DiagnosticExtras,
  type Severity,
} from './diagnostic.js';
import type { Span } from './span.js';

/** How many findings of one file and severity are kept; of the others, only the number is told. */
const mostPerFile = 100;

/** Collects findings while a stage runs. Stages take one and go on after a finding: everything is reported in one run. */
export interface Reporter {
  report(code: DiagnosticCode, span: Span, message: string, extras?: DiagnosticExtras): void;
  /** Sorted, and without exact repeats. Where a file has too many, the last of it says how many more there are. */
  readonly diagnostics: readonly Diagnostic[];
}

interface FileFindings {
  readonly kept: Map<string, Diagnostic>;
  readonly counts: Record<Severity, number>;
  more: number;
}

export function createReporter(): Reporter {
  const files = new Map<string, FileFindings>();
  return {
    report(code, span, message, extras) {
      let file = files.get(span.path);
      if (file === undefined) {
        file = { kept: new Map(), counts: { error: 0, warning: 0, info: 0 }, more: 0 };
        files.set(span.path, file);
      }
      const severity = extras?.severity ?? diagnosticCodes[code].severity;
      // Each severity by itself, so that a flood of warnings never hides that there is an error.
      if (file.counts[severity] >= mostPerFile) {
        file.more += 1;
        return;
      }
      const key = JSON.stringify([code, span.line, span.column, message]);
      if (file.kept.has(key)) return;
      file.kept.set(key, createDiagnostic(code, span, message, extras));
      file.counts[severity] += 1;
    },
    get diagnostics() {
      return [...files.values()].flatMap(sortedFindings).sort(compareDiagnostics);
    },
  };
}

function sortedFindings({ kept, more }: FileFindings): readonly Diagnostic[] {
  const findings = [...kept.values()].sort(compareDiagnostics);
  const last = findings.at(-1);
  if (more === 0 || last === undefined) return findings;
  const { path, endLine, endColumn } = last.span;
  const span = { path, line: endLine, column: endColumn, endLine, endColumn };
  const message = `${more.toLocaleString('en')} more ${more === 1 ? 'finding' : 'findings'} in this file`;
  return [...findings, createDiagnostic('TOO_MANY_FINDINGS', span, message, { help: 'mend these first' })];
}
