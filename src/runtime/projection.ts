import type { AnyEvent, RecordedEvent } from './event.js';

/**
 * A projection's definition: what a generated `cartSummary()` returns. It says for each event which rows it touches and
 * how; an engine (in memory here, SQL elsewhere) keeps the rows.
 */
export interface Projection<Row, Key, Event extends AnyEvent, Sources extends string> {
  readonly name: string;
  /** The aggregates that it reads. */
  readonly of: readonly Sources[];
  /** Text that tells one key from every other. */
  readonly keyText: (key: Key) => string;
  readonly keyOf: (row: Row) => Key;
  readonly handle: (rows: Rows<Row, Key>, event: RecordedEvent<Event>) => void | Promise<void>;
}

/** The rows as a handler sees them. */
export interface Rows<Row, Key> {
  get(key: Key): Row | undefined;
  put(row: Row): void;
  delete(key: Key): void;
}
