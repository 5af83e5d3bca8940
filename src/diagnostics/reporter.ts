import type { DiagnosticCode } from './codes.js';
import { compareDiagnostics, createDiagnostic, type Diagnostic, type DiagnosticExtras } from './diagnostic.js';
import type { Span } from './span.js';

/** Collects findings while a stage runs. Stages take one and go on after a finding: everything is reported in one run. */
export interface Reporter {
  report(code: DiagnosticCode, span: Span, message: string, extras?: DiagnosticExtras): void;
  /** Sorted, and without exact repeats. */
  readonly diagnostics: readonly Diagnostic[];
}

export function createReporter(): Reporter {
  const found = new Map<string, Diagnostic>();
  return {
    report(code, span, message, extras) {
      const key = JSON.stringify([code, span.path, span.line, span.column, message]);
      if (!found.has(key)) found.set(key, createDiagnostic(code, span, message, extras));
    },
    get diagnostics() {
      return [...found.values()].sort(compareDiagnostics);
    },
  };
}
