import type { Aggregate } from './aggregate.js';
import type { Codec } from './codec.js';
import type { AnyEvent, CommonMetadata, Envelope, RecordedEvent } from './event.js';
import type { Rows } from './projection.js';
import type { Repository } from './repository.js';
import type { VarveTypeError } from './type-error.js';

/**
 * An aggregate's schema as one type: what the operators here work on. Generated as `CartSchema`, or written by hand:
 *
 * ```ts
 * type CartSchema = {
 *   name: 'Cart';
 *   id: string;
 *   state: { items: Record<string, number> };
 *   events: {
 *     ItemAdded: { latest: 2; 1: { sku: string }; 2: { sku: string; quantity: number } };
 *     CartFlagged: { latest: 1; 1: {}; retired: 'dropped' };
 *   };
 * };
 * type ItemAdded = EventOf<CartSchema, 'ItemAdded'>;
 * ```
 *
 * `name`, `id`, `state` and `metadata` may be left out by who does not need them. An event that is no longer written is
 * `retired`: `'kept'` (still read), `'dropped'` (passed over) or `'split'` (read as others). `was` is a union of the names
 * that it was stored under before.
 */
export interface AnySchema {
  readonly name?: string;
  readonly id?: unknown;
  readonly state?: unknown;
  readonly metadata?: unknown;
  readonly events: object;
}

/** The name, for sentences. */
type NameOf<S extends AnySchema> = S extends { readonly name: infer Name extends string } ? Name : 'this aggregate';

// Sentences, not errors: the compiler prints an alias of an error by the alias' name, and its sentence would not be seen.
type NoEvent<S extends AnySchema, Type extends string> = `"${Type}" is no event of ${NameOf<S>}`;

type NoVersion<
  S extends AnySchema,
  Type extends string,
  Version extends number,
> = `"${Type}" of ${NameOf<S>} has no version ${Version}`;

/** Every name in the schema, of what is read or not. */
type DeclaredTypeOf<S extends AnySchema> = keyof S['events'] & string;

/** What the newest version is taken for where none is named. */
type Newest = 'newest';

/** The id's type. */
export type IdOf<S extends AnySchema> = S extends { readonly id: infer Id }
  ? Id
  : VarveTypeError<`${NameOf<S>} has no id in its schema`>;

/** The state's type. */
export type StateOf<S extends AnySchema> = S extends { readonly state: infer State }
  ? State
  : VarveTypeError<`${NameOf<S>} has no state in its schema`>;

/** What an event's metadata may hold. */
export type MetadataOf<S extends AnySchema> = S extends { readonly metadata: infer Metadata }
  ? Metadata
  : CommonMetadata;

/** The names of the events that are read: not of those that are dropped or split. */
export type EventTypeOf<S extends AnySchema> = {
  [Type in DeclaredTypeOf<S>]: S['events'][Type] extends { readonly retired: 'dropped' | 'split' } ? never : Type;
}[DeclaredTypeOf<S>];

/** The names of the events that may be appended: not of those that are retired. */
export type WritableEventTypeOf<S extends AnySchema> = {
  [Type in DeclaredTypeOf<S>]: S['events'][Type] extends { readonly retired: string } ? never : Type;
}[DeclaredTypeOf<S>];

/** The number of an event's newest version. */
export type LatestOf<S extends AnySchema, Type extends string> = Type extends keyof S['events']
  ? S['events'][Type] extends { readonly latest: infer Latest extends number }
    ? Latest
    : VarveTypeError<`"${Type}" of ${NameOf<S>} does not say which version is its latest`>
  : VarveTypeError<NoEvent<S, Type>>;

/** The numbers of an event's versions, as a union. */
export type VersionsOf<S extends AnySchema, Type extends string> = Type extends keyof S['events']
  ? keyof S['events'][Type] & number
  : VarveTypeError<NoEvent<S, Type>>;

/** The key under which a version's data stands in an event's entry; a sentence where it has none. */
type VersionKey<S extends AnySchema, Type extends keyof S['events'] & string, Version extends number | Newest> = [
  Version,
] extends [Newest]
  ? LatestOf<S, Type>
  : Version extends keyof S['events'][Type]
    ? Version
    : VarveTypeError<NoVersion<S, Type, Exclude<Version, Newest>>>;

/** An event's data, of the newest or a given version. */
export type DataOf<
  S extends AnySchema,
  Type extends string,
  Version extends number | Newest = Newest,
> = Type extends keyof S['events']
  ? At<S['events'][Type], VersionKey<S, Type, Version>>
  : VarveTypeError<NoEvent<S, Type>>;

type At<Versions, Key> = Key extends keyof Versions ? Versions[Key] : Key;

