import type { Reporter } from '../diagnostics/reporter.js';
import { startOf, type Span } from '../diagnostics/span.js';
import type { SourceFile } from '../source/source-file.js';
import type { LineProblem } from './locked-line.js';

/** A line with where it stands. */
export type Placed<Line> = Line & {
  /** The text without its end. */
  readonly text: string;
  readonly span: Span;
};

/** What is in a file to which a release adds lines, and nobody else does anything. */
export interface LockedLines<Line> {
  /** Those that could be read, in the order of the file. */
  readonly lines: readonly Placed<Line>[];
  /** Whether all could be read. */
  readonly sound: boolean;
}

export const restore = 'restore the line from git: `varve release` writes these files, and nobody edits them';

/** Reads each line and reports those that cannot be; `undefined` where nothing in the file can be taken. */
export function readLockedLines<Line extends object>(
  file: SourceFile,
  parse: (text: string) => Line | LineProblem,
  reporter: Reporter,
): LockedLines<Line> | undefined {
  const texts = linesOf(file, reporter);
  if (texts === undefined || reportConflicts(file.path, texts, reporter)) return undefined;
  const lines: Placed<Line>[] = [];
  let sound = true;
  for (const [index, text] of texts.entries()) {
    const line = parse(text);
    if (isProblem(line)) {
      sound = false;
      reporter.report(line.code, lineSpan(file.path, index, line.start, line.end), line.message, { help: restore });
    } else lines.push({ ...line, text, span: lineSpan(file.path, index, 0, text.length) });
  }
  return { lines, sound };
}

export function lineSpan(path: string, index: number, start: number, end: number): Span {
  return { path, line: index + 1, column: start + 1, endLine: index + 1, endColumn: end + 1 };
}

/** The lines of a file without their ends. CRLF counts as LF, because git on Windows may change one into the other. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/u);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Reports a line that says anew what another says already. */
export function reportDuplicate(
  line: { readonly span: Span },
  first: { readonly span: Span },
  message: string,
  reporter: Reporter,
): void {
  reporter.report('LOCK_DUPLICATE', line.span, message, {
    related: [{ message: 'the other line is here', span: first.span }],
    help: 'two branches did the same: keep the line that was released first; the other becomes the next version',
  });
}

function isProblem(line: object): line is LineProblem {
  return 'message' in line;
}

function linesOf({ path, bytes }: SourceFile, reporter: Reporter): readonly string[] | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    reporter.report('FILE_NOT_UTF8', startOf(path), 'the file is not UTF-8', { help: restore });
    return undefined;
  }
  return splitLines(text);
}

function reportConflicts(path: string, lines: readonly string[], reporter: Reporter): boolean {
  let found = false;
  for (const [index, line] of lines.entries()) {
    if (!/^(?:<{7}|>{7})(?: |$)/.test(line)) continue;
    found = true;
    if (line.startsWith('>')) continue;
    reporter.report('LOCK_CONFLICT', lineSpan(path, index, 0, line.length), 'a merge conflict was not resolved', {
      help: 'keep the lines of the branch that was released first; the other gives its version the next number, and releases it',
    });
  }
  return found;
}
