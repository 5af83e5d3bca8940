/** A scalar, list or object of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An instant: RFC 3339 in UTC, `2026-11-23T09:30:00.000Z`. */
export type Timestamp = string & Brand<'Timestamp'>;

/** A calendar date: `2026-11-23`. */
export type LocalDate = string & Brand<'LocalDate'>;

/** An exact decimal in plain notation: `-12.50`. */
export type Decimal = string & Brand<'Decimal'>;

/** Makes a nominal type: `string & Brand<'Sku'>`. Exists in types alone. A value may bear several brands. */
export interface Brand<Name extends string> {
  readonly __brand: { readonly [Key in Name]: true };
}

/** An event before it is stored. Assignable to Emmett's `Event` and KurrentDB's `JSONEventType`. */
export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata?: unknown;
}

/** What every event's metadata may hold without a declaration. A `type`, so that it is a `Record<string, unknown>` too. */
export type CommonMetadata = {
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
};

/** What a store adds to an event. */
export interface Envelope {
  readonly id: string;
  readonly stream: string;
  /** In the stream, from 1. */
  readonly revision: number;
  /** In the whole store. */
  readonly position: bigint;
  readonly recordedAt: Timestamp;
}

/** What decoding adds beside. */
export interface Decoded {
  /** The version of the shape that `data` has now. */
  readonly version: number;
  /** The version that was stored. */
  readonly storedVersion: number;
  /** Tells the parts apart that one stored event is read as; 0 where it is read as one. */
  readonly index: number;
}

/** An event as it is read: in the newest shape, with its envelope. */
export type RecordedEvent<Event extends AnyEvent> = Event & Envelope & Decoded;
