import {
  type AggregateStreamOptions,
  type AggregateStreamResultWithGlobalPosition,
  type AppendToStreamOptions,
  type AppendToStreamResultWithGlobalPosition,
  downcastRecordedMessages,
  type Event,
  type EventStore as AnyEmmettEventStore,
  type ReadEvent,
  type ReadStreamOptions,
  type ReadStreamResult,
} from '@event-driven-io/emmett';
import type { Codec } from '../codec.js';
import type { AnyEvent } from '../event.js';
import type { EventStore } from '../store.js';
import { type EmmettSource, sourceFinder } from './emmett-source.js';
import { isRecorded, ownMetadata, type VarveEventMetadata } from './event-metadata.js';
import { emmettError, expectedRevision } from './expected-version.js';
import { readEvents } from './read-event.js';
import { headOf, scanStream } from './scan-stream.js';

/** The events that are read of aggregates: what a stream is said to hold where the caller does not say. */
export type EventReadFrom<Source> = Source extends { readonly codec: Codec<infer _Writable, infer Readable> }
  ? Extract<Readable, Event>
  : never;

/** A Varve store as Emmett's `EventStore`. */
export interface EmmettEventStore<Readable extends Event = Event> extends AnyEmmettEventStore<VarveEventMetadata> {
  /**
   * `from` and `to` are the lowest and the highest `streamPosition` to read, both inclusive; `maxCount` is the most stored
   * events to read. What comes back is of one moment: `currentStreamVersion` is the stream's own, also where only a part of
   * it is read, and 0n where it does not exist.
   *
   * @throws ExpectedVersionConflictError where the stream is not at `expectedStreamVersion`.
   * @throws DecodeError, UnknownEventError, UnknownVersionError where an event cannot be read.
   * @throws StoreError `INVALID_ARGUMENT` where the stream is none of the aggregates'.
   */
  readStream<EventType extends Event = Readable, PayloadType extends Event = EventType>(
    streamName: string,
    options?: ReadStreamOptions<bigint, EventType, PayloadType>,
  ): Promise<ReadStreamResult<EventType, VarveEventMetadata>>;
  /** Folds what `readStream` reads, page by page: a long stream is never in memory as a whole. */
  aggregateStream<State, EventType extends Event = Readable, PayloadType extends Event = EventType>(
    streamName: string,
    options: AggregateStreamOptions<State, EventType, VarveEventMetadata, PayloadType>,
  ): Promise<AggregateStreamResultWithGlobalPosition<State>>;
  /**
   * Appends all of the events or none, in the version that the aggregate writes. Without events it checks the expectation
   * and gives the stream's own version. An `id` beside an event's `type` is kept, and makes a repeated append harmless.
   *
   * @throws ExpectedVersionConflictError where the stream is not as expected: it is what Emmett's command handlers retry.
   * Its `cause` is the store's ConcurrencyError.
   * @throws EncodeError where an event does not have the shape of its type; nothing is appended then.
   * @throws StoreError `INVALID_ARGUMENT` where the stream is none of the aggregates'.
   */
  appendToStream<EventType extends Event, PayloadType extends Event = EventType>(
    streamName: string,
    events: EventType[],
    options?: AppendToStreamOptions<bigint, EventType, PayloadType>,
  ): Promise<AppendToStreamResultWithGlobalPosition>;
  streamExists(streamName: string): Promise<boolean>;
}

/**
 * Presents a Varve store as an event store of Emmett, so that its command handlers and deciders run on it. Events are
 * checked and written in today's version, and read in today's version whatever was stored: the aggregates' codecs see to
 * that. The store stays its owner's, who closes it.
 *
 * ```ts
 * const eventStore = emmettEventStore(await openSqliteStore('shop.db'), { Cart });
 * const handle = CommandHandler({ ...emmettFold(Cart), retry: { onVersionConflict: true } });
 * await handle(eventStore, Cart.stream(cartId), (cart) => ({ type: 'CartCreated', data: {} }));
 * ```
 *
 * @param aggregates whose streams are read and written; each has a category of its own.
 * @throws StoreError `INVALID_ARGUMENT` where two of them have one category.
 */
export function emmettEventStore<const Sources extends Readonly<Record<string, EmmettSource>>>(
  store: EventStore,
  aggregates: Sources,
): EmmettEventStore<EventReadFrom<Sources[keyof Sources]>> {
  const sourceOf = sourceFinder(aggregates);
  return {
    async readStream<EventType extends Event, PayloadType extends Event>(
      streamName: string,
      options: ReadStreamOptions<bigint, EventType, PayloadType> = {},
    ): Promise<ReadStreamResult<EventType, VarveEventMetadata>> {
      const source = sourceOf(streamName);
      const events: ReadEvent<EventType, VarveEventMetadata>[] = [];
      const { revision } = await scanStream(store, streamName, options, (records) => {
        for (const event of readEvents(source, records, options.schema)) events.push(event);
      });
      return { currentStreamVersion: BigInt(revision), events, streamExists: revision > 0 };
    },

    async aggregateStream<State, EventType extends Event, PayloadType extends Event>(
      streamName: string,
      options: AggregateStreamOptions<State, EventType, VarveEventMetadata, PayloadType>,
    ): Promise<AggregateStreamResultWithGlobalPosition<State>> {
      const { evolve, initialState, read = {} } = options;
      const source = sourceOf(streamName);
      let state = initialState();
      const { revision, position } = await scanStream(store, streamName, read, (records) => {
        for (const event of readEvents(source, records, read.schema)) state = evolve(state, event);
      });
      const currentStreamVersion = BigInt(revision);
      return revision > 0
        ? { currentStreamVersion, state, streamExists: true, lastEventGlobalPosition: position }
        : { currentStreamVersion, state, streamExists: false };
    },

    async appendToStream<EventType extends Event, PayloadType extends Event>(
      streamName: string,
      events: EventType[],
      options: AppendToStreamOptions<bigint, EventType, PayloadType> = {},
    ): Promise<AppendToStreamResultWithGlobalPosition> {
      const { expectedStreamVersion, schema } = options;
      const { codec } = sourceOf(streamName);
      const expected = expectedRevision(expectedStreamVersion);
      const written = downcastRecordedMessages<EventType, PayloadType>(events, schema?.versioning);
      const records = codec.encode(written.map(eventToWrite));
      try {
        const { revision, position } = await store.append(streamName, records, { expected });
        return {
          nextExpectedStreamVersion: BigInt(revision),
          createdNewStream: records.length > 0 && revision === records.length,
          lastEventGlobalPosition: position,
        };
      } catch (error) {
        throw emmettError(error, expectedStreamVersion);
      }
    },

    async streamExists(streamName: string): Promise<boolean> {
      sourceOf(streamName);
      return (await headOf(store, streamName)).revision > 0;
    },
  };
}

/** An event that was read, here or elsewhere, without what reading added to its metadata. */
function eventToWrite<Written extends AnyEvent>(event: Written): AnyEvent {
  // The codec says what is wrong with what is no event.
  const metadata: unknown = typeof event === 'object' && event !== null ? event.metadata : undefined;
  if (!isRecorded(metadata)) return event;
  return { type: event.type, data: event.data, metadata: ownMetadata(metadata) };
}
