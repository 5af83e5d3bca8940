import type { Reporter } from '../diagnostics/reporter.js';
import type { Context, Event, NamedType } from '../model/model.js';
import type { Plans, SplitPart, StepPlan } from './plan.js';
import type { PlanScope } from './plan-scope.js';
import { planSplit } from './plan-split.js';
import { planStep, type Stage } from './plan-step.js';

export type BaseScope = Pick<PlanScope, 'reporter' | 'types' | 'malformed'>;

/** How every stored version of a context's events becomes the newest. Whatever does not, is reported. */
export function planContext(context: Context, reporter: Reporter): Plans {
  const base: BaseScope = { reporter, types: context.types, malformed: context.malformed ?? new Set() };
  const types = new Map<string, readonly StepPlan[]>();
  for (const type of context.types.values()) {
    const steps = planType(type, base);
    if (steps !== undefined) types.set(type.name, steps);
  }
  const events = new Map<string, readonly StepPlan[]>();
  const splits = new Map<string, readonly SplitPart[]>();
  for (const aggregate of context.aggregates) {
    const byName = new Map(aggregate.events.map((event) => [event.name, event]));
    for (const event of aggregate.events) {
      events.set(event.name, planEvent(event, base));
      if (event.retired?.kind === 'split')
        splits.set(event.name, planSplit(event, event.retired, aggregate, byName, base));
    }
  }
  return { events, types, splits };
}

/** The steps between the versions of an event. */
export function planEvent({ name, versions }: Event, base: BaseScope): readonly StepPlan[] {
  const stages = versions.map(({ number, shape, span, step }) => ({ number, fields: shape.fields, span, step }));
  return planChain(name, stages, { ...base, noCustom: undefined });
}

/** Types whose versions are all records have steps; others flow by their structure alone. */
export function planType({ name, versions }: NamedType, base: BaseScope): readonly StepPlan[] | undefined {
  const stages = versions.flatMap(({ number, type, span, step }) =>
    type.kind === 'record' ? [{ number, fields: type.fields, span, step }] : [],
  );
  if (stages.length < versions.length) return undefined;
  return planChain(name, stages, { ...base, noCustom: 'a named type flows by rules alone, wherever it is used' });
}

type SteppedStage = Stage & { readonly step: Event['versions'][number]['step'] };

function planChain(
  name: string,
  stages: readonly SteppedStage[],
  base: Omit<PlanScope, 'fields' | 'label'>,
): readonly StepPlan[] {
  const plans: StepPlan[] = [];
  let before: SteppedStage | undefined;
  for (const after of stages) {
    if (before !== undefined && after.step !== undefined) {
      const scope: PlanScope = { ...base, fields: before.fields, label: `${name}@${before.number}` };
      plans.push(planStep(before, after, after.step, name, scope));
    }
    before = after;
  }
  return plans;
}
