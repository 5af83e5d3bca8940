import type { AnyEvent, RecordedEvent } from './event.js';
import type { ProjectionTable } from './projection-table.js';

/**
 * A projection's definition: what a generated `cartSummary()` returns. It says for each event which rows it touches and
 * how; an engine (in memory, or in SQL) keeps the rows.
 */
export interface Projection<Row, Key, Event extends AnyEvent, Sources extends string> {
  readonly name: string;
  /** The aggregates that it reads. */
  readonly of: readonly Sources[];
  /** Of everything that the rows come from: their shape, the folds, and how the events are read. Not of indexes or comments. */
  readonly fingerprint: string;
  readonly table: ProjectionTable<Row, Key>;
  /** Text that tells one key from every other. */
  readonly keyText: (key: Key) => string;
  readonly keyOf: (row: Row) => Key;
  /** The key of the row that an event touches, where the schema says it: no key where there is none, `'custom'` where a handler decides. */
  readonly touches: (event: RecordedEvent<Event>) => Key | 'custom' | undefined;
  /** An event whose key `touches` says may be handled before it is appended: its `position` is 0 then, and nothing else. */
  readonly handle: (
    rows: Rows<Row, Key>,
    event: RecordedEvent<Event>,
    transaction: ProjectionTransaction,
  ) => void | Promise<void>;
}

/** What the definition of a projection with hand-written handlers may be told. */
export interface ProjectionOptions {
  /** Counted up when a hand-written handler changes what it does: no fingerprint sees that, and the rows are to be made anew. */
  readonly revision?: number;
}

/** The fingerprint of one revision of hand-written handlers. Revision `undefined` is the fingerprint as it is. */
export function projectionFingerprint(fingerprint: string, { revision }: ProjectionOptions): string {
  return revision === undefined ? fingerprint : `${fingerprint}.${revision}`;
}

/** The rows as a handler sees them. */
export interface Rows<Row, Key> {
  get(key: Key): Row | undefined;
  put(row: Row): void;
  delete(key: Key): void;
}

/** The transaction in which an engine keeps the rows and how far it has come, as a custom handler may use it. */
export interface ProjectionTransaction {
  readonly engine: 'memory' | 'sqlite' | 'postgres';
  /**
   * Whether the events are handled again, to build the rows anew: what leaves the database (a mail, a call) has happened
   * already.
   */
  readonly isReplay: boolean;
  /**
   * Runs a statement of the engine in the transaction, in which `$1`, `$2`, … (PostgreSQL) or `?` (SQLite) stand for the
   * values.
   *
   * @throws StoreError `UNSUPPORTED` in memory.
   */
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
