import { errorType, isErrorType } from './error-type.js';
import { tightening } from './tightening.js';
import { brandsOf, layersOf, type Types } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field, Type } from './type.js';

/** Whether the checks of the target must hold of every value, or only the kinds have to agree. */
export type Strictness = 'checks' | 'kinds';

/** Deeper than this, types are not compared: only hostile ones are. */
const mostDepth = 400;

/**
 * Why a value of one type cannot be put as it is, unconverted, where another is wanted; `undefined` where it can. Follows
 * "because".
 */
export function whyNotAssignable(from: Type, to: Type, types: Types, strictness: Strictness): string | undefined {
  return compare(from, to, { types, strictness, depth: 0, seen: new Map() });
}

interface Comparison {
  readonly types: Types;
  readonly strictness: Strictness;
  readonly depth: number;
  /** Pairs that are being compared or were: a recursive type fits another if nothing on the way round says no. */
  readonly seen: Map<Type, Set<Type>>;
}

function compare(from: Type, to: Type, comparison: Comparison): string | undefined {
  const { types, strictness, depth, seen } = comparison;
  if (isSameType(from, to) || depth > mostDepth)
    return depth > mostDepth ? 'the types are nested too deeply' : undefined;
  const others = seen.get(from) ?? new Set();
  if (others.has(to)) return undefined;
  seen.set(from, others.add(to));
  const [given, wanted] = [layersOf(from, types), layersOf(to, types)];
  if (isErrorType(given[0]) || isErrorType(wanted[0])) return undefined;
  const inside = { ...comparison, depth: depth + 1 };
  const [base] = wanted;
  // The value keeps its name, and so its brand and checks.
  if (base.kind === 'nullable')
    return compare(given[0].kind === 'nullable' ? given[0].inner : from, base.inner, inside);
  const missing = missingBrand(from, to, types);
  if (missing !== undefined) return `it has no brand ${quoted(missing)}`;
  const reason = compareStructure(given[0], base, inside);
  if (reason !== undefined) return reason === mismatch ? `${typeText(from)} is no ${typeText(to)}` : reason;
  return strictness === 'checks' ? tightening(given, wanted) : undefined;
}

const mismatch = 'mismatch';

function compareStructure(from: Type, to: Type, comparison: Comparison): string | undefined {
  if (from.kind === 'nullable') return 'it may be null';
  if (to.kind === 'string' && (from.kind === 'uuid' || from.kind === 'enum')) return undefined;
  switch (from.kind) {
    case 'enum': {
      const members = new Set(to.kind === 'enum' ? to.members : []);
      const surplus = from.members.find((member) => !members.has(member));
      if (to.kind !== 'enum') return mismatch;
      return surplus === undefined ? undefined : `${typeText(to)} has no member ${quoted(surplus)}`;
    }
    case 'list':
      return to.kind === 'list' ? compare(from.element, to.element, comparison) : mismatch;
    case 'map':
      if (to.kind !== 'map') return mismatch;
      return compare(from.key, to.key, comparison) ?? compare(from.value, to.value, comparison);
    case 'record':
      return to.kind === 'record' ? compareFields(from.fields, to.fields, comparison) : mismatch;
    case 'union':
      if (to.kind !== 'union' || from.tag !== to.tag) return mismatch;
      for (const member of from.members) {
        const other = to.members.find(({ name }) => name === member.name);
        if (other === undefined) return `the union has no member ${quoted(member.name)}`;
        const reason = compareFields(member.fields, other.fields, comparison);
        if (reason !== undefined) return reason;
      }
      return undefined;
    default:
      return from.kind === to.kind ? undefined : mismatch;
  }
}

function compareFields(from: readonly Field[], to: readonly Field[], comparison: Comparison): string | undefined {
  const wanted = new Map(to.map((field) => [field.name, field]));
  for (const field of from) {
    const other = wanted.get(field.name);
    if (other === undefined) return `there is no field ${quoted(field.name)} in it`;
    if (field.optional && !other.optional) return `${quoted(field.name)} may be absent`;
    const reason = compare(field.type, other.type, comparison);
    if (reason !== undefined) return `${quoted(field.name)} does not fit: ${reason}`;
    wanted.delete(field.name);
  }
  const missing = [...wanted.values()].find(({ optional }) => !optional);
  return missing === undefined ? undefined : `it has no field ${quoted(missing.name)}`;
}

/** Whether two types are written alike; cheap, and right where it says yes. */
function isSameType(from: Type, to: Type): boolean {
  if (from === to || from === errorType || to === errorType) return true;
  return (
    from.kind === 'reference' &&
    to.kind === 'reference' &&
    from.name === to.name &&
    from.version === to.version &&
    to.refinement === undefined
  );
}

function missingBrand(from: Type, to: Type, types: Types): string | undefined {
  const given = brandsOf(from, types);
  return [...brandsOf(to, types)].find((brand) => !given.has(brand));
}
