import { quoted } from '../model/type-text.js';
import type { DownPlan, Gap } from './down-plan.js';
import { type NamedConversion, namedInSource } from './named-conversions.js';

/** The plan; one that has gaps where it goes by steps of named types that do not run backwards. */
export function withoutWay(plan: DownPlan, types: ReadonlyMap<string, readonly DownPlan[]>): DownPlan {
  if (plan.kind !== 'fields') return plan;
  const seen = new Set<string>();
  const gaps = namedWays(plan).flatMap((way) => gapsOf(way, types, seen));
  return gaps.length === 0 ? plan : { kind: 'missing', from: plan.from, to: plan.to, gaps };
}

/** @param seen the ways that have been looked at: a type may refer to itself. */
function gapsOf(
  way: NamedConversion,
  types: ReadonlyMap<string, readonly DownPlan[]>,
  seen: Set<string>,
): readonly Gap[] {
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
function namedWays({
  assignments,
  demands,
}: Extract<DownPlan, { readonly kind: 'fields' }>): readonly NamedConversion[] {
  const looks = demands.flatMap((demand) => {
    if (demand.kind === 'agree') return namedInSource(demand.source);
    return demand.kind === 'first' ? namedInSource(demand.item) : [];
  });
  return [...assignments.flatMap(({ source }) => namedInSource(source)), ...looks];
}
