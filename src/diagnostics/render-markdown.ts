import type { Diagnostic } from './diagnostic.js';
import { displayText } from './display-text.js';
import type { Span } from './span.js';

/** Findings as a Markdown table, for a comment on a pull request; one sentence where there are none. */
export function renderMarkdown(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'No findings.\n';
  const rows = diagnostics.map(({ code, severity, message, span, related, shown = [], help }) => {
    const said = [
      message,
      ...related.map((place) => `${placeText(place.span)}: ${place.message}`),
      ...shown,
      ...(help === undefined ? [] : [`help: ${help}`]),
    ];
    return `| ${severity} | ${code} | ${cell(placeText(span))} | ${said.map(cell).join('<br>')} |\n`;
  });
  return `| | code | place | finding |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

function placeText({ path, line, column }: Span): string {
  return `${path}:${line}:${column}`;
}

/** Names come from people: none may end the cell, begin a tag, or mark up what follows. */
function cell(text: string): string {
  return displayText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\|*_[\]#~]/g, '\\$&');
}
