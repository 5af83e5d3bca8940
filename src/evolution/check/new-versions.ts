import type { EventVersion } from '../../model/model.js';
import { versionLineOf } from '../lock.js';
import type { StepPlan } from '../plan.js';
import { type DeclaredEvent, declaredEvents, ownLockPath } from './released-events.js';
import type { CheckInput } from './rule.js';

/** A version that the change to be checked brings, with the version before it. */
export interface NewVersion extends DeclaredEvent {
  readonly before: EventVersion;
  readonly version: EventVersion;
  readonly plan: StepPlan;
}

/**
 * The versions, but for first ones, that are not released at the base or, without a base, not at all: what is said of
 * them is said while they can still be mended, and never again.
 */
export function newVersions(input: CheckInput): readonly NewVersion[] {
  const lock = input.base?.lock ?? input.lock;
  return declaredEvents(input).flatMap((declared) => {
    const { event, plans } = declared;
    // A renamed event's versions are released under the name that it had.
    const files = [
      ownLockPath(declared),
      ...event.was.map((name) => ownLockPath({ ...declared, event: { ...event, name } })),
    ];
    return event.versions.flatMap((version) => {
      const before = event.versions[version.number - 2];
      const plan = plans.events.get(event.name)?.[version.number - 2];
      const isReleased = files.some((path) => versionLineOf(lock.get(path), version.number) !== undefined);
      return before === undefined || plan === undefined || isReleased ? [] : [{ ...declared, before, version, plan }];
    });
  });
}
