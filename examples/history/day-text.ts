import type { Day } from './days.js';
import type { DayOutcome } from './run-day.js';
import type { Checked } from './program-report.js';
import { tableText } from './table-text.js';

/** A day, for people. */
export function dayText(number: number, { title }: Day, { check, refusal, released, report }: DayOutcome): string {
  const heading = `Day ${number}, ${report.date}: ${title}`;
  const sections = [`${heading}\n${'═'.repeat(heading.length)}\n`];
  if (check !== undefined) {
    const { snapshots, projections, findings } = check;
    const lines = [
      ...snapshots.map(({ name, reasons }) => `the snapshots of ${name} are void: ${reasons.join(', ')}`),
      ...projections.map(({ name, reasons }) => `${name} is to be rebuilt: ${reasons.join(', ')}`),
      ...Object.entries(findings).flatMap(([mode, found]) => found.map((finding) => `in ${mode} mode: ${finding}`)),
    ];
    sections.push(section('varve check --against the day before', lines));
  }
  if (refusal !== undefined) sections.push(section(`A release with ${refusal.edit} is refused`, refusal.lines));
  sections.push(section('varve release', released.length === 0 ? ['nothing: no version is new'] : released));
  return `${[...sections, ...checkedSections(report.evening, report.morning)].join('\n')}\n\n`;
}

function checkedSections(evening: Checked, morning: Checked): readonly string[] {
  const stored = Object.entries(evening.stored).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = stored.reduce((sum, [, count]) => sum + count, 0);
  const aggregates = [...new Set(evening.aggregates.map(({ aggregate }) => aggregate))];
  return [
    section(`Stored by now: ${total} events, read as ${evening.read}`, [
      stored.map(([version, count]) => `${version} ×${count}`).join(', '),
    ]),
    ...aggregates.map((aggregate) => `${aggregate}\n${tableText(rowsOf(aggregate, evening, morning))}`),
    ...evening.projections.map(({ projection, rows }) => `${projection}\n${tableText(rows)}`),
  ];
}

function rowsOf(aggregate: string, evening: Checked, morning: Checked): readonly Readonly<Record<string, unknown>>[] {
  return evening.aggregates
    .filter((each) => each.aggregate === aggregate)
    .map(({ name, revision, state }) => {
      const before = morning.aggregates.find((each) => each.aggregate === aggregate && each.name === name);
      const from =
        before === undefined ? 'new' : before.snapshot === null ? 'the start' : `snapshot at ${before.snapshot}`;
      return { '': name, revision, 'read from': from, ...state };
    });
}

function section(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
