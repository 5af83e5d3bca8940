import type { Json } from '../../language/syntax.js';
import { type Context, type Model, readableEvents } from '../../model/model.js';
import { quoted } from '../../model/type-text.js';
import type { Tree } from '../check/rule.js';
import { projectionJson, snapshotJson } from '../fingerprint.js';
import { memberChanges } from '../impact.js';
import { isMembers, jsonAt } from '../json-place.js';
import { shapeDifferences } from '../shape-difference.js';
import { shapeText } from '../shape-text.js';
import type { Breakage, ChangelogEntry } from './changelog.js';

/** What became of states and projections. */
export function foldEntries(before: Tree, now: Tree): readonly ChangelogEntry[] {
  const contexts = now.model.contexts.flatMap((context) => [
    ...stateEntries(before, now, context),
    ...projectionEntries(before, now, context),
  ]);
  const gone = before.model.contexts.flatMap((context) => {
    const kept = contextNamed(now.model, context.name)?.projections.map(({ name }) => name) ?? [];
    return context.projections
      .filter(({ name }) => !kept.includes(name))
      .map(({ name }) => ({
        context: context.name,
        subject: name,
        kind: 'deleted projection',
        changes: [],
        breaks: [{ whom: `whoever queries ${quoted(name)}`, how: 'nothing keeps it up to date any more' }],
      }));
  });
  return [...contexts, ...gone];
}

function contextNamed(model: Model, name: string): Context | undefined {
  return model.contexts.find((context) => context.name === name);
}

function stateEntries(before: Tree, now: Tree, context: Context): readonly ChangelogEntry[] {
  const old = contextNamed(before.model, context.name);
  const [plans, oldPlans] = [now.plans.get(context), old && before.plans.get(old)];
  if (old === undefined || plans === undefined || oldPlans === undefined) return [];
  return context.aggregates.flatMap((aggregate) => {
    const was = old.aggregates.find(({ name }) => name === aggregate.name);
    if (was === undefined) return [];
    const [json, oldJson] = [snapshotJson(aggregate, context, plans), snapshotJson(was, old, oldPlans)];
    const changes = [...fieldWords(oldJson, json, 'state'), ...foldWords(oldJson, json, old, context)];
    return entry(context, aggregate.name, 'state', changes, []);
  });
}

function projectionEntries(before: Tree, now: Tree, context: Context): readonly ChangelogEntry[] {
  const old = contextNamed(before.model, context.name);
  const [plans, oldPlans] = [now.plans.get(context), old && before.plans.get(old)];
  if (plans === undefined) return [];
  return context.projections.flatMap((projection) => {
    const was = old?.projections.find(({ name }) => name === projection.name);
    const json = projectionJson(projection, context, plans);
    if (old === undefined || was === undefined || oldPlans === undefined) {
      const empty = 'it has no rows until it is built from what is stored';
      return entry(context, projection.name, 'new projection', [...columnsOf(json), empty], []);
    }
    const oldJson = projectionJson(was, old, oldPlans);
    const [key, columns] = [fieldWords(oldJson, json, 'key'), fieldWords(oldJson, json, 'columns')];
    // One more column is no harm to a query; one more in the key is more rows.
    const breaks =
      key.length > 0 || columns.some((text) => !/ is new,/.test(text))
        ? [{ whom: `whoever queries ${quoted(projection.name)}`, how: 'its columns are not what they were' }]
        : [];
    return entry(
      context,
      projection.name,
      'projection',
      [...key, ...columns, ...foldWords(oldJson, json, old, context)],
      breaks,
    );
  });
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

function columnsOf(json: Json): readonly string[] {
  return (['key', 'columns'] as const).flatMap((part) => {
    const fields = jsonAt(json, [part]);
    if (!isMembers(fields)) return [];
    const label = part === 'key' ? 'key ' : '';
    return Object.entries(fields).map(([name, field]) => `${label}${quoted(name)}: \`${shapeText(field)}\``);
  });
}

function fieldWords(before: Json, now: Json, part: string): readonly string[] {
  const asShape = (json: Json): Json => ({
    fields: jsonAt(json, [part]) ?? {},
    ...(jsonAt(json, ['types']) !== undefined && { types: jsonAt(json, ['types']) ?? null }),
  });
  const fields = shapeDifferences(asShape(before), asShape(now)).map(({ text }) => text);
  const inits = memberChanges(jsonAt(before, [part]), jsonAt(now, [part])).flatMap(([name, change]) => {
    const [was, is] = [before, now].map((json) => JSON.stringify(jsonAt(json, [part, name, 'init'])));
    // Where the type changed, its first value is written in another way, if nothing else.
    const [type, oldType] = [now, before].map((json) => JSON.stringify(jsonAt(json, [part, name, 'type', 'kind'])));
    return change === 'changed' && was !== is && type === oldType
      ? [`${quoted(name)} begins as \`${is ?? 'absent'}\``]
      : [];
  });
  return [...fields, ...inits];
}

/** Of an event that comes or goes, its own entry tells. */
function foldWords(before: Json, now: Json, old: Context, context: Context): readonly string[] {
  return memberChanges(jsonAt(before, ['folds']), jsonAt(now, ['folds'])).flatMap(([event]) =>
    isReadIn(old, event) && isReadIn(context, event) ? [`${quoted(event)} is folded differently`] : [],
  );
}

function isReadIn({ aggregates }: Context, event: string): boolean {
  return aggregates.some((aggregate) => readableEvents(aggregate).some(({ name }) => name === event));
}
