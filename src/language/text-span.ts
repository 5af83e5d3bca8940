import type { Span } from '../diagnostics/span.js';
import type { MappingEntry, ScalarNode } from '../source/node.js';

/** A text of the source that is parsed further, and where its characters stand. */
export interface SourceText {
  readonly text: string;
  readonly span: Span;
  /** Where a stretch of the text stands; the whole, where the way it is written hides that. */
  spanOf(start: number, end: number): Span;
}

export function keyText({ key, keySpan }: MappingEntry): SourceText {
  const width = keySpan.endColumn - keySpan.column;
  const lead = width === key.length ? 0 : width === key.length + 2 ? 1 : undefined;
  return sourceText(key, keySpan, lead === undefined ? undefined : (offset) => lead + offset);
}

export function scalarText(node: ScalarNode, value: string): SourceText {
  const { text, span } = node;
  const width = span.endColumn - span.column;
  if (text === value && width === text.length) return sourceText(value, span, (offset) => offset);
  if (node.plain || width !== text.length + 2) return sourceText(value, span, undefined);
  if (text === value) return sourceText(value, span, (offset) => offset + 1);
  const offsets = escapedOffsets(text, value);
  return sourceText(value, span, offsets && ((offset) => 1 + (offsets[offset] ?? text.length)));
}

function sourceText(text: string, span: Span, column: ((offset: number) => number) | undefined): SourceText {
  return {
    text,
    span,
    spanOf(start, end) {
      if (column === undefined || span.line !== span.endLine) return span;
      return { ...span, column: span.column + column(start), endColumn: span.column + column(end) };
    },
  };
}

/** For each character of the value, the offset into what is written between the quotes; `undefined` where they disagree. */
function escapedOffsets(text: string, value: string): readonly number[] | undefined {
  const single = text.replaceAll("''", "'") === value;
  const escape = single ? /''|[^]/gy : /\\x..|\\u.{4}|\\U.{8}|\\.|[^]/gy;
  const offsets: number[] = [];
  for (const match of text.matchAll(escape)) {
    offsets.push(match.index);
    // One escape may stand for a surrogate pair.
    if (match[0].startsWith('\\U') && Number.parseInt(match[0].slice(2), 16) > 0xffff) offsets.push(match.index);
  }
  return offsets.length === value.length ? offsets : undefined;
}
