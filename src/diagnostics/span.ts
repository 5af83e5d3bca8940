/**
 * A stretch of a source file. Lines and columns count from 1; columns count UTF-16 code units, as editors and
 * TypeScript do. `end` is exclusive.
 */
export interface Span {
  /** Relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The very beginning of a file: where a complaint about the whole of it stands. */
export function startOf(path: string): Span {
  return { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** Source order: by path, then line, then column. */
export function compareSpans(a: Span, b: Span): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
