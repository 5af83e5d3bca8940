import { layersOf, referredVersion, type Types } from '../../model/type-lookup.js';
import { referencesIn, typeCycles, typeKey } from '../../model/type-graph.js';
import type { ReferenceType, Type } from '../../model/type.js';
import { decimalValues } from './decimal-values.js';
import { listedValues } from './leaf-values.js';
import { listValues } from './list-values.js';
import { mapValues } from './map-values.js';
import { intValues, longValues, numberValues } from './number-values.js';
import { bytesValues, jsonValues, uuidValues } from './other-values.js';
import { nullableValues, recordValues, unionValues } from './record-values.js';
import { textValues } from './text-values.js';
import { dateValues, type Instants, timestampValues } from './time-values.js';
import type { NoValues, Values } from './values.js';

/** How many types that contain themselves stand within each other before what can end does. */
const mostNested = 3;

/** Gives the values of a type; what it found once it remembers. */
export type ValuesOfType = (type: Type) => Values | NoValues;

/**
 * The values of the types of a context, as they are stored: every check honoured, those that a use adds and those of
 * parts too. Types that contain themselves end after a few levels.
 */
export function createValues(types: Types, instants: Instants): ValuesOfType {
  const cyclic = new Set(typeCycles(types, 'all').flat());
  const known = new Map<string, Values | NoValues>();
  const scopeAt = (depth: number): Scope => ({
    instants,
    of: (type) => (type.kind === 'reference' ? ofReference(type, depth) : valuesOf([type], scopeAt(depth))),
    ofOptional: (type) => {
      const leadsBack = (): boolean => referencesIn(type, 'all').some((each) => cyclic.has(typeKey(each)));
      return depth >= mostNested && leadsBack() ? { none: 'it has to end' } : scopeAt(depth).of(type);
    },
  });
  const ofReference = (type: ReferenceType, depth: number): Values | NoValues => {
    const key = typeKey(type);
    const inside = cyclic.has(key) ? depth + 1 : depth;
    // Whatever has to be there has an end; a list of itself that must not be empty has none.
    if (inside > mostNested + cyclic.size) return { none: `${type.name} has no end` };
    if (type.refinement !== undefined) return valuesOf(layersOf(type, types), scopeAt(inside));
    const place = `${key} ${inside}`;
    const target = referredVersion(type, types)?.type;
    if (target === undefined) throw new Error(`the model names ${key}, which it does not have`);
    const found = known.get(place) ?? scopeAt(inside).of(target);
    known.set(place, found);
    return found;
  };
  return scopeAt(0).of;
}

interface Scope {
  readonly instants: Instants;
  readonly of: ValuesOfType;
  /** Of what may be left out, which a type that contains itself then does. */
  readonly ofOptional: ValuesOfType;
}

/** @param layers the type itself, never a reference, and what refines it. */
function valuesOf(layers: readonly [Type, ...Type[]], scope: Scope): Values | NoValues {
  const [base] = layers;
  switch (base.kind) {
    case 'string':
      return textValues(layers);
    case 'boolean':
      return listedValues([false, true]);
    case 'int':
      return intValues(layers);
    case 'number':
      return numberValues(layers);
    case 'long':
      return longValues(layers);
    case 'decimal':
      return decimalValues(layers);
    case 'uuid':
      return uuidValues();
    case 'timestamp':
      return timestampValues(scope.instants);
    case 'date':
      return dateValues();
    case 'bytes':
      return bytesValues(layers);
    case 'json':
      return jsonValues();
    case 'enum':
      return listedValues(base.members);
    case 'list':
      return listValues(layers, mayBeEmpty(layers) ? scope.ofOptional(base.element) : scope.of(base.element));
    case 'map':
      return mapValues(scope.of(base.key), scope.ofOptional(base.value));
    case 'nullable':
      return nullableValues(scope.ofOptional(base.inner));
    case 'record':
      return recordValues(base.fields, ({ type, optional }) => (optional ? scope.ofOptional(type) : scope.of(type)));
    case 'union':
      return unionValues(base, ({ type, optional }) => (optional ? scope.ofOptional(type) : scope.of(type)));
    case 'reference':
      throw new Error('a layer is never a reference');
  }
}

function mayBeEmpty(layers: readonly Type[]): boolean {
  return layers.every((layer) => layer.kind !== 'list' || (layer.minItems ?? 0) === 0);
}