/**
 * An event before it is stored.
 *
 * - `EventOf<S>`: every event that is read, in its newest version, as a union that `switch (event.type)` narrows.
 * - `EventOf<S, 'ItemAdded'>`: one of them.
 * - `EventOf<S, 'ItemAdded', 1>`: one in the shape of a given version; of an event that is dropped or split too.
 */
export type EventOf<
  S extends AnySchema,
  Type extends string = EventTypeOf<S>,
  Version extends number | Newest = Newest,
> = Type extends keyof S['events']
  ? [Version, S['events'][Type]] extends [Newest, { readonly retired: infer Retired extends 'dropped' | 'split' }]
    ? VarveTypeError<`"${Type}" of ${NameOf<S>} is ${Retired} when it is read`>
    : EventAt<S, Type, VersionKey<S, Type, Version>>
  : VarveTypeError<NoEvent<S, Type>>;

type EventAt<S extends AnySchema, Type extends keyof S['events'], Key> = Key extends keyof S['events'][Type]
  ? { readonly type: Type; readonly data: S['events'][Type][Key]; readonly metadata?: MetadataOf<S> }
  : Key;

/** What may be appended. */
export type WritableEventOf<S extends AnySchema> = EventOf<S, WritableEventTypeOf<S>>;

/** An event as it is read back: with its envelope. */
export type RecordedEventOf<S extends AnySchema, Type extends string = EventTypeOf<S>> = Read<EventOf<S, Type>>;

type Read<Event> = [Event] extends [AnyEvent] ? RecordedEvent<Event> : Exclude<Event, AnyEvent>;

/** Every version of every event that may stand in a store, under every name that it was stored under. */
export type StoredEventOf<S extends AnySchema> = {
  [Type in DeclaredTypeOf<S>]: StoredVersions<Type, S['events'][Type]>;
}[DeclaredTypeOf<S>];

type StoredVersions<Type extends string, Versions> = {
  [Version in keyof Versions & number]: {
    readonly type: Type | (Versions extends { readonly was: infer Was extends string } ? Was : never);
    readonly version: Version;
    readonly data: Versions[Version];
  };
}[keyof Versions & number];

/** A function that folds an event into the state: any event, or the one named. */
export type Reducer<S extends AnySchema, Type extends string = EventTypeOf<S>> = ReducerOf<
  StateOf<S>,
  EventOf<S, Type>
>;

type ReducerOf<State, Event> = [Event] extends [AnyEvent]
  ? (state: State, event: RecordedEvent<Event>) => State
  : Exclude<Event, AnyEvent>;

/** One reducer for each event that is read. */
export type ReducersOf<S extends AnySchema> = { readonly [Type in EventTypeOf<S>]: Reducer<S, Type> };

/** The function from an event's data in one version to its data in another. */
export type StepOf<
  S extends AnySchema,
  Type extends string,
  From extends number,
  To extends number,
> = Type extends keyof S['events']
  ? StepBetween<S['events'][Type], VersionKey<S, Type, From>, VersionKey<S, Type, To>>
  : VarveTypeError<NoEvent<S, Type>>;

type StepBetween<Versions, From, To> = From extends keyof Versions
  ? To extends keyof Versions
    ? (data: Versions[From], envelope: Envelope) => Versions[To]
    : To
  : From;

/**
 * One projection handler for each event that is read. `S` may be a union of the schemas of several aggregates.
 *
 * ```ts
 * const handlers: HandlersOf<CartSchema, Row, Key> = { ItemAdded: (rows, event) => …, … };
 * ```
 */
export type HandlersOf<S extends AnySchema, Row = unknown, Key = unknown> = {
  readonly [Event in ReadableOfEach<S> as Event['type']]: (
    rows: Rows<Row, Key>,
    event: RecordedEvent<Event>,
  ) => void | Promise<void>;
};

type ReadableOfEach<S extends AnySchema> = S extends AnySchema ? ReadableOf<S> : never;

/** `EventOf<S>` of a schema without mistakes. */
type ReadableOf<S extends AnySchema> = Extract<EventOf<S>, AnyEvent>;

type WritableOf<S extends AnySchema> = Extract<WritableEventOf<S>, AnyEvent>;

/** The codec of an aggregate. */
export type CodecOf<S extends AnySchema> = Codec<WritableOf<S>, ReadableOf<S>>;

/** The repository of an aggregate. */
export type RepositoryOf<S extends AnySchema> = Repository<IdOf<S>, StateOf<S>, WritableOf<S>, ReadableOf<S>>;

/** The aggregate itself: what its `define…` returns. */
export type AggregateOf<S extends AnySchema> = Aggregate<IdOf<S>, StateOf<S>, WritableOf<S>, ReadableOf<S>>;
