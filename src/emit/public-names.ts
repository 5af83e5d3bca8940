import type { Context, Projection } from '../model/model.js';
import { type AggregateNames, type ContextNames, type Exported, named } from './names.js';

/** What `shop/index.ts` exports, and what therefore must not collide. */
export function publicNames({ aggregates, projections }: Context, names: ContextNames): readonly Exported[] {
  return [
    ...sharedPublicNames(names),
    ...aggregates.flatMap(({ name }) => publicNamesOfAggregate(named(names.aggregates, name))),
    ...projections.flatMap((projection) => publicNamesOfProjection(projection, names)),
  ];
}

/** What comes of metadata and types. */
export function sharedPublicNames({ metadata, types }: ContextNames): readonly Exported[] {
  return [
    metadata,
    ...[...types.values()].flatMap(({ versions, newest }) => [
      ...versions.map(({ type }) => type),
      ...(newest === undefined ? [] : [newest]),
    ]),
  ];
}

export function publicNamesOfProjection(projection: Projection, names: ContextNames): readonly Exported[] {
  const own = named(names.projections, projection.name);
  const handlers = isCustom(projection) ? [own.handlers] : [];
  return [own.row, own.key, own.field, ...handlers, own.tableType, own.projection, own.table, own.read];
}

/** What `shop/cart/index.ts` exports. */
export function publicNamesOfAggregate(names: AggregateNames): readonly Exported[] {
  return [
    ...[...names.events.values()].flatMap(({ versions, newest }) => [...versions, newest]),
    names.event,
    names.writableEvent,
    names.eventType,
    names.storedEvent,
    names.schema,
    names.customSteps,
    names.customDowncasts,
    names.codec,
    names.schemas,
    names.state,
    names.initialState,
    names.reducers,
    names.reduce,
    names.snapshot,
    names.stateSchema,
    names.definition,
    names.aggregate,
    names.define,
  ];
}

function isCustom({ folds }: Projection): boolean {
  return [...folds.values()].some(({ kind }) => kind === 'custom');
}
