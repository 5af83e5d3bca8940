import { referredVersion, type Types } from './type-lookup.js';
import type { Field, ReferenceType, Type } from './type.js';

/** `Money@2`: a named type's version as the key of a table. */
export function typeKey({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${name}@${version}`;
}

/** Which uses of other types count as edges. */
export type Edges =
  /** Every reference. */
  | 'all'
  /** Those that a value must contain: not under a list, a map, a nullable or an optional field. */
  | 'needed'
  /** Those that a TypeScript alias would have to look through at once: the type itself, `| null` of it. */
  | 'alias';

/** The references that a type contains. */
export function referencesIn(type: Type, edges: Edges): readonly ReferenceType[] {
  const found: ReferenceType[] = [];
  collect(type, edges, found);
  return found;
}

function collect(type: Type, edges: Edges, found: ReferenceType[]): void {
  switch (type.kind) {
    case 'reference':
      found.push(type);
      return;
    case 'nullable':
      if (edges !== 'needed') collect(type.inner, edges, found);
      return;
    case 'list':
      if (edges === 'all') collect(type.element, edges, found);
      return;
    case 'map':
      if (edges === 'all') collect(type.value, edges, found);
      collect(type.key, edges, found);
      return;
    case 'record':
      if (edges !== 'alias') collectFields(type.fields, edges, found);
      return;
    case 'union':
      if (edges !== 'alias') for (const { fields } of type.members) collectFields(fields, edges, found);
      return;
    default:
      return;
  }
}

function collectFields(fields: readonly Field[], edges: Edges, found: ReferenceType[]): void {
  for (const field of fields) {
    if (edges === 'all' || !field.optional) collect(field.type, edges, found);
  }
}

/**
 * The groups of type versions that reach each other: each a cycle or a knot of cycles. Those that stand in none are left
 * out. In the order of declaration; linear, and without recursion, so that no chain of types is too long for it.
 */
export function typeCycles(types: Types, edges: Edges): readonly (readonly string[])[] {
  return components(types, edges).filter(
    (component) => component.length > 1 || component.some((key) => targetsOf(key, types, edges).includes(key)),
  );
}

/** All type versions, each after those that it refers to; cycles together. */
export function components(types: Types, edges: Edges): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  for (const root of allKeys(types)) {
    if (index.has(root)) continue;
    const work: { readonly key: string; readonly targets: readonly string[]; next: number }[] = [];
    const enter = (key: string): void => {
      index.set(key, index.size);
      low.set(key, index.get(key) ?? 0);
      stack.push(key);
      onStack.add(key);
      work.push({ key, targets: targetsOf(key, types, edges), next: 0 });
    };
    enter(root);
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const target = frame.targets[frame.next];
      frame.next += 1;
      if (target !== undefined) {
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) lower(low, frame.key, index.get(target) ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(low, parent.key, low.get(frame.key) ?? 0);
      if (low.get(frame.key) === index.get(frame.key)) found.push(popUntil(frame.key, stack, onStack));
    }
  }
  return found;
}

function popUntil(key: string, stack: string[], onStack: Set<string>): string[] {
  const component: string[] = [];
  for (;;) {
    const top = stack.pop();
    if (top === undefined) break;
    onStack.delete(top);
    component.push(top);
    if (top === key) break;
  }
  return component.toReversed();
}

function lower(low: Map<string, number>, key: string, value: number): void {
  low.set(key, Math.min(low.get(key) ?? value, value));
}

function* allKeys(types: Types): Iterable<string> {
  for (const { name, versions } of types.values()) {
    for (const { number } of versions) yield typeKey({ name, version: number });
  }
}

function targetsOf(key: string, types: Types, edges: Edges): readonly string[] {
  const type = typeAt(key, types);
  if (type === undefined) return [];
  return referencesIn(type, edges)
    .filter((reference) => referredVersion(reference, types) !== undefined)
    .map(typeKey);
}

/** The type of a key. */
export function typeAt(key: string, types: Types): Type | undefined {
  const at = key.lastIndexOf('@');
  return types.get(key.slice(0, at))?.versions[Number(key.slice(at + 1)) - 1]?.type;
}
