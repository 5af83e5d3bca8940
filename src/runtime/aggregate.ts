import type { Codec } from './codec.js';
import type { AnyEvent, RecordedEvent } from './event.js';
import type { Repository, RepositoryOptions } from './repository.js';
import type { SnapshotCodec } from './snapshot.js';
import type { EventStore } from './store.js';

/** An aggregate, whole: what `defineCart(…)` returns. `defineAggregate` makes it from what generated code knows. */
export interface Aggregate<Id, State, Writable extends AnyEvent, Readable extends AnyEvent> extends AggregateParts<
  State,
  Writable,
  Readable
> {
  /** The stream of one aggregate: `Cart-4f2c…`. */
  stream(id: Id): string;
  /**
   * The id in a stream's name; `undefined` where the stream is none of this aggregate's. That a numeric id is a number is
   * checked, and nothing else.
   */
  idOf(stream: string): Id | undefined;
  /** Loads and changes aggregates in a store. */
  repository(store: EventStore, options?: RepositoryOptions): Repository<Id, State, Writable, Readable>;
}

export interface AggregateParts<State, Writable extends AnyEvent, Readable extends AnyEvent> {
  readonly name: string;
  readonly category: string;
  readonly codec: Codec<Writable, Readable>;
  /** What comes before the first event. `defineAggregate` freezes it, with all that is in it. */
  readonly initialState: State;
  readonly reduce: (state: State, event: RecordedEvent<Readable>) => State;
  readonly snapshot: SnapshotCodec<State>;
}

/** What `defineAggregate` is given. */
export interface AggregateDefinition<
  Id,
  State,
  Writable extends AnyEvent,
  Readable extends AnyEvent,
> extends AggregateParts<State, Writable, Readable> {
  readonly prefix: string;
  readonly suffix: string;
  /** The id as it stands in a stream's name; throws InvalidData where it does not fit its type. */
  readonly formatId: (id: Id) => string;
  /** The id that stands in a stream's name; throws InvalidData where its type cannot be read from the text. */
  readonly parseId: (text: string) => Id;
}
