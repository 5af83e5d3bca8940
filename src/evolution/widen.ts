import { isErrorType } from '../model/error-type.js';
import { tightening } from '../model/tightening.js';
import { brandsOf, layersOf, referredVersion, type Types } from '../model/type-lookup.js';
import { quoted, typeText } from '../model/type-text.js';
import type { EnumType, Field, ListType, MapType, ReferenceType, Type, UnionType } from '../model/type.js';
import type { Conversion, FieldConversion } from './plan.js';

/** How values of an older type become values of a newer one without a rule of their own. */
export type Widening =
  | {
      readonly fits: true;
      readonly conversion: Conversion;
      /** Whether digits may be lost: a `long` becomes a `number`. */
      readonly unsafe: boolean;
      /** A check of the newer type that values of the older one may fail, in words; `undefined` where all pass. */
      readonly tightened: string | undefined;
    }
  | { readonly fits: false; /** Follows "because". */ readonly reason: string };

/** Deeper than this, types are not compared: only hostile ones are. */
const mostDepth = 400;

/** A pair that is being compared, or was. One that is met again on the way round counts as the same. */
interface Compared {
  assumed: boolean;
  result?: Widening;
}

interface Comparison {
  readonly types: Types;
  readonly depth: number;
  readonly seen: Map<Type, Map<Type, Compared>>;
}

/**
 * The conversion from an older type to a newer one that loses nothing. Checks do not stand in the way; whether the newer
 * type's are tighter is said beside.
 */
export function widen(from: Type, to: Type, types: Types): Widening {
  return compare(from, to, { types, depth: 0, seen: new Map() });
}

const same: Conversion = { kind: 'same' };

function fit(conversion: Conversion, tightened?: string, unsafe = false): Widening {
  return { fits: true, conversion, unsafe, tightened };
}

function misfit(reason: string): Widening {
  return { fits: false, reason };
}

function compare(from: Type, to: Type, comparison: Comparison): Widening {
  const { types, depth, seen } = comparison;
  if (isErrorType(from) || isErrorType(to) || from === to) return fit(same);
  if (depth > mostDepth) return misfit('the types are nested too deeply');
  const met = seen.get(from)?.get(to);
  if (met?.result !== undefined) return met.result;
  if (met !== undefined) {
    met.assumed = true;
    return fit(same);
  }
  const entry: Compared = { assumed: false };
  seen.set(from, (seen.get(from) ?? new Map()).set(to, entry));
  const widening = withBrand(compareNew(from, to, { ...comparison, depth: depth + 1 }), from, to, types);
  // What was met again was taken for the same: if it turns out to need a conversion, that was wrong.
  const isWrong = entry.assumed && widening.fits && !isSame(widening.conversion);
  entry.result = isWrong ? misfit(`${typeText(from)} refers to itself, and needs steps of its own`) : widening;
  return entry.result;
}

function compareNew(from: Type, to: Type, comparison: Comparison): Widening {
  const { types } = comparison;
  const named = namedConversion(from, to, types);
  if (named !== undefined) return named;
  const [given, wanted] = [layersOf(from, types), layersOf(to, types)];
  if (isErrorType(given[0]) || isErrorType(wanted[0])) return fit(same);
  const [base] = wanted;
  const widening =
    base.kind === 'nullable'
      ? compareNullable(from, given[0], base.inner, comparison)
      : compareStructure(given[0], base, comparison);
  if (!widening.fits)
    return widening.reason === mismatch ? misfit(`${typeText(from)} is no ${typeText(to)}`) : widening;
  if (base.kind === 'nullable' || widening.tightened !== undefined) return widening;
  return { ...widening, tightened: tightening(given, wanted) };
}

const mismatch = 'mismatch';

