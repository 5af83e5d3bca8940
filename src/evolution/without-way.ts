import { quoted } from '../model/type-text.js';
import type { DownConversion, DownPlan, DownSource, Gap } from './down-plan.js';

/** Between versions of a named type. */
type NamedWay = Extract<DownConversion, { readonly kind: 'named' }>;

/** The plan; one that has gaps where it goes by steps of named types that do not run backwards. */
export function withoutWay(plan: DownPlan, types: ReadonlyMap<string, readonly DownPlan[]>): DownPlan {
  if (plan.kind !== 'fields') return plan;
  const gaps = namedWays(plan).flatMap((way) => gapsOf(way, types, new Set()));
  return gaps.length === 0 ? plan : { kind: 'missing', from: plan.from, to: plan.to, gaps };
}

/** @param seen the ways that are being looked at: a type may refer to itself. */
function gapsOf(way: NamedWay, types: ReadonlyMap<string, readonly DownPlan[]>, seen: Set<string>): readonly Gap[] {
  const { name, from, to } = way;
  const key = `${name}@${from}-${to}`;
  if (seen.has(key)) return [];
  seen.add(key);
  // What leads up has been planned already.
  const downs = (types.get(name) ?? []).slice(to - 1, from - 1);
  return downs.flatMap((down): readonly Gap[] => {
    switch (down.kind) {
      case 'missing':
        return down.gaps.map((gap) => ({
          ...gap,
          reason: `${quoted(name)}@${down.from} cannot be written as @${down.to}: ${gap.reason}`,
        }));
      case 'custom':
        return [];
      case 'fields':
        return namedWays(down).flatMap((inner) => gapsOf(inner, types, seen));
    }
  });
}

/** The steps of named types that a step goes by, or looks at. */
function namedWays({ assignments, demands }: Extract<DownPlan, { readonly kind: 'fields' }>): readonly NamedWay[] {
  const looks = demands.flatMap((demand) => {
    if (demand.kind === 'agree') return inSource(demand.source);
    return demand.kind === 'first' ? inSource(demand.item) : [];
  });
  return [...assignments.flatMap(({ source }) => inSource(source)), ...looks];
}

function inSource(source: DownSource): readonly NamedWay[] {
  switch (source.kind) {
    case 'read':
    case 'wrap':
    case 'only':
      return inConversion(source.conversion);
    case 'first':
      return [...inConversion(source.conversion), ...(source.else === undefined ? [] : inSource(source.else))];
    case 'record':
      return source.members.flatMap((member) => inSource(member.source));
    case 'const':
    case 'enumMap':
    case 'parse':
    case 'format':
    case 'custom':
    case 'absent':
      return [];
  }
}

function inConversion(conversion: DownConversion): readonly NamedWay[] {
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
