import type { Span } from '../diagnostics/span.js';
import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import type { Aggregate, Context, Event, Model, Projection } from '../model/model.js';
import { listed, quoted } from '../model/type-text.js';
import { projectionJson, snapshotJson } from './fingerprint.js';
import { foldedEvents } from './folded-events.js';
import { isMembers, jsonAt } from './json-place.js';
import { type Lock, lockOf, releasedVersions } from './lock.js';
import type { Plans } from './plans.js';

/** What a change makes worthless that was made before it. */
export interface Impact {
  readonly snapshots: readonly Impacted[];
  readonly projections: readonly Impacted[];
}

/** An aggregate whose snapshots are void, or a projection that must be rebuilt. */
export interface Impacted {
  readonly context: string;
  readonly name: string;
  readonly span: Span;
  /** What changed, in words; at least one. */
  readonly reasons: readonly string[];
}

/** So many reasons are told to people; programs are given all. */
const mostReasons = 5;

export function reasonText(reasons: readonly string[]): string {
  const more = reasons.length - mostReasons;
  return listed(more > 1 ? [...reasons.slice(0, mostReasons), `${more} more`] : reasons);
}

interface Compiled {
  readonly model: Model;
  readonly plans: ReadonlyMap<Context, Plans>;
}

/** Compared with the schemas as they were. What was not there, or had no snapshots, has nothing to lose. */
export function impactSince(before: Compiled, now: Compiled): Impact {
  const contexts = now.model.contexts.flatMap((context) => {
    const old = before.model.contexts.find(({ name }) => name === context.name);
    const plans = { now: now.plans.get(context), old: old && before.plans.get(old) };
    return old && plans.now && plans.old
      ? [{ context, old, now: plans.now, before: plans.old, events: eventChanges(old, context) }]
      : [];
  });
  return {
    snapshots: contexts.flatMap(({ context, old, now: plans, before: oldPlans, events }) =>
      context.aggregates.flatMap((aggregate) => {
        const was = old.aggregates.find(({ name }) => name === aggregate.name);
        if (was?.snapshot === undefined || aggregate.snapshot === undefined) return [];
        const reasons = reasonsOf(snapshotJson(was, old, oldPlans), snapshotJson(aggregate, context, plans), events);
        return impacted(context, aggregate, reasons);
      }),
    ),
    projections: contexts.flatMap(({ context, old, now: plans, before: oldPlans, events }) =>
      context.projections.flatMap((projection) => {
        const was = old.projections.find(({ name }) => name === projection.name);
        if (was === undefined) return [];
        const reasons = reasonsOf(
          projectionJson(was, old, oldPlans),
          projectionJson(projection, context, plans),
          events,
        ).filter(({ event }) => event === undefined);
        return impacted(context, projection, reasons);
      }),
    ),
  };
}

/**
 * Compared with the lock alone, which says which versions are released and nothing of states and projections: what is
 * not released yet flows into them for the first time.
 */
export function impactOfUnreleased({ model, plans }: Compiled, lock: Lock): Impact {
  const contexts = model.contexts.flatMap((context) => {
    const ofContext = plans.get(context);
    return ofContext === undefined ? [] : [{ context, plans: ofContext }];
  });
  return {
    snapshots: contexts.flatMap(({ context, plans: ofContext }) =>
      context.aggregates.flatMap((aggregate) => {
        if (aggregate.snapshot === undefined) return [];
        const events = foldedEvents(aggregate, aggregate.state.folds, ofContext);
        return impacted(context, aggregate, unreleasedAmong(events, aggregate, context, lock));
      }),
    ),
    projections: contexts.flatMap(({ context, plans: ofContext }) =>
      context.projections.flatMap((projection) => {
        const reasons = context.aggregates
          .filter(({ name }) => projection.of.includes(name))
          .flatMap((aggregate) => {
            const events = foldedEvents(aggregate, projection.folds, ofContext);
            return unreleasedAmong(events, aggregate, context, lock);
          });
        return impacted(
          context,
          projection,
          reasons.filter(({ event }) => event === undefined),
        );
      }),
    ),
  };
}

function impacted(
  { name: context }: Context,
  { name, span }: Aggregate | Projection,
  reasons: readonly Reason[],
): readonly Impacted[] {
  return reasons.length === 0 ? [] : [{ context, name, span, reasons: reasons.map(({ text }) => text) }];
}

/** Of an aggregate of which nothing is released, nothing is stored. */
function unreleasedAmong(
  events: readonly Event[],
  aggregate: Aggregate,
  context: Context,
  lock: Lock,
): readonly Reason[] {
  const place = { context: context.name, aggregate: aggregate.name };
  const released = ({ name, was }: Event): number =>
    Math.max(...[name, ...was].map((event) => releasedVersions(lockOf(lock, { ...place, event }))));
  if (aggregate.events.every((event) => released(event) === 0)) return [];
  return events.flatMap((event): readonly Reason[] => {
    const { name, versions } = event;
    const count = released(event);
    if (count === 0) return [{ text: `${quoted(name)} is new`, event: name }];
    return count < versions.length ? [{ text: `${name}@${versions.length} is new` }] : [];
  });
}

