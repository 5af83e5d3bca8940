import { displayText } from '../../diagnostics/display-text.js';
import { type Impact, type Impacted, reasonText } from '../../evolution/impact.js';
import { markdownText } from './markdown-text.js';

const titles = { snapshots: 'Snapshots that are void', projections: 'Projections to rebuild' } as const;

/** For people; empty where nothing is lost. */
export function impactText(impact: Impact): string {
  return sections(impact)
    .map(({ title, items }) => {
      const lines = items.map(
        (item) => `  ${displayText(`${item.context} ${item.name}: ${reasonText(item.reasons)}`)}\n`,
      );
      return `${title}:\n${lines.join('')}`;
    })
    .join('');
}

/** For a comment on a pull request. */
export function impactMarkdown(impact: Impact): string {
  return sections(impact)
    .map(({ title, items }) => {
      const lines = items.map(
        ({ context, name, reasons }) => `- **${name}** (${context}): ${markdownText(reasonText(reasons))}\n`,
      );
      return `\n### ${title}\n\n${lines.join('')}`;
    })
    .join('');
}

/** For programs. */
export function impactJson({ snapshots, projections }: Impact): Readonly<Record<string, unknown>> {
  const json = ({ context, name, reasons }: Impacted): unknown => ({ context, name, reasons });
  return { snapshots: snapshots.map(json), projections: projections.map(json) };
}

function sections(impact: Impact): readonly { readonly title: string; readonly items: readonly Impacted[] }[] {
  return (['snapshots', 'projections'] as const)
    .map((kind) => ({ title: titles[kind], items: impact[kind] }))
    .filter(({ items }) => items.length > 0);
}
