import { diagnosticCodes, type DiagnosticCode, type DiagnosticSeverity } from './codes.js';
import { compareSpans, type Span } from './span.js';

export type Severity = DiagnosticSeverity;

/** A second place that helps to understand a finding: "version 1 is here". */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/** What Varve has to say about a user's input. A user's mistake is always one of these, never an exception. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence without a final stop. Names from the input are shown in double quotes. */
  readonly message: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  /** Lines that show what was found, such as a counterexample. */
  readonly shown?: readonly string[];
  /** What to write instead, where one can say. */
  readonly help?: string;
}

export interface DiagnosticExtras {
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly shown?: readonly string[];
  readonly help?: string | undefined;
}

export function createDiagnostic(
  code: DiagnosticCode,
  span: Span,
  message: string,
  extras: DiagnosticExtras = {},
): Diagnostic {
  const { severity = diagnosticCodes[code].severity, related = [], shown, help } = extras;
  return {
    code,
    severity,
    message,
    span,
    related,
    ...(shown !== undefined && { shown }),
    ...(help !== undefined && { help }),
  };
}

/** Source order; at one place by code, then message, so that output never depends on who looked first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return compareSpans(a.span, b.span) || compareText(a.code, b.code) || compareText(a.message, b.message);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
