import { StoreError } from '../errors.js';
import type { AnyEvent } from '../event.js';
import type { ProjectionSource } from '../memory-projection.js';

/** How a projection's events are read, by the category of their streams. */
export type EventDecoders<Event extends AnyEvent> = ReadonlyMap<string, ProjectionSource<Event>['codec']>;

/** @throws StoreError `INVALID_ARGUMENT` where two of the aggregates have one category. */
export function eventDecoders<Event extends AnyEvent, Sources extends string>(
  { name, of }: { readonly name: string; readonly of: readonly Sources[] },
  aggregates: { readonly [Name in Sources]: ProjectionSource<Event> },
): EventDecoders<Event> {
  const decoders = new Map<string, ProjectionSource<Event>['codec']>();
  for (const source of of) {
    const { category, codec } = aggregates[source];
    if (decoders.has(category)) {
      throw new StoreError('INVALID_ARGUMENT', `${name} reads two aggregates of category ${category}`);
    }
    decoders.set(category, codec);
  }
  return decoders;
}
