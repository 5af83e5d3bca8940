import type { Reporter } from '../diagnostics/reporter.js';
import type { Context, Event, NamedType } from '../model/model.js';
import type { DownPlan } from './down-plan.js';
import type { SplitPart, StepPlan } from './plan.js';
import type { Plans } from './plans.js';
import { planDown } from './plan-down.js';
import type { PlanScope } from './plan-scope.js';
import { reportPin } from './report-pin.js';
import { planSplit } from './plan-split.js';
import { planStep, type Stage } from './plan-step.js';
import { withoutWay } from './without-way.js';

export type BaseScope = Pick<PlanScope, 'reporter' | 'types' | 'malformed'>;

/** The steps between the versions of an event or a type: at each index the one that leads up, and the one that undoes it. */
export interface PlannedChain {
  readonly steps: readonly StepPlan[];
  readonly downs: readonly DownPlan[];
}

/** How every stored version of a context's events becomes the newest, and is written as an older one. What is amiss is reported. */
export function planContext(context: Context, reporter: Reporter): Plans {
  const base: BaseScope = { reporter, types: context.types, malformed: context.malformed ?? new Set() };
  const types = new Map<string, PlannedChain>();
  for (const type of context.types.values()) {
    const chain = planType(type, base);
    if (chain !== undefined) types.set(type.name, chain);
  }
  const events = new Map<string, PlannedChain>();
  const splits = new Map<string, readonly SplitPart[]>();
  for (const aggregate of context.aggregates) {
    const byName = new Map(aggregate.events.map((event) => [event.name, event]));
    for (const event of aggregate.events) {
      events.set(event.name, planEvent(event, base));
      if (event.retired?.kind === 'split')
        splits.set(event.name, planSplit(event, event.retired, aggregate, byName, base));
    }
  }
  const typeDowns = new Map([...types].map(([name, { downs }]) => [name, downs]));
  const eventDowns = new Map(
    [...events].map(([name, { downs }]) => [name, downs.map((down) => withoutWay(down, typeDowns))]),
  );
  for (const aggregate of context.aggregates)
    for (const event of aggregate.events) reportPin(event, eventDowns.get(event.name) ?? [], reporter);
  return {
    events: new Map([...events].map(([name, { steps }]) => [name, steps])),
    types: new Map([...types].map(([name, { steps }]) => [name, steps])),
    downs: { events: eventDowns, types: typeDowns },
    splits,
  };
}

/** The steps between the versions of an event. @param backwards what is told of the ways back. */
export function planEvent(
  { name, versions }: Event,
  base: BaseScope,
  backwards: Reporter = base.reporter,
): PlannedChain {
  const stages = versions.map(({ number, shape, span, step }) => ({ number, fields: shape.fields, span, step }));
  return planChain(name, stages, { ...base, noCustom: undefined }, backwards);
}

/** Types whose versions are all records have steps; others flow by their structure alone. */
export function planType(
  { name, versions }: NamedType,
  base: BaseScope,
  backwards: Reporter = base.reporter,
): PlannedChain | undefined {
  const stages = versions.flatMap(({ number, type, span, step }) =>
    type.kind === 'record' ? [{ number, fields: type.fields, span, step }] : [],
  );
  if (stages.length < versions.length) return undefined;
  const noCustom = 'a named type flows by rules alone, wherever it is used';
  return planChain(name, stages, { ...base, noCustom }, backwards);
}

type SteppedStage = Stage & { readonly step: Event['versions'][number]['step'] };

function planChain(
  name: string,
  stages: readonly SteppedStage[],
  base: Omit<PlanScope, 'fields' | 'label'>,
  backwards: Reporter,
): PlannedChain {
  const steps: StepPlan[] = [];
  const downs: DownPlan[] = [];
  let before: SteppedStage | undefined;
  for (const after of stages) {
    if (before !== undefined && after.step !== undefined) {
      const { step } = after;
      const scopeOf = ({ fields, number }: Stage): PlanScope => ({ ...base, fields, label: `${name}@${number}` });
      const up = planStep(before, after, step, name, scopeOf(before));
      steps.push(up);
      downs.push(planDown({ before, after, step, up, owner: name }, { ...scopeOf(after), reporter: backwards }));
    }
    before = after;
  }
  return { steps, downs };
}