/** Between versions of one named type, aliases looked through: nothing to do, or the type's own steps. */
function namedConversion(from: Type, to: Type, types: Types): Widening | undefined {
  const given = new Map(referencesOf(from, types).map((reference) => [reference.name, reference]));
  const wanted = referencesOf(to, types).find(({ name }) => given.has(name));
  const old = wanted && given.get(wanted.name);
  const type = wanted && types.get(wanted.name);
  if (wanted === undefined || old === undefined || type === undefined) return undefined;
  if (old.version === wanted.version) return isRefined(to, wanted, types) ? undefined : fit(same);
  if (!type.versions.every((version) => version.type.kind === 'record')) return undefined;
  if (old.version > wanted.version) return misfit(`${typeText(old)} does not flow back into ${typeText(wanted)}`);
  return fit({ kind: 'named', name: wanted.name, from: old.version, to: wanted.version });
}

/** The names on the way from a type to what it is made of. */
function referencesOf(type: Type, types: Types): readonly ReferenceType[] {
  const references: ReferenceType[] = [];
  for (
    let current: Type | undefined = type;
    current?.kind === 'reference';
    current = referredVersion(current, types)?.type
  ) {
    references.push(current);
  }
  return references;
}

/** Whether checks are added on the way to a name. */
function isRefined(type: Type, until: ReferenceType, types: Types): boolean {
  const references = referencesOf(type, types);
  return references.slice(0, references.indexOf(until) + 1).some(({ refinement }) => refinement !== undefined);
}

function compareStructure(from: Type, to: Type, comparison: Comparison): Widening {
  switch (from.kind) {
    case 'nullable':
      return misfit('it may be null');
    case 'enum':
      return to.kind === 'enum' ? compareEnums(from, to) : toString(to);
    case 'uuid':
    case 'date':
      return to.kind === from.kind ? fit(same) : toString(to);
    case 'timestamp':
      if (to.kind === 'timestamp') return fit(same);
      return to.kind === 'string' ? fit({ kind: 'timestampToString' }) : misfit(mismatch);
    case 'int':
      if (to.kind === 'int' || to.kind === 'number') return fit(same);
      return to.kind === 'long' ? fit({ kind: 'intToLong' }) : misfit(mismatch);
    case 'long':
      if (to.kind === 'long') return fit(same);
      return to.kind === 'number' ? fit({ kind: 'longToNumber' }, undefined, true) : misfit(mismatch);
    case 'list':
      return to.kind === 'list' ? compareLists(from, to, comparison) : misfit(mismatch);
    case 'map':
      return to.kind === 'map' ? compareMaps(from, to, comparison) : misfit(mismatch);
    case 'record':
      return to.kind === 'record' ? compareRecords(from.fields, to.fields, comparison) : misfit(mismatch);
    case 'union':
      return to.kind === 'union' ? compareUnions(from, to, comparison) : misfit(mismatch);
    case 'reference':
      throw new Error('a layer is never a reference');
    case 'string':
    case 'boolean':
    case 'number':
    case 'decimal':
    case 'bytes':
    case 'json':
      return to.kind === from.kind ? fit(same) : misfit(mismatch);
  }
}

function toString(to: Type): Widening {
  return to.kind === 'string' ? fit(same) : misfit(mismatch);
}

/** `from` keeps its name, by which a named type's steps are found. */
function compareNullable(from: Type, base: Type, to: Type, comparison: Comparison): Widening {
  if (base.kind !== 'nullable') return compare(from, to, comparison);
  const inner = compare(base.inner, to, comparison);
  if (!inner.fits || isSame(inner.conversion)) return inner;
  return { ...inner, conversion: { kind: 'nullable', inner: inner.conversion } };
}

function compareEnums(from: EnumType, to: EnumType): Widening {
  const members = new Set(to.members);
  const surplus = from.members.find((member) => !members.has(member));
  return surplus === undefined ? fit(same) : misfit(`${typeText(to)} has no member ${quoted(surplus)}`);
}

function compareLists(from: ListType, to: ListType, comparison: Comparison): Widening {
  const element = compare(from.element, to.element, comparison);
  if (!element.fits || isSame(element.conversion)) return element;
  return { ...element, conversion: { kind: 'list', element: element.conversion } };
}

