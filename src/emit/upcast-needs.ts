import type { Assignment, Conversion, FieldConversion, Source, StepPlan } from '../evolution/plan.js';
import type { Plans } from '../evolution/plans.js';

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
  scan.steps(steps);
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
  steps(steps: readonly StepPlan[]): void;
  assignment(assignment: Assignment): void;
  source(source: Source): void;
  conversion(conversion: Conversion): void;
}

function scanner(allPlans: Plans): Scanner {
  const found: Found = { envelope: false, steps: false, throws: false };
  const seen = new Set<string>();

  /** From the last on, so that what later steps drop counts only where it may throw. */
  const steps = (plans: readonly StepPlan[]): void => {
    let live: ReadonlySet<string> | 'all' = 'all';
    for (const plan of [...plans].reverse()) live = step(plan, live);
  };

  /** @returns the fields of the version before that are read. */
  const step = (plan: StepPlan, live: ReadonlySet<string> | 'all'): ReadonlySet<string> | 'all' => {
    if (plan.kind === 'custom') {
      needCustom();
      return 'all';
    }
    const used = plan.assignments.filter(
      (each) => live === 'all' || live.has(each.field) || each.checked || needsOfSource(each.source, allPlans).throws,
    );
    used.forEach(assignment);
    if (used.some((each) => each.source.kind === 'custom')) return 'all';
    return new Set(used.flatMap((each) => readsOf(each.source)));
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
        namedSteps(how.name, how.from, how.to);
        return;
      case 'same':
      case 'cast':
      case 'timestampToString':
      case 'intToLong':
      case 'longToNumber':
        return;
    }
  };

  const namedSteps = (name: string, from: number, to: number): void => {
    const key = `${name}@${from}@${to}`;
    if (seen.has(key)) return;
    seen.add(key);
    const all = allPlans.types.get(name) ?? [];
    if (to === from + 1 || to === all.length + 1) steps(all.slice(from - 1, to - 1));
    // Only neighbours, and each version with the newest, have a function.
    else for (const each of all.slice(from - 1, to - 1)) steps([each]);
  };

  return { found, steps, assignment, source, conversion };
}

/** The fields that a source reads. */
function readsOf(source: Source): readonly string[] {
  switch (source.kind) {
    case 'read':
    case 'enumMap':
    case 'wrap':
    case 'parse':
    case 'format':
      return source.read.path.slice(0, 1);
    case 'first':
      return [...source.read.path.slice(0, 1), ...(source.else === undefined ? [] : readsOf(source.else))];
    case 'record':
      return source.members.flatMap((member) => readsOf(member.source));
    case 'const':
    case 'envelope':
    case 'custom':
    case 'absent':
      return [];
  }
}
