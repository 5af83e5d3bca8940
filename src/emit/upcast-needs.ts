import type { Assignment, Conversion, FieldConversion, Plans, Source, StepPlan } from '../evolution/plan.js';

/** What the function of a step uses beside the data. */
export interface UpcastNeeds {
  readonly envelope: boolean;
  /** The hand-written steps; who needs them needs the envelope too, because they do. */
  readonly steps: boolean;
  /** Whether it may throw: what it makes is checked, or parsed. */
  readonly throws: boolean;
}

interface Found {
  envelope: boolean;
  steps: boolean;
  throws: boolean;
}

/** What reading data through these steps uses, one after the other. */
export function needsOfSteps(steps: readonly StepPlan[], plans: Plans): UpcastNeeds {
  const scan = scanner(plans);
  for (const step of steps) scan.step(step);
  return scan.found;
}

/** What making values from these sources uses. */
export function needsOfAssignments(assignments: readonly Assignment[], plans: Plans): UpcastNeeds {
  const scan = scanner(plans);
  for (const assignment of assignments) scan.assignment(assignment);
  return scan.found;
}

export function needsOfSource(source: Source, plans: Plans): UpcastNeeds {
  const scan = scanner(plans);
  scan.source(source);
  return scan.found;
}

export function needsOfConversion(conversion: Conversion, plans: Plans): UpcastNeeds {
  const scan = scanner(plans);
  scan.conversion(conversion);
  return scan.found;
}

interface Scanner {
  readonly found: Found;
  step(step: StepPlan): void;
  assignment(assignment: Assignment): void;
  source(source: Source): void;
  conversion(conversion: Conversion): void;
}

function scanner(plans: Plans): Scanner {
  const found: Found = { envelope: false, steps: false, throws: false };
  const seen = new Set<StepPlan>();

  const step = (plan: StepPlan): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    if (plan.kind === 'custom') needCustom();
    else plan.assignments.forEach(assignment);
  };

  const needCustom = (): void => {
    found.envelope = true;
    found.steps = true;
    found.throws = true;
  };

  const assignment = ({ source: from, checked }: Assignment): void => {
    if (checked) found.throws = true;
    source(from);
  };

  const source = (from: Source): void => {
    switch (from.kind) {
      case 'read':
      case 'wrap':
        conversion(from.conversion);
        return;
      case 'first':
        conversion(from.conversion);
        if (from.else !== undefined) source(from.else);
        return;
      case 'record':
        from.members.forEach(assignment);
        return;
      case 'parse':
        found.throws = true;
        return;
      case 'envelope':
        found.envelope = true;
        return;
      case 'custom':
        needCustom();
        return;
      case 'const':
      case 'enumMap':
      case 'format':
      case 'absent':
        return;
    }
  };

  const fields = (converted: readonly FieldConversion[]): void =>
    converted.forEach((field) => conversion(field.conversion));

  const conversion = (how: Conversion): void => {
    switch (how.kind) {
      case 'nullable':
        conversion(how.inner);
        return;
      case 'list':
        conversion(how.element);
        return;
      case 'map':
        conversion(how.value);
        return;
      case 'record':
        fields(how.fields);
        return;
      case 'union':
        for (const member of how.members) fields(member.fields);
        return;
      case 'named':
        for (const each of (plans.types.get(how.name) ?? []).slice(how.from - 1, how.to - 1)) step(each);
        return;
      case 'same':
      case 'cast':
      case 'timestampToString':
      case 'intToLong':
      case 'longToNumber':
        return;
    }
  };

  return { found, step, assignment, source, conversion };
}
