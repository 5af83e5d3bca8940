import type { Assignment, Conversion, Source, StepPlan } from '../evolution/plan.js';
import type { Plans } from '../evolution/plans.js';
import type { Step } from '../model/model.js';
import type { Types } from '../model/type-lookup.js';

/**
 * Whether a step can be undone to the letter: each rule of it can, nothing is dropped on the way, and nobody says
 * otherwise what undoes it. What the newer version says then is what the older one says, in other words.
 */
export function isExactStep(plan: StepPlan, written: Step | undefined, plans: Plans, types: Types): boolean {
  return createExactness(plans, types).step(plan, written);
}

interface Exactness {
  step(plan: StepPlan, written: Step | undefined): boolean;
}

function createExactness(plans: Plans, types: Types): Exactness {
  /** Named conversions that were looked into, or are being: one that contains itself is as exact as the rest of it. */
  const seen = new Set<string>();

  const step = (plan: StepPlan, written: Step | undefined): boolean => {
    const said = written !== undefined && (written.backs.size > 0 || written.back !== undefined);
    return !said && plan.kind === 'fields' && plan.drops.length === 0 && plan.assignments.every(assignment);
  };

  const assignment = ({ source: from }: Assignment): boolean => source(from);

  const source = (from: Source): boolean => {
    switch (from.kind) {
      case 'read':
      case 'wrap':
        // What a path leaves of a record is dropped.
        return from.read.path.length === 1 && conversion(from.conversion);
      case 'parse':
      case 'format':
        return from.read.path.length === 1;
      case 'enumMap':
        return from.read.path.length === 1 && new Set(from.map.map(([, to]) => to)).size === from.map.length;
      case 'record':
        return from.members.every(assignment);
      case 'const':
      case 'absent':
        return true;
      case 'first':
      case 'envelope':
      case 'custom':
        return false;
    }
  };

  const conversion = (how: Conversion): boolean => {
    switch (how.kind) {
      case 'nullable':
        return conversion(how.inner);
      case 'list':
        return conversion(how.element);
      case 'map':
        return conversion(how.value);
      case 'record':
        return how.fields.every((field) => conversion(field.conversion));
      case 'union':
        return how.members.every(({ fields }) => fields.every((field) => conversion(field.conversion)));
      case 'named':
        return named(how.name, how.from, how.to);
      case 'longToNumber':
        return false;
      case 'same':
      case 'cast':
      case 'timestampToString':
      case 'intToLong':
        return true;
    }
  };

  const named = (name: string, from: number, to: number): boolean => {
    const key = `${name}@${from}@${to}`;
    if (seen.has(key)) return true;
    seen.add(key);
    const versions = types.get(name)?.versions ?? [];
    return (plans.types.get(name) ?? [])
      .slice(from - 1, to - 1)
      .every((plan) => step(plan, versions[plan.to - 1]?.step));
  };

  return { step };
}
