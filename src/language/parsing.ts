import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { DiagnosticExtras } from '../diagnostics/diagnostic.js';
import type { Reporter } from '../diagnostics/reporter.js';
import type { Span } from '../diagnostics/span.js';
import type { TypeSyntax } from './syntax.js';

/**
 * The state of one file's parse. What is of the wrong kind, or misses a key, was reported when the grammar was checked:
 * the parsers pass over it in silence, by `refuse`. `fail` is for what only they can see.
 */
export interface Parsing {
  /** Reports what the grammar cannot see. */
  fail(code: DiagnosticCode, span: Span, message: string, extras?: DiagnosticExtras): void;
  /** Remembers that something was passed over because the grammar does not allow it. */
  refuse(span: Span): void;
  /** The first place that was refused, where nothing that was reported by `fail` explains it. */
  readonly unexplained: Span | undefined;
  /** Names whose declaration cannot be used. */
  readonly malformed: Set<string>;
}

export function createParsing(reporter: Reporter): Parsing {
  let refused: Span | undefined;
  let hasFailed = false;
  return {
    fail(code, span, message, extras) {
      hasFailed = true;
      reporter.report(code, span, message, extras);
    },
    refuse(span) {
      refused ??= span;
    },
    get unexplained() {
      return hasFailed ? undefined : refused;
    },
    malformed: new Set(),
  };
}

/** No author can write it, so that it is never declared. */
const malformedTypeName = '(malformed)';

/** Stands for a type that could not be read: a use of a malformed name, which is no finding of its own. */
export function malformedType(span: Span, parsing: Parsing): TypeSyntax {
  parsing.malformed.add(malformedTypeName);
  return { kind: 'name', name: malformedTypeName, span, checks: [] };
}

export function isMalformedType(type: TypeSyntax): boolean {
  return type.kind === 'name' && type.name === malformedTypeName;
}
