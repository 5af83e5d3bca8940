import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import type { Aggregate, Context, StreamPattern } from '../../model/model.js';
import { quoted } from '../../model/type-text.js';
import type { Tree } from '../check/rule.js';
import { shapeDifferences, typeDifferences } from '../shape-difference.js';
import { shapeWriter } from '../shape-json.js';
import type { Breakage, ChangelogEntry } from './changelog.js';

/** What became of what no event says: metadata, streams, ids and snapshots. */
export function contextEntries(before: Tree, now: Tree): readonly ChangelogEntry[] {
  const old = new Map(before.model.contexts.map((context) => [context.name, context]));
  return now.model.contexts.flatMap((context) => {
    const was = old.get(context.name);
    if (was === undefined) return [];
    const metadata = shapeDifferences(metadataJson(was), metadataJson(context)).map(({ text }) => text);
    return [
      ...entry(context, context.name, 'metadata', metadata, []),
      ...context.aggregates.flatMap((aggregate) => {
        const other = was.aggregates.find(({ name }) => name === aggregate.name);
        return other === undefined ? [] : aggregateEntries(aggregate, context, other, was);
      }),
    ];
  });
}

function aggregateEntries(
  aggregate: Aggregate,
  context: Context,
  was: Aggregate,
  old: Context,
): readonly ChangelogEntry[] {
  const { name } = aggregate;
  const [pattern, oldPattern] = [aggregate, was].map(({ stream }) => quoted(patternText(stream)));
  const stream = pattern === oldPattern ? [] : [`its streams were ${oldPattern}, and are ${pattern}`];
  const [id, oldId] = [shapeWriter(context.types).type(aggregate.id), shapeWriter(old.types).type(was.id)];
  const ids = canonicalJson(id) === canonicalJson(oldId) ? [] : idWords(oldId, id);
  const lost: readonly Breakage[] =
    stream.length === 0 ? [] : [{ whom: 'everybody who has stored one', how: 'its events are not found any more' }];
  return [
    ...entry(context, name, 'streams', [...stream, ...ids], lost),
    ...entry(context, name, 'snapshots', snapshotWords(was, aggregate), []),
  ];
}

function idWords(before: Json, now: Json): readonly string[] {
  return typeDifferences(before, now, [], 'id').map(({ text }) => text);
}

function snapshotWords({ snapshot: was }: Aggregate, { snapshot: is }: Aggregate): readonly string[] {
  if (was?.every === is?.every) return [];
  if (is === undefined) return ['none is taken any more'];
  return [`one is taken every ${is.every} events${was === undefined ? '' : `, and was every ${was.every}`}`];
}

function metadataJson({ metadata, types }: Context): Json {
  const writer = shapeWriter(types);
  const fields = writer.fields(metadata);
  return { fields, ...(writer.types !== undefined && { types: writer.types }) };
}

function patternText({ prefix, suffix }: StreamPattern): string {
  return `${prefix}{id}${suffix}`;
}

function entry(
  { name: context }: Context,
  subject: string,
  kind: string,
  changes: readonly string[],
  breaks: readonly Breakage[],
): readonly ChangelogEntry[] {
  return changes.length === 0 ? [] : [{ context, subject, kind, changes, breaks }];
}
