import type { Assignment, Source, StepPlan } from '../../evolution/plan.js';
import type { Json } from '../../language/syntax.js';

/** How a version takes its fields from the one before, in the rules of the language. */
export function describeStep(plan: StepPlan): Json {
  if (plan.kind === 'custom') return 'custom';
  const drop = plan.drops.map(({ field }) => field);
  return { ...describeAssignments(plan.assignments), ...(drop.length === 0 ? {} : { drop }) };
}

function describeAssignments(assignments: readonly Assignment[]): { readonly [key: string]: Json } {
  return Object.fromEntries(
    assignments.flatMap(({ field, source }) => (source.kind === 'absent' ? [] : [[field, describeSource(source)]])),
  );
}

function describeSource(source: Source): Json {
  switch (source.kind) {
    case 'read':
      return source.read.path.join('.');
    case 'const':
      return { const: source.value };
    case 'record':
      return { fields: describeAssignments(source.members) };
    case 'enumMap':
      return { field: source.read.path.join('.'), map: Object.fromEntries(source.map) };
    case 'wrap':
      return { wrap: source.read.path.join('.') };
    case 'first':
      return {
        first: source.read.path.join('.'),
        ...(source.else === undefined ? {} : { else: describeSource(source.else) }),
      };
    case 'parse':
      return { parse: source.read.path.join('.') };
    case 'format':
      return { format: source.read.path.join('.') };
    case 'envelope':
      return { envelope: source.property };
    case 'custom':
      return 'custom';
    case 'absent':
      return 'absent';
  }
}
