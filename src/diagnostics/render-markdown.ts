import type { Diagnostic } from './diagnostic.js';
import { displayText } from './display-text.js';

/** Findings as a Markdown table, for a comment on a pull request; one sentence where there are none. */
export function renderMarkdown(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'No findings.\n';
  const rows = diagnostics.map(({ code, severity, message, span, help }) => {
    const said = help === undefined ? cell(message) : `${cell(message)}<br>help: ${cell(help)}`;
    return `| ${severity} | ${code} | ${cell(`${span.path}:${span.line}:${span.column}`)} | ${said} |\n`;
  });
  return `| | code | place | finding |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

/** Names come from people: none may end the cell, begin a tag, or mark up what follows. */
function cell(text: string): string {
  return displayText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\|*_[\]#~]/g, '\\$&');
}
