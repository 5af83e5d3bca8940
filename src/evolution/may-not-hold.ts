import { fieldNamed, type Types, underlying } from '../model/type-lookup.js';
import type { RecordType, Type } from '../model/type.js';
import type { DownAssignment, DownPlan } from './down-plan.js';
import { widen } from './widen.js';

/** Whether what a step backwards makes of valid data of the newer version may be wrong in the older version. */
export function mayNotHold(
  { assignments }: Extract<DownPlan, { readonly kind: 'fields' }>,
  newer: RecordType,
  types: Types,
): boolean {
  return assignments.some((assignment) => mayMiss(assignment, newer, types));
}

function mayMiss({ source, type, optional }: DownAssignment, newer: RecordType, types: Types): boolean {
  switch (source.kind) {
    // A literal was checked against the type when the schema was compiled.
    case 'const':
    case 'absent':
      return false;
    case 'read': {
      const widening = widen(source.read.type, type, types);
      const isItself = widening.fits && widening.tightened === undefined && source.conversion.kind === 'same';
      return (
        !isItself ||
        (widening.conversion.kind !== 'same' && widening.conversion.kind !== 'cast') ||
        (!optional && mayBeAbsent(source.read.path, newer, types))
      );
    }
    default:
      return true;
  }
}

function mayBeAbsent(path: readonly string[], newer: RecordType, types: Types): boolean {
  let shape: Type = newer;
  for (const name of path) {
    const field: ReturnType<typeof fieldNamed> = shape.kind === 'record' ? fieldNamed(shape.fields, name) : undefined;
    if (field === undefined || field.optional) return true;
    shape = underlying(field.type, types);
  }
  return false;
}
