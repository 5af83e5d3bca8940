import type { DownPlan } from '../../evolution/down-plan.js';
import type { Plans } from '../../evolution/plans.js';
import type { Json } from '../../language/syntax.js';
import type {
  Aggregate,
  Context,
  Event,
  EventVersion,
  InitialisedField,
  NamedType,
  NamedTypeVersion,
  Projection,
} from '../../model/model.js';
import type { Types } from '../../model/type-lookup.js';
import type { Type } from '../../model/type.js';
import { describeDown } from './describe-down.js';
import { describeFold } from './describe-fold.js';
import { describeStep } from './describe-step.js';
import { describeFields, describeType, referencesOf, typeExpression } from './describe-type.js';
import type { Declaration } from '../../model/find-declaration.js';

type JsonObject = { readonly [key: string]: Json };

/** A declaration with everything that it uses, in the words of the language. */
export interface Description {
  /** What it is and where it stands, in one line. */
  readonly title: string;
  readonly content: JsonObject;
}

export function describeDeclaration(declaration: Declaration, plans: Plans): Description {
  const { context } = declaration;
  switch (declaration.kind) {
    case 'type': {
      const { type, version } = declaration;
      return {
        title: `${context.name}: type ${type.name}${versionOf(type, version)}, at ${placeOf(version)}`,
        content: {
          [versionedName(type, version)]: describeNamedType(type, version, context.types),
          ...stepFrom(plans.types.get(type.name)?.[version.number - 2], version.number),
          ...stepBack(plans.downs.types.get(type.name)?.[version.number - 2], version.number),
          ...usedTypes(context, [version.type], versionedName(type, version)),
        },
      };
    }
    case 'event': {
      const { aggregate, event, version } = declaration;
      return {
        title: `${context.name}: event ${event.name} of ${aggregate.name}${versionOf(event, version)}, at ${placeOf(version)}`,
        content: {
          [`${event.name}@${version.number}`]: {
            ...describeEvent(event),
            fields: describeFields(version.shape.fields, context.types),
          },
          ...stepFrom(plans.events.get(event.name)?.[version.number - 2], version.number),
          ...stepBack(plans.downs.events.get(event.name)?.[version.number - 2], version.number),
          ...usedTypes(context, [version.shape]),
        },
      };
    }
    case 'aggregate':
      return {
        title: `${context.name}: aggregate ${declaration.aggregate.name}, at ${placeOf(declaration.aggregate)}`,
        content: describeAggregate(context, declaration.aggregate),
      };
    case 'projection':
      return {
        title: `${context.name}: projection ${declaration.projection.name}, at ${placeOf(declaration.projection)}`,
        content: describeProjection(context, declaration.projection),
      };
  }
}

function describeAggregate(context: Context, { name, id, stream, events, state, snapshot }: Aggregate): JsonObject {
  return {
    [name]: {
      id: typeExpression(id, context.types),
      stream: `${stream.prefix}{id}${stream.suffix}`,
      events: Object.fromEntries(
        events.map((event) => [event.name, { ...describeEvent(event), versions: event.versions.length }]),
      ),
      state: { fields: describeInitialised(state.fields, context.types) },
      reduce: Object.fromEntries([...state.folds].map(([event, fold]) => [event, describeFold(fold)])),
      ...(snapshot === undefined ? {} : { snapshot: { every: snapshot.every } }),
    },
    ...usedTypes(context, [id, ...state.fields.map(({ type }) => type)]),
  };
}

function describeProjection(context: Context, { name, of, key, columns, indexes, folds }: Projection): JsonObject {
  return {
    [name]: {
      of: [...of],
      key: describeFields(key, context.types),
      columns: describeInitialised(columns, context.types),
      ...(indexes.length === 0 ? {} : { index: describeIndexes(indexes) }),
      reduce: Object.fromEntries([...folds].map(([event, fold]) => [event, describeFold(fold)])),
    },
    ...usedTypes(
      context,
      [...key, ...columns].map(({ type }) => type),
    ),
  };
}

/** One index needs no list around it. */
function describeIndexes(indexes: Projection['indexes']): Json {
  const [first, ...others] = indexes;
  return first !== undefined && others.length === 0 ? [...first] : indexes.map((columns) => [...columns]);
}

function describeEvent({ was, retired, pin }: Event): JsonObject {
  return {
    ...(was.length === 0 ? {} : { was: [...was] }),
    ...(retired === undefined ? {} : { retired: retired.kind }),
    ...(pin === undefined ? {} : { pin: pin.version }),
  };
}

function describeInitialised(fields: readonly InitialisedField[], types: Types): JsonObject {
  return Object.fromEntries(
    fields.map(({ name, type, optional, init }) => {
      const described = describeType(type, types, optional);
      if (init === undefined) return [name, described];
      return [name, isObject(described) ? { ...described, init } : { type: described, init }];
    }),
  );
}

function describeNamedType({ brand }: NamedType, { type }: NamedTypeVersion, types: Types): Json {
  const described = describeType(type, types);
  if (!brand) return described;
  return isObject(described) ? { ...described, brand } : { type: described, brand };
}

function stepFrom(plan: Parameters<typeof describeStep>[0] | undefined, version: number): JsonObject {
  return plan === undefined ? {} : { [`from version ${version - 1}`]: describeStep(plan) };
}

function stepBack(plan: DownPlan | undefined, version: number): JsonObject {
  return plan === undefined ? {} : { [`as version ${version - 1}`]: describeDown(plan) };
}

/** The named types that types use, and those that these use, in the order of the first use. */
function usedTypes(context: Context, types: readonly Type[], except?: string): JsonObject {
  const used = new Map<string, Json>();
  const queue = types.flatMap(referencesOf);
  for (const { name, version } of queue) {
    const named = context.types.get(name);
    const found = named?.versions[version - 1];
    if (named === undefined || found === undefined) continue;
    const label = versionedName(named, found);
    if (label === except || used.has(label)) continue;
    used.set(label, describeNamedType(named, found, context.types));
    queue.push(...referencesOf(found.type));
  }
  return used.size === 0 ? {} : { types: Object.fromEntries(used) };
}

function versionedName({ name, versioned }: NamedType, { number }: { readonly number: number }): string {
  return versioned ? `${name}@${number}` : name;
}

function versionOf(
  { versions }: { readonly versions: readonly unknown[] },
  { number }: { readonly number: number },
): string {
  return versions.length === 1 ? '' : `, version ${number} of ${versions.length}`;
}

function placeOf({ span }: { readonly span: EventVersion['span'] }): string {
  return `${span.path}:${span.line}:${span.column}`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
