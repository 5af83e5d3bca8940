import type { Assignment, Source, StepPlan } from '../evolution/plan.js';
import type { Plans } from '../evolution/plans.js';
import type { Aggregate } from '../model/model.js';

/** Whether anything on the way from stored events of the aggregate to the newest is hand-written. */
export function hasCustomSteps({ events }: Aggregate, plans: Plans): boolean {
  return events.some(({ name, retired }) => {
    if (retired?.kind === 'dropped') return false;
    const parts = plans.splits.get(name) ?? [];
    return (
      (plans.events.get(name) ?? []).some(isCustomStep) || parts.some(({ assignments }) => assignments.some(isCustom))
    );
  });
}

function isCustomStep(step: StepPlan): boolean {
  return step.kind === 'custom' || step.assignments.some(isCustom);
}

function isCustom({ source }: Assignment): boolean {
  return isCustomSource(source);
}

function isCustomSource(source: Source): boolean {
  switch (source.kind) {
    case 'custom':
      return true;
    case 'record':
      return source.members.some(isCustom);
    case 'first':
      return source.else !== undefined && isCustomSource(source.else);
    default:
      return false;
  }
}
