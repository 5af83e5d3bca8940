import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import { listed, quoted } from '../../model/type-text.js';
import type { Tree } from '../check/rule.js';
import { isMembers, jsonAt } from '../json-place.js';
import type { Drop } from '../plan.js';
import { shapeDifferences } from '../shape-difference.js';
import { shapeText } from '../shape-text.js';
import { readsAlike, stepDifferences } from '../step-difference.js';
import type { Breakage, ChangelogEntry } from './changelog.js';
import { type EventHistory, historiesOfTree } from './event-history.js';
import { versionWords } from './version-words.js';

/** What became of events. */
export function eventEntries(before: readonly EventHistory[], tree: Tree): readonly ChangelogEntry[] {
  const now = historiesOfTree(tree);
  const old = new Map(before.map((history) => [keyOf(history, history.name), history]));
  const seen = new Set<EventHistory>();
  const entries = now.flatMap((history) => {
    const was = [history.name, ...history.was].flatMap((name) => old.get(keyOf(history, name)) ?? []);
    for (const each of was) seen.add(each);
    const [first] = was;
    return first === undefined ? [newEvent(history)] : changedEvent(first, history, dropsOf(history, tree));
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

function keyOf({ context }: EventHistory, name: string): string {
  return JSON.stringify([context, name]);
}

function subjectOf({ aggregate, name }: EventHistory, version?: number): string {
  return `${aggregate}.${name}${version === undefined ? '' : `@${version}`}`;
}

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
  const how = 'events of it cannot be read any more';
  const breaks = [{ whom: 'everybody who has stored it', how }];
  return { context: history.context, subject: subjectOf(history), kind: 'deleted event', changes: [], breaks };
}

function changedEvent(old: EventHistory, now: EventHistory, drops: Drops): readonly ChangelogEntry[] {
  const { context } = now;
  const versions = now.versions.flatMap((version, index): readonly ChangelogEntry[] => {
    const [before, previous] = [old.versions[index], now.versions[index - 1]];
    const subject = subjectOf(now, index + 1);
    if (before !== undefined) {
      const changes = editedWords(before, version, old.name, now.name);
      const breaks = [{ whom: 'everybody who has stored it', how: 'a released version is never edited' }];
      return changes.length === 0 ? [] : [{ context, subject, kind: 'edited version', changes, breaks }];
    }
    const changes = versionWords(previous?.shape ?? null, version.shape, version.step, drops[index - 1] ?? []);
    const isNewest = index === now.versions.length - 1;
    const breaks = isNewest ? newVersionBreaks(old, now) : [];
    return [{ context, subject, kind: 'new version', changes, breaks }];
  });
  const gone = old.versions.slice(now.versions.length).map((_, index): ChangelogEntry => {
    const breaks = [{ whom: 'everybody who has stored it', how: 'events of it cannot be read any more' }];
    return {
      context,
      subject: subjectOf(now, now.versions.length + index + 1),
      kind: 'deleted version',
      changes: [],
      breaks,
    };
  });
  return [...versions, ...gone, ...useEntries(old, now)];
}

type Version = EventHistory['versions'][number];

function editedWords(before: Version, now: Version, oldName: string, name: string): readonly string[] {
  const shape = isMembers(before.shape) && oldName !== name ? { ...before.shape, event: name } : before.shape;
  const shapes = shapeDifferences(shape, now.shape).map(({ text }) => text);
  if (before.step === undefined || now.step === undefined || readsAlike(before.step, now.step)) return shapes;
  return [...shapes, ...stepDifferences(before.step, now.step).map(({ text }) => text)];
}

/** What the newest shape, which is the one that TypeScript knows, asks of whom. */
function newVersionBreaks(old: EventHistory, now: EventHistory): readonly Breakage[] {
  const name = quoted(now.name);
  const [before, after] = [old.versions.at(-1)?.shape, now.versions.at(-1)?.shape].map((shape) => fieldsOf(shape));
  const required = [...(after ?? [])].filter(([field, json]) => isRequired(json) && !before?.has(field));
  const gone = [...(before ?? [])].filter(([field]) => !after?.has(field));
  const changed = [...(after ?? [])].filter(([field, json]) => {
    const was = before?.get(field);
    return was !== undefined && canonicalJson(was) !== canonicalJson(json);
  });
  const names = (fields: readonly (readonly [string, Json])[]): string =>
    listed(fields.map(([field]) => quoted(field)));
  const are = (fields: readonly unknown[]): string => (fields.length === 1 ? 'is' : 'are');
  const writes = [
    ...(required.length > 0 ? [`${names(required)} must be given`] : []),
    ...(gone.length > 0 ? [`${names(gone)} ${are(gone)} gone`] : []),
    ...(changed.length > 0 ? [`${names(changed)} ${are(changed)} of another type`] : []),
  ];
  const reads = writes.slice(required.length > 0 ? 1 : 0);
  const pin = now.use?.pin;
  const isPinned = pin !== undefined && pin <= old.versions.length;
  const stored = isPinned
    ? []
    : [
        {
          whom: 'builds from before that run beside this one',
          how: `they refuse version ${now.versions.length} of ${name}; write \`pin: ${old.versions.length}\` until they are gone`,
        },
      ];
  return [
    ...(writes.length > 0 ? [{ whom: `code that appends ${name}`, how: listed(writes) }] : []),
    ...(reads.length > 0 ? [{ whom: `code that reads ${name}`, how: listed(reads) }] : []),
    ...stored,
  ];
}

function fieldsOf(shape: Json | undefined): ReadonlyMap<string, Json> {
  const fields = jsonAt(shape, ['fields']);
  return new Map(isMembers(fields) ? Object.entries(fields) : []);
}

function isRequired(field: Json): boolean {
  return jsonAt(field, ['optional']) !== true;
}

/** Names, retirement and pins. */
function useEntries(old: EventHistory, now: EventHistory): readonly ChangelogEntry[] {
  const { context } = now;
  const subject = subjectOf(now);
  const entries: ChangelogEntry[] = [];
  const add = (kind: string, changes: readonly string[], breaks: readonly Breakage[] = []): void => {
    entries.push({ context, subject, kind, changes, breaks });
  };
  if (old.name !== now.name) {
    const how = `its name is ${quoted(now.name)}`;
    add(
      'renamed event',
      [`it was ${quoted(old.name)}, and stored events of that name are read as it`],
      [
        { whom: `code that uses ${quoted(old.name)}`, how },
        { whom: 'builds from before that run beside this one', how: `they refuse ${quoted(now.name)} as unknown` },
      ],
    );
  }
  if (old.use === undefined || now.use === undefined) return entries;
  if (old.use.retired !== now.use.retired) {
    const appends = [{ whom: `code that appends ${quoted(now.name)}`, how: 'it is not written any more' }];
    add(
      now.use.retired === undefined ? 'event in use again' : 'retired event',
      [retiredWords[now.use.retired ?? 'none']],
      old.use.retired === undefined ? appends : [],
    );
  }
  if (old.use.pin !== now.use.pin) {
    const pin = now.use.pin;
    add('pin', [pin === undefined ? 'it is written at its newest version' : `it is written at version ${pin}`]);
  }
  return entries;
}

const retiredWords = {
  none: 'it may be written',
  kept: 'it is still read and folded',
  dropped: 'it is skipped when read',
  split: 'it is read as other events',
} as const;
