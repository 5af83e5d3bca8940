import type { AnyEvent, Envelope, RecordedEvent } from './event.js';
import type { StoredData } from './downcasting.js';
import type { NewRecord, StoredRecord } from './store.js';

/** Turns events into records and back: validated, upcast and converted in one pass. */
export interface Codec<Writable extends AnyEvent, Readable extends AnyEvent> {
  /**
   * @throws EncodeError where an event does not have the shape of its type. Nothing is encoded then.
   * @throws DowncastError where the older version that an event is pinned to cannot hold its data.
   */
  encode(events: readonly EventToWrite<Writable>[]): NewRecord[];
  /**
   * One stored event is read as none, one or several; order is kept.
   *
   * @throws DecodeError where a record does not have the shape of its version.
   * @throws UnknownEventError, UnknownVersionError where the code does not know the type, or not yet the version.
   */
  decode(records: readonly StoredRecord[], options?: DecodeOptions): RecordedEvent<Readable>[];
}

export type EventToWrite<Event extends AnyEvent> = Event & { readonly id?: string };

export interface DecodeOptions {
  /** `'skip'` passes over types that the codec does not know; a version that it does not know is always an error. */
  readonly unknownTypes?: 'error' | 'skip';
}

/**
 * What generated code tells of an aggregate's events; made into a codec by `createCodec`. The functions throw
 * `InvalidData`, which the codec completes to a DecodeError or EncodeError.
 */
export interface CodecTable {
  readonly aggregate: string;
  /** By stored type: an event's name, and the names that it used to have. Own properties, even one named `__proto__`. */
  readonly readers: Readonly<Record<string, EventReader>>;
  /** By the event's name: what may be written. */
  readonly writers: Readonly<Record<string, EventWriter>>;
  /**
   * Checks and converts the declared metadata of an event, a plain object, and gives back the whole of it, with the keys
   * that nobody declared; throws InvalidData. Absent where the context declares none.
   */
  readonly readMetadata?: (json: unknown) => unknown;
  readonly writeMetadata?: (metadata: unknown) => unknown;
}

export interface EventReader {
  /** The event's name today. */
  readonly type: string;
  readonly latest: number;
  /** By stored version: JSON in, the newest version's data out. Absent where the event is dropped or split. */
  readonly versions?: Readonly<Record<number, (json: unknown, envelope: Envelope) => unknown>>;
  /** The event is passed over when read. It is not even parsed. */
  readonly dropped?: true;
  /** The event is read as several: JSON of a stored version in, the parts out, each with its newest data. */
  readonly parts?: Readonly<Record<number, (json: unknown, envelope: Envelope) => readonly Part[]>>;
}

export interface Part {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  /** The part's place in the list that the schema declares, counted before `when` leaves any out. */
  readonly index: number;
}

export type EventWriter = NewestWriter | PinnedWriter;

/** Writes an event in its newest version. */
export interface NewestWriter {
  readonly version: number;
  /** Checks the data and gives its JSON text; throws InvalidData. */
  readonly write: (data: unknown) => string;
}

/** Writes an event in the older version that it is pinned to. */
export interface PinnedWriter {
  /** The version that is written. */
  readonly version: number;
  /** The version that the data is of. */
  readonly newest: number;
  /** Checks the data of the newest version and gives its stored form; throws InvalidData. */
  readonly store: (data: unknown) => StoredData;
  /** The older version of it; throws InvalidData for what that cannot hold. */
  readonly downcast: (data: StoredData) => StoredData;
}
