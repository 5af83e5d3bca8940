import type { DownPlan } from '../evolution/down-plan.js';
import type { StepPlan } from '../evolution/plan.js';
import { type Plans, waysBack } from '../evolution/plans.js';
import type { Aggregate } from '../model/model.js';

/** What the schema leaves to TypeScript, by the names that it has there: `ItemAdded@2`, `ItemAdded@2.region`. */
export interface HandWritten {
  readonly upcast: Readonly<Record<string, unknown>>;
  readonly downcast: Readonly<Record<string, unknown>>;
}

/** The names of all that is hand-written between the versions of an aggregate's events. */
export function handWrittenNames(
  { events }: Aggregate,
  plans: Plans,
): Readonly<Record<keyof HandWritten, readonly string[]>> {
  const read = events.filter(({ retired }) => retired?.kind !== 'dropped');
  return {
    upcast: read.flatMap(({ name }) => (plans.events.get(name) ?? []).flatMap((plan) => namesOf(name, plan))),
    downcast: events.flatMap((event) => waysBack(event, plans).flatMap((plan) => namesOf(event.name, plan))),
  };
}

/** Whether a step, in either direction, is hand-written, at least in part. */
export function isHandWrittenStep(plan: StepPlan | DownPlan): boolean {
  return namesOf('', plan).length > 0;
}

function namesOf(event: string, plan: StepPlan | DownPlan): readonly string[] {
  switch (plan.kind) {
    case 'missing':
      return [];
    case 'custom':
      return [`${event}@${plan.to}`];
    case 'fields':
      return plan.assignments.flatMap(({ field, source }) =>
        source.kind === 'custom' ? [`${event}@${plan.to}.${field}`] : [],
      );
  }
}
