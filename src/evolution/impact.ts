import type { Span } from '../diagnostics/span.js';
import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import {
  type Aggregate,
  type Context,
  type Event,
  type Model,
  type Projection,
  readableEvents,
} from '../model/model.js';
import { listed, quoted } from '../model/type-text.js';
import { projectionJson, snapshotJson } from './fingerprint.js';
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
      ? [{ context, old, now: plans.now, before: plans.old, ...knownEvents(old, context) }]
      : [];
  });
  return {
    snapshots: contexts.flatMap(({ context, old, now: plans, before: oldPlans, newest }) =>
      context.aggregates.flatMap((aggregate) => {
        const was = old.aggregates.find(({ name }) => name === aggregate.name);
        if (was?.snapshot === undefined || aggregate.snapshot === undefined) return [];
        const reasons = reasonsOf(snapshotJson(was, old, oldPlans), snapshotJson(aggregate, context, plans), newest);
        return impacted(context, aggregate, reasons);
      }),
    ),
    projections: contexts.flatMap(({ context, old, now: plans, before: oldPlans, newest, known }) =>
      context.projections.flatMap((projection) => {
        const was = old.projections.find(({ name }) => name === projection.name);
        if (was === undefined) return [];
        const reasons = reasonsOf(
          projectionJson(was, old, oldPlans),
          projectionJson(projection, context, plans),
          newest,
        ).filter(({ event }) => event === undefined || known.has(event));
        return impacted(context, projection, reasons);
      }),
    ),
  };
}

/**
 * Compared with the lock alone, which says which versions are released and nothing of states and projections: what is
 * not released yet flows into them for the first time.
 */
export function impactOfUnreleased({ model }: Compiled, lock: Lock): Impact {
  const reasons = new Map<Aggregate, readonly Reason[]>();
  for (const context of model.contexts) {
    for (const aggregate of context.aggregates) reasons.set(aggregate, unreleasedIn(aggregate, context, lock));
  }
  return {
    snapshots: model.contexts.flatMap((context) =>
      context.aggregates.flatMap((aggregate) =>
        aggregate.snapshot === undefined ? [] : impacted(context, aggregate, reasons.get(aggregate) ?? []),
      ),
    ),
    projections: model.contexts.flatMap((context) =>
      context.projections.flatMap((projection) => {
        const read = context.aggregates.filter(({ name }) => projection.of.includes(name));
        return impacted(
          context,
          projection,
          read.flatMap((aggregate) => reasons.get(aggregate) ?? []).filter(({ event }) => event === undefined),
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
function unreleasedIn(aggregate: Aggregate, context: Context, lock: Lock): readonly Reason[] {
  const place = { context: context.name, aggregate: aggregate.name };
  const released = ({ name, was }: Event): number =>
    Math.max(...[name, ...was].map((event) => releasedVersions(lockOf(lock, { ...place, event }))));
  if (aggregate.events.every((event) => released(event) === 0)) return [];
  const read = [...readableEvents(aggregate), ...aggregate.events.filter(({ retired }) => retired?.kind === 'split')];
  return read.flatMap((event): readonly Reason[] => {
    const { name, versions } = event;
    const count = released(event);
    if (count === 0) return [{ text: `${quoted(name)} is new`, event: name }];
    return count < versions.length ? [{ text: `${name}@${versions.length} is new` }] : [];
  });
}

interface KnownEvents {
  /** The newest version of each event that has more of them than before, by the event's name: `ItemAdded@3`. */
  readonly newest: ReadonlyMap<string, string>;
  /** The names of the events that there were before, also under another name. Of others, nothing is stored. */
  readonly known: ReadonlySet<string>;
}

function knownEvents(before: Context, now: Context): KnownEvents {
  const old = new Map(eventsIn(before).map(({ name, versions }) => [name, versions.length]));
  const newest = new Map<string, string>();
  const known = new Set<string>();
  for (const { name, was, versions } of eventsIn(now)) {
    if ([name, ...was].some((each) => old.has(each))) known.add(name);
    if (versions.length > (old.get(name) ?? versions.length)) newest.set(name, `${name}@${versions.length}`);
  }
  return { newest, known };
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
function reasonsOf(before: Json, now: Json, newest: ReadonlyMap<string, string>): readonly Reason[] {
  if (canonicalJson(before) === canonicalJson(now)) return [];
  const reasons: Reason[] = [];
  if (differs(jsonAt(before, ['id']), jsonAt(now, ['id']))) reasons.push({ text: 'the type of its id changed' });
  for (const part of ['state', 'key', 'columns'] as const) {
    for (const [name, change] of memberChanges(jsonAt(before, [part]), jsonAt(now, [part])))
      reasons.push({ text: `${partLabels[part]} ${quoted(name)} ${change}` });
  }
  const inputs = new Map(memberChanges(eventsOf(before), eventsOf(now)));
  for (const [event, change] of inputs) {
    const version = newest.get(event);
    if (change === 'is new') reasons.push({ text: `${quoted(event)} is new`, event });
    else if (change === 'is gone') reasons.push({ text: `${quoted(event)} is gone` });
    else reasons.push({ text: version === undefined ? `${quoted(event)} is read differently` : `${version} is new` });
  }
  for (const [event, change] of memberChanges(jsonAt(before, ['folds']), jsonAt(now, ['folds']))) {
    // An event that comes or goes takes its fold with it.
    if (change === 'changed' || !inputs.has(event)) reasons.push({ text: `the fold of ${quoted(event)} ${change}` });
  }
  for (const [type, change] of memberChanges(jsonAt(before, ['types']), jsonAt(now, ['types'])))
    reasons.push({ text: `the type ${quoted(type)} ${change}` });
  return reasons;
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