function compareMaps(from: MapType, to: MapType, comparison: Comparison): Widening {
  const key = compare(from.key, to.key, comparison);
  if (!key.fits) return key;
  if (!isSame(key.conversion)) return misfit(`a key of ${typeText(from.key)} is no key of ${typeText(to.key)}`);
  const value = compare(from.value, to.value, comparison);
  if (!value.fits) return value;
  const tightened = key.tightened ?? value.tightened;
  if (!isSame(value.conversion)) return { ...value, tightened, conversion: { kind: 'map', value: value.conversion } };
  return { ...value, tightened, conversion: strongest([key.conversion, value.conversion]) };
}

function compareRecords(from: readonly Field[], to: readonly Field[], comparison: Comparison): Widening {
  const compared = compareFields(from, to, comparison);
  if ('reason' in compared) return misfit(compared.reason);
  const { fields, tightened, unsafe } = compared;
  const conversions = fields.map(({ conversion }) => conversion);
  return fit(conversions.every(isSame) ? strongest(conversions) : { kind: 'record', fields }, tightened, unsafe);
}

interface ComparedFields {
  readonly fields: readonly FieldConversion[];
  readonly tightened: string | undefined;
  readonly unsafe: boolean;
}

function compareFields(
  from: readonly Field[],
  to: readonly Field[],
  comparison: Comparison,
): ComparedFields | { readonly reason: string } {
  const given = new Map(from.map((field) => [field.name, field]));
  const fields: FieldConversion[] = [];
  let tightened: string | undefined;
  let unsafe = false;
  for (const { name, type, optional } of to) {
    const old = given.get(name);
    given.delete(name);
    if (old === undefined) {
      if (!optional) return { reason: `there is nothing for its field ${quoted(name)}` };
      continue;
    }
    if (old.optional && !optional) return { reason: `${quoted(name)} may be absent` };
    const widening = compare(old.type, type, comparison);
    if (!widening.fits) return { reason: `${quoted(name)} does not fit: ${widening.reason}` };
    tightened ??= widening.tightened === undefined ? undefined : `of ${quoted(name)}, ${widening.tightened}`;
    unsafe ||= widening.unsafe;
    fields.push({ name, optional: old.optional, conversion: widening.conversion });
  }
  const [lost] = given.keys();
  return lost === undefined ? { fields, tightened, unsafe } : { reason: `its field ${quoted(lost)} would be lost` };
}

function compareUnions(from: UnionType, to: UnionType, comparison: Comparison): Widening {
  if (from.tag !== to.tag) return misfit(`its tag is ${quoted(from.tag)}, and not ${quoted(to.tag)}`);
  const wanted = new Map(to.members.map((member) => [member.name, member]));
  const members: { readonly name: string; readonly fields: readonly FieldConversion[] }[] = [];
  let tightened: string | undefined;
  let unsafe = false;
  for (const member of from.members) {
    const other = wanted.get(member.name);
    if (other === undefined) return misfit(`the union has no member ${quoted(member.name)}`);
    const compared = compareFields(member.fields, other.fields, comparison);
    if ('reason' in compared) return misfit(`in its member ${quoted(member.name)}, ${compared.reason}`);
    tightened ??= compared.tightened;
    unsafe ||= compared.unsafe;
    members.push({ name: member.name, fields: compared.fields });
  }
  const conversions = members.flatMap(({ fields }) => fields.map(({ conversion }) => conversion));
  return fit(
    conversions.every(isSame) ? strongest(conversions) : { kind: 'union', tag: from.tag, members },
    tightened,
    unsafe,
  );
}

/** Whether the value itself is passed on. */
function isSame({ kind }: Conversion): boolean {
  return kind === 'same' || kind === 'cast';
}

/** Of conversions that pass the value on, the one that holds for the whole. */
function strongest(conversions: readonly Conversion[]): Conversion {
  return conversions.find(({ kind }) => kind === 'cast') ?? same;
}

/** A brand that is gained has to be told to TypeScript. */
function withBrand(widening: Widening, from: Type, to: Type, types: Types): Widening {
  if (!widening.fits || widening.conversion.kind !== 'same') return widening;
  const given = brandsOf(from, types);
  const gains = [...brandsOf(to, types)].some((brand) => !given.has(brand));
  return gains ? { ...widening, conversion: { kind: 'cast' } } : widening;
}
