import { quoted } from '../../model/type-text.js';
import type { Accepted } from '../acceptances.js';
import type { Tree } from '../check/rule.js';
import { isMembers, jsonAt } from '../json-place.js';
import type { Drop } from '../plan.js';
import { shapeText } from '../shape-text.js';
import type { Breakage, ChangelogEntry } from './changelog.js';
import { editedVersion } from './edited-version.js';
import { type EventHistory, historiesOfTree } from './event-history.js';
import { useEntries } from './use-entries.js';
import { newVersionBreaks } from './version-breaks.js';
import { versionWords } from './version-words.js';

/** What became of events. */
export function eventEntries(
  before: readonly EventHistory[],
  tree: Tree,
  accepted: readonly Accepted[],
): readonly ChangelogEntry[] {
  const now = historiesOfTree(tree);
  const old = new Map(before.map((history) => [keyOf(history, history.name), history]));
  const seen = new Set<EventHistory>();
  const entries = now.flatMap((history) => {
    const was = [history.name, ...history.was].flatMap((name) => old.get(keyOf(history, name)) ?? []);
    for (const each of was) seen.add(each);
    const [first] = was;
    return first === undefined
      ? [newEvent(history)]
      : changedEvent(first, history, dropsOf(history, tree), reasonsOf(history, accepted));
  });
  return [...entries, ...before.filter((history) => !seen.has(history)).map(goneEvent)];
}

/** Of each step: `drops[0]` belongs to the step to version 2. */
type Drops = readonly (readonly Drop[])[];

function dropsOf({ context: name, name: event }: EventHistory, { model, plans }: Tree): Drops {
  const context = model.contexts.find((each) => each.name === name);
  const steps = context && plans.get(context)?.events.get(event);
  return (steps ?? []).map((step) => (step.kind === 'fields' ? step.drops : []));
}

/** Why a change of how a version is read was accepted, by version; under whichever name it was. */
function reasonsOf(
  { context, name, was }: EventHistory,
  accepted: readonly Accepted[],
): ReadonlyMap<number, readonly string[]> {
  const reasons = new Map<number, readonly string[]>();
  for (const { version, reason } of accepted.filter(
    (each) => each.context === context && [name, ...was].includes(each.event),
  )) {
    reasons.set(version, [...(reasons.get(version) ?? []), reason]);
  }
  return reasons;
}

function keyOf({ context }: EventHistory, name: string): string {
  return JSON.stringify([context, name]);
}

function subjectOf({ aggregate, name }: EventHistory, version?: number): string {
  return `${aggregate}.${name}${version === undefined ? '' : `@${version}`}`;
}

const unreadable: readonly Breakage[] = [
  { whom: 'everybody who has stored it', how: 'events of it cannot be read any more' },
];

function newEvent(history: EventHistory): ChangelogEntry {
  const fields = jsonAt(history.versions.at(-1)?.shape, ['fields']);
  const changes = isMembers(fields)
    ? Object.entries(fields).map(([name, field]) => `${quoted(name)}: \`${shapeText(field)}\``)
    : [];
  const how = `they refuse ${quoted(history.name)} as unknown, unless they skip unknown types`;
  const breaks = [{ whom: 'builds from before that read such streams', how }];
  return { context: history.context, subject: subjectOf(history), kind: 'new event', changes, breaks };
}

function goneEvent(history: EventHistory): ChangelogEntry {
  const { context } = history;
  return { context, subject: subjectOf(history), kind: 'deleted event', changes: [], breaks: unreadable };
}

function changedEvent(
  old: EventHistory,
  now: EventHistory,
  drops: Drops,
  reasons: ReadonlyMap<number, readonly string[]>,
): readonly ChangelogEntry[] {
  const { context } = now;
  const versions = now.versions.flatMap((version, index): readonly ChangelogEntry[] => {
    const [before, previous] = [old.versions[index], now.versions[index - 1]];
    const subject = subjectOf(now, index + 1);
    if (before !== undefined)
      return editedVersion(before, version, { old, now, reasons: reasons.get(index + 1) ?? [] }).map((entry) => ({
        context,
        subject,
        ...entry,
      }));
    const changes = versionWords(previous?.shape ?? null, version.shape, version.step, drops[index - 1] ?? []);
    const isNewest = index === now.versions.length - 1;
    const breaks = isNewest ? newVersionBreaks(old, now) : [];
    return [{ context, subject, kind: 'new version', changes, breaks }];
  });
  const gone = old.versions.slice(now.versions.length).map((_, index): ChangelogEntry => {
    const subject = subjectOf(now, now.versions.length + index + 1);
    return { context, subject, kind: 'deleted version', changes: [], breaks: unreadable };
  });
  const use = useEntries(old, now).map((entry) => ({ context, subject: subjectOf(now), ...entry }));
  return [...versions, ...gone, ...use];
}
