import type { Conversion, Source, StepPlan } from './plan.js';

/** An older version of a named type that becomes a newer one, by the steps of the type. */
export type NamedConversion = Extract<Conversion, { readonly kind: 'named' }>;

/** Which steps of named types a step goes by. */
export function namedConversions(plan: StepPlan): readonly NamedConversion[] {
  return plan.kind === 'custom' ? [] : plan.assignments.flatMap(({ source }) => inSource(source));
}

function inSource(source: Source): readonly NamedConversion[] {
  switch (source.kind) {
    case 'read':
    case 'wrap':
      return inConversion(source.conversion);
    case 'first':
      return [...inConversion(source.conversion), ...(source.else === undefined ? [] : inSource(source.else))];
    case 'record':
      return source.members.flatMap((member) => inSource(member.source));
    case 'const':
    case 'enumMap':
    case 'parse':
    case 'format':
    case 'envelope':
    case 'custom':
    case 'absent':
      return [];
  }
}

function inConversion(conversion: Conversion): readonly NamedConversion[] {
  switch (conversion.kind) {
    case 'named':
      return [conversion];
    case 'nullable':
      return inConversion(conversion.inner);
    case 'list':
      return inConversion(conversion.element);
    case 'map':
      return inConversion(conversion.value);
    case 'record':
      return conversion.fields.flatMap((field) => inConversion(field.conversion));
    case 'union':
      return conversion.members.flatMap(({ fields }) => fields.flatMap((field) => inConversion(field.conversion)));
    case 'same':
    case 'cast':
    case 'timestampToString':
    case 'intToLong':
    case 'longToNumber':
      return [];
  }
}
