import type { Span } from '../diagnostics/span.js';

/** Turns offsets into a text into lines and columns. */
export interface LineIndex {
  /** `end` is exclusive; both are offsets in UTF-16 code units. */
  span(start: number, end: number): Span;
}

export function createLineIndex(path: string, text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);

  function lineAt(offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    span(start, end) {
      const line = lineAt(start);
      const column = start - (starts[line] ?? 0) + 1;
      // Most spans end on the line on which they start.
      const endLine = end < (starts[line + 1] ?? Number.POSITIVE_INFINITY) ? line : lineAt(end);
      return { path, line: line + 1, column, endLine: endLine + 1, endColumn: end - (starts[endLine] ?? 0) + 1 };
    },
  };
}
