import type { Demand, DownAssignment, DownPlan, DownSource } from '../../evolution/down-plan.js';
import type { Json } from '../../language/syntax.js';

/** How a version is written as the one before, in the rules of the language; what must hold for it stands under `where`. */
export function describeDown(plan: DownPlan): Json {
  switch (plan.kind) {
    case 'custom':
      return 'custom';
    case 'missing':
      return { never: plan.gaps.map(({ reason }) => reason) };
    case 'fields': {
      const where = Object.fromEntries(plan.demands.flatMap(describeDemand));
      return { ...describeAssignments(plan.assignments), ...(Object.keys(where).length === 0 ? {} : { where }) };
    }
  }
}

function describeDemand(demand: Demand): readonly (readonly [string, Json])[] {
  const path = demand.path.join('.');
  switch (demand.kind) {
    case 'equal':
      return [[path, { const: demand.value }]];
    case 'absent':
    case 'present':
      return [[path, demand.kind]];
    case 'agree':
      return [[path, { agrees: demand.older.join('.') }]];
    case 'image':
      return [[path, { field: demand.older.join('.'), map: Object.fromEntries(demand.map) }]];
    case 'first':
      return [[path, { first: demand.older.join('.') }]];
  }
}

function describeAssignments(assignments: readonly DownAssignment[]): { readonly [key: string]: Json } {
  return Object.fromEntries(
    assignments.flatMap(({ field, source }) => (source.kind === 'absent' ? [] : [[field, describeSource(source)]])),
  );
}

function describeSource(source: DownSource): Json {
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
    case 'only':
    case 'parse':
    case 'format':
      return { [source.kind]: source.read.path.join('.') };
    case 'first':
      return {
        first: source.read.path.join('.'),
        ...(source.else === undefined ? {} : { else: describeSource(source.else) }),
      };
    case 'custom':
    case 'absent':
      return source.kind;
  }
}
