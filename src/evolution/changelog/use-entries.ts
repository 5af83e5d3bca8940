import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import { listed, quoted } from '../../model/type-text.js';
import { jsonAt } from '../json-place.js';
import { sourceText } from '../source-text.js';
import { splitChange } from '../split-change.js';
import type { Breakage, ChangelogEntry } from './changelog.js';
import type { EventHistory, EventUse } from './event-history.js';

type UseEntry = Pick<ChangelogEntry, 'kind' | 'changes' | 'breaks'>;

const oldBuilds = 'builds from before that run beside this one';

/** What became of an event beside its versions: its name, whether it is written, and at which version. */
export function useEntries(old: EventHistory, now: EventHistory): readonly UseEntry[] {
  const renamed = old.name === now.name ? [] : [renaming(old.name, now.name)];
  if (old.use === undefined || now.use === undefined) return renamed;
  return [...renamed, ...retirement(old.use, now.use, now.name), ...pinning(old.use, now.use, now)];
}

function renaming(before: string, now: string): UseEntry {
  return {
    kind: 'renamed event',
    changes: [`it was ${quoted(before)}, and stored events of that name are read as it`],
    breaks: [
      { whom: `code that uses ${quoted(before)}`, how: `its name is ${quoted(now)}` },
      { whom: oldBuilds, how: `they refuse ${quoted(now)} as unknown` },
      { whom: `strangers who read ${quoted(before)} as it is stored`, how: `what is new is called ${quoted(now)}` },
    ],
  };
}

function retirement(old: EventUse, now: EventUse, name: string): readonly UseEntry[] {
  if (old.retired === now.retired) return splitting(old, now);
  const appends: readonly Breakage[] =
    old.retired === undefined ? [{ whom: `code that appends ${quoted(name)}`, how: 'it is not written any more' }] : [];
  const isUnread = now.retired === 'dropped' || now.retired === 'split';
  const wasUnread = old.retired === 'dropped' || old.retired === 'split';
  const folds: readonly Breakage[] =
    isUnread && !wasUnread
      ? [{ whom: `code that folds or reads ${quoted(name)}`, how: 'no such event is read any more' }]
      : wasUnread && !isUnread
        ? [{ whom: `code that folds or reads its aggregate`, how: `${quoted(name)} is read again` }]
        : [];
  return [
    {
      kind: now.retired === undefined ? 'event in use again' : 'retired event',
      changes: now.retired === 'split' ? partWords(now.parts ?? []) : [retiredWords[now.retired ?? 'none']],
      breaks: [...appends, ...folds],
    },
  ];
}

const retiredWords = {
  none: 'it may be written',
  kept: 'it is still read and folded',
  dropped: 'it is skipped when read',
} as const;

function splitting({ parts: before }: EventUse, { parts }: EventUse): readonly UseEntry[] {
  if (before === undefined || parts === undefined || canonicalJson(before) === canonicalJson(parts)) return [];
  const change = splitChange(before, parts);
  const how = 'readers tell the parts of a stored event apart by their order';
  return [
    {
      kind: 'changed split',
      changes: [...(change.kind === 'same' ? [] : [change.text]), ...partWords(parts)],
      breaks: change.kind === 'moved' ? [{ whom: 'everybody who has read such an event', how }] : [],
    },
  ];
}

function partWords(parts: readonly Json[]): readonly string[] {
  return parts.map((part, index) => {
    const fields = Object.entries(jsonAt(part, ['fields']) ?? {}).map(
      ([name, source]) => `${quoted(name)} ${sourceText(source)}`,
    );
    const when = jsonAt(part, ['when']) === undefined ? '' : `, where \`${conditionText(jsonAt(part, ['when']))}\``;
    const name = `${String(jsonAt(part, ['event']))}@${String(jsonAt(part, ['version']))}`;
    const taken = fields.length === 0 ? '' : `, with ${listed(fields)}`;
    return `${index === 0 ? 'it is read as' : 'and then as'} ${name}${when}${taken}`;
  });
}

function conditionText(condition: Json | undefined): string {
  const [kind = '', path] = Object.entries(condition ?? {})[0] ?? [];
  const value = jsonAt(condition, ['value']);
  const name = Array.isArray(path) ? path.join('.') : '';
  return value === undefined ? `${kind}: ${name}` : `${kind}: { ${name}: ${canonicalJson(value)} }`;
}

function pinning(old: EventUse, { pin }: EventUse, { name, versions }: EventHistory): readonly UseEntry[] {
  if (old.pin === pin) return [];
  const changes = [pin === undefined ? 'it is written at its newest version' : `it is written at version ${pin}`];
  const isRaised = old.pin !== undefined && (pin ?? versions.length) > old.pin;
  const how = `they meet version ${pin ?? versions.length} of ${quoted(name)}, and refuse it if they do not know it`;
  return [{ kind: 'pin', changes, breaks: isRaised ? [{ whom: oldBuilds, how }] : [] }];
}
