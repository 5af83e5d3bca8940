import type { DownConversion, DownSource } from './down-plan.js';
import type { Source, StepPlan } from './plan.js';

/** One version of a named type that becomes another, by the steps of the type, in either direction. */
export type NamedConversion = Extract<DownConversion, { readonly kind: 'named' }>;

/** Which steps of named types a step goes by. */
export function namedConversions(plan: StepPlan): readonly NamedConversion[] {
  return plan.kind === 'custom' ? [] : plan.assignments.flatMap(({ source }) => namedInSource(source));
}

export function namedInSource(source: Source | DownSource): readonly NamedConversion[] {
  switch (source.kind) {
    case 'read':
    case 'wrap':
    case 'only':
      return inConversion(source.conversion);
    case 'first':
      return [...inConversion(source.conversion), ...(source.else === undefined ? [] : namedInSource(source.else))];
    case 'record':
      return source.members.flatMap((member) => namedInSource(member.source));
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

function inConversion(conversion: DownConversion): readonly NamedConversion[] {
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
    default:
      return [];
  }
}
