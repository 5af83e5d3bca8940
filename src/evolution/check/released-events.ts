import type { Json } from '../../language/syntax.js';
import type { Aggregate, Context, Event, EventVersion } from '../../model/model.js';
import { eventShape } from '../fingerprint.js';
import type { Lock } from '../lock.js';
import type { LockFile } from '../lock-file.js';
import { lockPath } from '../lock-path.js';
import type { Plans } from '../plans.js';
import type { Tree } from './rule.js';

/** An event of the schemas with what it stands in. */
export interface DeclaredEvent {
  readonly context: Context;
  readonly plans: Plans;
  readonly aggregate: Aggregate;
  readonly event: Event;
}

/** A lock file and the event that it speaks of, if there still is one in its context: by its name, or by a former name. */
export interface ReleasedEvent {
  readonly file: LockFile;
  readonly declared: DeclaredEvent | undefined;
}

export function declaredEvents({ model, plans }: Tree): readonly DeclaredEvent[] {
  return model.contexts.flatMap((context) => {
    const ofContext = plans.get(context);
    if (ofContext === undefined) throw new Error('every context has its plans');
    return context.aggregates.flatMap((aggregate) =>
      aggregate.events.map((event) => ({ context, plans: ofContext, aggregate, event })),
    );
  });
}

export function releasedEvents(tree: Tree, lock: Lock): readonly ReleasedEvent[] {
  const byName = new Map<string, DeclaredEvent>();
  for (const declared of declaredEvents(tree)) {
    for (const name of [declared.event.name, ...declared.event.was])
      byName.set(JSON.stringify([declared.context.name, name]), declared);
  }
  return [...lock.values()].map((file) => ({
    file,
    declared: byName.get(JSON.stringify([file.context, file.event])),
  }));
}

/** Released events that still stand where they were released. */
export function keptEvents(tree: Tree, lock: Lock): readonly (DeclaredEvent & { readonly file: LockFile })[] {
  return releasedEvents(tree, lock).flatMap(({ file, declared }) =>
    declared?.aggregate.name === file.aggregate ? [{ ...declared, file }] : [],
  );
}

/** The path of the lock file that an event is released in. */
export function ownLockPath({ context, aggregate, event }: DeclaredEvent): string {
  return lockPath({ context: context.name, aggregate: aggregate.name, event: event.name });
}

/** A version's shape under the name that it was released under: stored events do not change their names. */
export function shapeUnderName({ event, context }: DeclaredEvent, version: EventVersion, name: string): Json {
  return eventShape({ ...event, name }, version, context);
}

/** `shop/Cart.ItemAdded@2` */
export function versionId(context: string, aggregate: string, event: string, version: number): string {
  return `${context}/${aggregate}.${event}@${version}`;
}
