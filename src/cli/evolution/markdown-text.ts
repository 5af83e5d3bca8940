import { displayText } from '../../diagnostics/display-text.js';

/** A text with names of users in it, that marks nothing up and begins no tag. What stands in backticks stays code. */
export function markdownText(text: string): string {
  const shown = displayText(text);
  // Runs of backticks pair up in other ways than single ones: none of ours are runs.
  if (/``/u.test(shown)) return escape(shown).replaceAll('`', '\\`');
  return shown
    .split(/(`[^`]*`)/u)
    .map((part, index) => (index % 2 === 1 ? part : escape(part).replaceAll('`', '\\`')))
    .join('');
}

/** A text as code, whatever is in it. */
export function markdownCode(text: string): string {
  const shown = displayText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\|*_[\]#~]/gu, '\\$&');
}