interface EventChanges {
  /** The newest version of each event that has more of them than before, by the event's name: `ItemAdded@3`. */
  readonly newest: ReadonlyMap<string, string>;
  /** The former name of each event that has another name than before. */
  readonly renamed: ReadonlyMap<string, string>;
  /** The names of the events that there were before and still are, and that are read. */
  readonly kept: ReadonlySet<string>;
}

function eventChanges(before: Context, now: Context): EventChanges {
  const old = new Map(eventsIn(before).map(({ name, versions }) => [name, versions.length]));
  const newest = new Map<string, string>();
  const renamed = new Map<string, string>();
  const kept = new Set<string>();
  for (const { name, was, versions, retired } of eventsIn(now)) {
    const former = old.has(name) ? name : was.find((each) => old.has(each));
    if (former === undefined) continue;
    if (former !== name) renamed.set(name, former);
    else if (retired?.kind !== 'dropped') kept.add(name);
    if (versions.length > (old.get(former) ?? 0)) newest.set(name, `${name}@${versions.length}`);
  }
  return { newest, renamed, kept };
}

function eventsIn({ aggregates }: Context): readonly Event[] {
  return aggregates.flatMap(({ events }) => events);
}

/** What changed, in words. */
interface Reason {
  readonly text: string;
  /** The event that is new, where that is all: no row was made of it, if nothing of it is stored. */
  readonly event?: string;
}

/** What differs between two descriptions of what a fold depends on. */
function reasonsOf(before: Json, now: Json, changes: EventChanges): readonly Reason[] {
  if (canonicalJson(before) === canonicalJson(now)) return [];
  const reasons: Reason[] = [];
  if (differs(jsonAt(before, ['id']), jsonAt(now, ['id']))) reasons.push({ text: 'the type of its id changed' });
  for (const part of ['state', 'key', 'columns'] as const) {
    for (const [name, change] of memberChanges(jsonAt(before, [part]), jsonAt(now, [part])))
      reasons.push({ text: `${partLabels[part]} ${quoted(name)} ${change}` });
  }
  const inputs = new Map(memberChanges(eventsOf(before), eventsOf(now)));
  for (const [event, change] of inputs) reasons.push(...inputReasons(event, change, changes));
  for (const [event, change] of memberChanges(jsonAt(before, ['folds']), jsonAt(now, ['folds']))) {
    // An event that comes or goes takes its fold with it.
    if (change === 'changed' || !inputs.has(event)) reasons.push({ text: `the fold of ${quoted(event)} ${change}` });
  }
  for (const [type, change] of memberChanges(jsonAt(before, ['types']), jsonAt(now, ['types'])))
    reasons.push({ text: `the type ${quoted(type)} ${change}` });
  return reasons;
}

/** Of an event that flows into a fold in another way than before, or only now, or no more. */
function inputReasons(
  event: string,
  change: NamedChange[1],
  { newest, renamed, kept }: EventChanges,
): readonly Reason[] {
  const former = renamed.get(event);
  const version = newest.get(event);
  const versionIsNew = version === undefined ? [] : [{ text: `${version} is new` }];
  if (change === 'changed')
    return version === undefined ? [{ text: `${quoted(event)} is read differently` }] : versionIsNew;
  if (change === 'is new' && former !== undefined)
    return [{ text: `${quoted(former)} is called ${quoted(event)} now` }, ...versionIsNew];
  if (change === 'is gone' && [...renamed.values()].includes(event)) return [];
  // It was ignored before, or is now.
  if (kept.has(event)) return [{ text: `the fold of ${quoted(event)} changed` }];
  return change === 'is new' ? [{ text: `${quoted(event)} is new`, event }] : [{ text: `${quoted(event)} is gone` }];
}

const partLabels = { state: 'its field', key: 'its key column', columns: 'its column' } as const;

/** A projection's events stand by aggregate. */
function eventsOf(json: Json): Json {
  const events = jsonAt(json, ['events']) ?? null;
  if (!isMembers(events)) return events;
  return Object.fromEntries(
    Object.entries(events).flatMap(([name, value]) => {
      const inner = jsonAt(value, ['events']);
      return isMembers(inner) ? [...Object.entries(inner), ...idOf(name, value)] : [[name, value]];
    }),
  );
}

function idOf(aggregate: string, value: Json): readonly (readonly [string, Json])[] {
  const id = jsonAt(value, ['id']);
  return id === undefined ? [] : [[`the id of ${aggregate}`, id]];
}

export type NamedChange = readonly [name: string, change: 'is new' | 'is gone' | 'changed'];

/** Which members of two JSON objects are not the same, sorted by name. */
export function memberChanges(before: Json | undefined, now: Json | undefined): readonly NamedChange[] {
  const [old, next] = [before, now].map((json) => (isMembers(json) ? json : {}));
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(next ?? {})])].sort();
  return names.flatMap((name): readonly NamedChange[] => {
    const [was, is] = [jsonAt(old, [name]), jsonAt(next, [name])];
    if (was === undefined) return [[name, 'is new']];
    if (is === undefined) return [[name, 'is gone']];
    return differs(was, is) ? [[name, 'changed']] : [];
  });
}

function differs(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a !== b : canonicalJson(a) !== canonicalJson(b);
}
