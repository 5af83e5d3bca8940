import type { Fold, ProjectionFold } from '../model/fold.js';
import { type Aggregate, type Event, readableEvents } from '../model/model.js';
import type { Plans } from './plans.js';

export type Folds = ReadonlyMap<string, Fold | ProjectionFold>;

/**
 * The events of an aggregate that flow into a state or into rows: those that are folded, and those that are read as such.
 * Events that are dropped or ignored do not.
 */
export function foldedEvents(aggregate: Aggregate, folds: Folds, { splits }: Plans): readonly Event[] {
  const isFolded = (event: string): boolean => folds.get(event)?.kind !== 'ignore';
  const read = readableEvents(aggregate).filter(({ name }) => isFolded(name));
  const split = aggregate.events.filter(({ name }) => splits.get(name)?.some((part) => isFolded(part.event)));
  return [...read, ...split];
}
