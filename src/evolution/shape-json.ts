import type { Json } from '../language/syntax.js';
import type { Bound } from '../model/range.js';
import { sizeRange, valueRange } from '../model/range.js';
import { typeAt, typeCycles, typeKey } from '../model/type-graph.js';
import { layersOf, type Types } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';

/** A JSON object that is being built. */
export type JsonMembers = { [key: string]: Json };

/**
 * Shapes as JSON, for fingerprints and the lock: what decides which stored values there are, and nothing else. Shared
 * types are written out; those that refer to themselves are written once, in `types`, and named where they are used.
 */
export interface ShapeWriter {
  type(type: Type): Json;
  fields(fields: readonly Field[]): Json;
  /** The self-referring types that have been used so far, by `Name@version`; `undefined` where there are none. */
  readonly types: Json | undefined;
}

const cycles = new WeakMap<Types, ReadonlySet<string>>();

/** The types of a context that refer to themselves, directly or not. */
export function recursiveTypes(types: Types): ReadonlySet<string> {
  const known = cycles.get(types) ?? new Set(typeCycles(types, 'all').flat());
  cycles.set(types, known);
  return known;
}

export function shapeWriter(types: Types): ShapeWriter {
  const recursive = recursiveTypes(types);
  const written = new Map<string, Json>();

  function writeType(type: Type): Json {
    if (type.kind === 'reference' && recursive.has(typeKey(type))) return named(typeKey(type), type.refinement);
    const layers = layersOfInlined(type, types, recursive);
    const [base] = layers;
    switch (base.kind) {
      case 'reference':
        return named(typeKey(base), undefined);
      case 'enum':
        return { kind: 'enum', members: [...base.members].sort() };
      case 'list':
        return { kind: 'list', element: writeType(base.element), ...sizes(layers, 'Items'), ...unique(layers) };
      case 'map':
        return { kind: 'map', key: writeType(base.key), value: writeType(base.value) };
      case 'nullable':
        return { kind: 'nullable', inner: writeType(base.inner) };
      case 'record':
        return { kind: 'record', fields: writeFields(base.fields) };
      case 'union':
        return {
          kind: 'union',
          tag: base.tag,
          members: Object.fromEntries(base.members.map(({ name, fields }) => [name, writeFields(fields)])),
        };
      default:
        return { kind: base.kind, ...scalarChecks(layers) };
    }
  }

  function writeFields(fields: readonly Field[]): Json {
    return Object.fromEntries(
      fields.map(({ name, type, optional }) => [name, { type: writeType(type), ...(optional && { optional: true }) }]),
    );
  }

  function named(key: string, refinement: Type | undefined): Json {
    if (!written.has(key)) {
      // Taken before it is written, so that it finds itself on the way round.
      written.set(key, null);
      const type = typeAt(key, types);
      if (type !== undefined) written.set(key, writeType(type));
    }
    return {
      kind: 'named',
      name: key,
      ...(refinement && { refinement: { ...sizes([refinement], 'Items'), ...unique([refinement]) } }),
    };
  }

  return {
    type: writeType,
    fields: writeFields,
    get types() {
      return written.size === 0 ? undefined : Object.fromEntries(written);
    },
  };
}

/** As `layersOf`, but stops at a type that refers to itself. */
function layersOfInlined(type: Type, types: Types, recursive: ReadonlySet<string>): readonly [Type, ...Type[]] {
  let current = type;
  while (current.kind === 'reference' && !recursive.has(typeKey(current))) {
    const next = typeAt(typeKey(current), types);
    if (next === undefined) break;
    current = next;
  }
  return current.kind === 'reference' ? [current] : layersOf(type, types);
}

function scalarChecks(layers: readonly Type[]): JsonMembers {
  const checks: JsonMembers = {};
  const { lower, upper } = valueRange(layers);
  if (lower !== undefined) checks[lower.exclusive ? 'exclusiveMin' : 'min'] = boundJson(lower);
  if (upper !== undefined) checks[upper.exclusive ? 'exclusiveMax' : 'max'] = boundJson(upper);
  const scales = layers.flatMap((layer) => (layer.kind === 'decimal' ? (layer.scale ?? []) : []));
  if (scales.length > 0) checks['scale'] = Math.min(...scales);
  const patterns = distinct(layers.flatMap((layer) => (layer.kind === 'string' ? (layer.pattern ?? []) : [])));
  if (patterns.length > 0) checks['patterns'] = patterns;
  const formats = distinct(layers.flatMap((layer) => (layer.kind === 'string' ? (layer.format ?? []) : [])));
  if (formats.length > 0) checks['formats'] = formats;
  return { ...checks, ...sizes(layers, 'Length') };
}

function sizes(layers: readonly Type[], unit: 'Length' | 'Items'): JsonMembers {
  const { lower, upper } = sizeRange(layers);
  return {
    ...(lower !== undefined && { [`min${unit}`]: boundJson(lower) }),
    ...(upper !== undefined && { [`max${unit}`]: boundJson(upper) }),
  };
}

function unique(layers: readonly Type[]): JsonMembers {
  return layers.some((layer) => layer.kind === 'list' && layer.unique) ? { unique: true } : {};
}

function boundJson({ value }: Bound): Json {
  return typeof value === 'bigint' ? String(value) : value;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
