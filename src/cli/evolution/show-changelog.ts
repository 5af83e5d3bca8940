import { displayText } from '../../diagnostics/display-text.js';
import type { Changelog, ChangelogEntry } from '../../evolution/changelog/changelog.js';
import { markdownCode, markdownText } from './markdown-text.js';
import { impactMarkdown, impactText } from './show-impact.js';

/** For a terminal. */
export function changelogText({ entries, impact }: Changelog): string {
  if (entries.length === 0) return 'Nothing changed.\n';
  const parts = byContext(entries).map(([context, ofContext]) => `${context}\n${ofContext.map(entryText).join('')}`);
  const lost = impactText(impact);
  return [...parts, ...(lost === '' ? [] : [lost])].join('\n');
}

function entryText({ subject, kind, changes, breaks }: ChangelogEntry): string {
  const lines = [
    `  ${subject}: ${kind}`,
    ...changes.map((change) => `    ${change}`),
    ...breaks.map(({ whom, how }) => `    breaks ${whom}: ${how}`),
  ];
  return lines.map((line) => `${displayText(line)}\n`).join('');
}

/** To be pasted into a pull request. */
export function changelogMarkdown({ entries, impact }: Changelog): string {
  if (entries.length === 0) return 'Nothing changed.\n';
  const parts = byContext(entries).map(
    ([context, ofContext]) => `## ${markdownText(context)}\n${ofContext.map(entryMarkdown).join('')}`,
  );
  return `${parts.join('\n')}${impactMarkdown(impact)}`;
}

function entryMarkdown({ subject, kind, changes, breaks }: ChangelogEntry): string {
  const items = [
    ...changes.map((change) => `- ${markdownText(change)}\n`),
    ...breaks.map(({ whom, how }) => `- **Breaks ${markdownText(whom)}:** ${markdownText(how)}\n`),
  ];
  return `\n### ${markdownCode(subject)}: ${kind}\n${items.length === 0 ? '' : `\n${items.join('')}`}`;
}

function byContext(entries: readonly ChangelogEntry[]): readonly (readonly [string, readonly ChangelogEntry[]])[] {
  const contexts = new Map<string, ChangelogEntry[]>();
  for (const entry of entries) contexts.set(entry.context, [...(contexts.get(entry.context) ?? []), entry]);
  return [...contexts];
}
