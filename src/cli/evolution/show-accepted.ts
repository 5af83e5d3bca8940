import { displayText } from '../../diagnostics/display-text.js';
import type { Accepted } from '../../evolution/acceptances.js';
import { versionId } from '../../evolution/check/released-events.js';
import { markdownCode, markdownText } from './markdown-text.js';

const title = 'Accepted changes of how stored events are read';

/** For people; empty where nothing was accepted. */
export function acceptedText(accepted: readonly Accepted[]): string {
  if (accepted.length === 0) return '';
  return `${title}:\n${accepted.map((each) => `  ${displayText(`${idOf(each)}: ${each.reason}`)}\n`).join('')}`;
}

/** For a comment on a pull request. */
export function acceptedMarkdown(accepted: readonly Accepted[]): string {
  if (accepted.length === 0) return '';
  const items = accepted.map((each) => `- ${markdownCode(idOf(each))}: ${markdownText(each.reason)}\n`);
  return `\n### ${title}\n\n${items.join('')}`;
}

function idOf({ context, aggregate, event, version }: Accepted): string {
  return versionId(context, aggregate, event, version);
}
