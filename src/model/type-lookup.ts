import { errorType, isErrorType } from './error-type.js';
import type { NamedType, NamedTypeVersion } from './model.js';
import type { Field, ReferenceType, Type } from './type.js';

/** The named types of a context. */
export type Types = ReadonlyMap<string, NamedType>;

/** The version that a reference names, if it is declared. */
export function referredVersion(reference: ReferenceType, types: Types): NamedTypeVersion | undefined {
  return types.get(reference.name)?.versions[reference.version - 1];
}

/**
 * What a type is made of once its names are looked up: first the type itself, never a reference, then the refinements on
 * the way to it. A value must satisfy all of them; they are of one kind.
 */
export function layersOf(type: Type, types: Types): readonly [Type, ...Type[]] {
  const refinements: Type[] = [];
  let current = type;
  while (current.kind === 'reference') {
    if (current.refinement !== undefined) refinements.push(current.refinement);
    current = referredVersion(current, types)?.type ?? errorType;
  }
  return isErrorType(current) ? [current] : [current, ...refinements];
}

/** The type itself behind any names; its refinements aside. */
export function underlying(type: Type, types: Types): Type {
  return layersOf(type, types)[0];
}

/** The brands that values of a type bear in TypeScript: those of the names on the way to it. */
export function brandsOf(type: Type, types: Types): ReadonlySet<string> {
  const brands = new Set<string>();
  let current = type;
  while (current.kind === 'reference') {
    if (types.get(current.name)?.brand === true) brands.add(current.name);
    current = referredVersion(current, types)?.type ?? errorType;
  }
  return brands;
}

/** Whether `null` is a value of the type. */
export function mayBeNull(type: Type, types: Types): boolean {
  return underlying(type, types).kind === 'nullable';
}

/** A type without the `null` that it may have at the top. */
export function withoutNull(type: Type, types: Types): Type {
  let current = type;
  for (;;) {
    const base = underlying(current, types);
    if (base.kind !== 'nullable') return current;
    current = base.inner;
  }
}

export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name === name);
}
