import type { Diagnostic } from './diagnostic.js';
import type { Span } from './span.js';

/** What `--format json` prints. `schemaVersion` grows when a reader of the older form would break. */
export interface DiagnosticsJson {
  readonly schemaVersion: 1;
  readonly diagnostics: readonly DiagnosticJson[];
}

/** Lines and columns count from 1; columns in UTF-16 code units. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly related: readonly {
    readonly message: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
  }[];
  /** Lines that show what was found, such as a counterexample. */
  readonly shown?: readonly string[];
  readonly help?: string;
}

/**
 * Findings for programs, and beside them what else a command has to give as data. Characters that could act on a
 * terminal are escaped.
 */
export function renderJson(diagnostics: readonly Diagnostic[], data: Readonly<Record<string, unknown>> = {}): string {
  const json: DiagnosticsJson = { schemaVersion: 1, diagnostics: diagnostics.map(toJson), ...data };
  return `${JSON.stringify(json, undefined, 2).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeCharacter)}\n`;
}

function toJson({ code, severity, message, span, related, shown, help }: Diagnostic): DiagnosticJson {
  return {
    code,
    severity,
    message,
    ...placeOf(span),
    related: related.map((place) => ({ message: place.message, ...placeOf(place.span) })),
    ...(shown === undefined ? {} : { shown }),
    ...(help === undefined ? {} : { help }),
  };
}

function placeOf({ path, line, column }: Span): Pick<DiagnosticJson, 'path' | 'line' | 'column'> {
  return { path, line, column };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
