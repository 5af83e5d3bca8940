import type { StoreError } from './errors.js';
import type { ExpectedRevision } from './expected-revision.js';
import type { ProjectionTables } from './projections/projection-tables.js';

/**
 * The store contract: a store keeps JSON texts and knows nothing of a schema. Codecs sit at its edge.
 *
 * Words: a *stream* is the history of one aggregate; a *revision* is an event's number in its stream (1, 2, 3, … without
 * a gap; 0 is the revision of an empty stream); a *position* is its place in the total order of the store; a stream's
 * *category* is what stands before its first `-`.
 */
export interface NewRecord {
  /**
   * A UUID, given back in lower case; the store makes a UUIDv7 where it is absent. An append that repeats ids is
   * recognised by them.
   */
  readonly id?: string;
  readonly type: string;
  /** The version of the event's schema that `data` is written in; from 1. */
  readonly version: number;
  /** JSON text, given back to the letter. */
  readonly data: string;
  /** JSON text of an object, given back to the letter. */
  readonly metadata?: string;
}

export interface StoredRecord {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly metadata: string | undefined;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  /** RFC 3339 in UTC, with milliseconds; never smaller than that of an earlier event of the stream. */
  readonly recordedAt: string;
}

export interface AppendOptions {
  /** `'any'` by default, which never conflicts. */
  readonly expected?: ExpectedRevision;
}

export interface AppendResult {
  /** Of the last event that was appended; the stream's own revision where none was. */
  readonly revision: number;
  /** Of the last event that was appended; of the stream's last event, or 0n, where none was. */
  readonly position: bigint;
}

export interface ReadOptions {
  /** The lowest revision to read; inclusive. */
  readonly from?: number;
  /** The highest revision to read; inclusive. */
  readonly to?: number;
  /** The most events to read in all. */
  readonly limit?: number;
  /** From the highest revision to the lowest. */
  readonly backwards?: boolean;
}

export interface ReadAllOptions {
  /** Only what stands behind this position. */
  readonly after?: bigint;
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  readonly limit?: number;
}

export interface SubscribeOptions {
  readonly after?: bigint;
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  /** Ends the iteration, without an error, when it is aborted. */
  readonly signal?: StopSignal;
}

/** What is asked of an `AbortSignal`; said here, because neither ECMAScript nor every environment's types have that name. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface EventStore {
  /**
   * Appends all of the events or none.
   *
   * @throws ConcurrencyError where the stream is not as expected; it carries the actual revision.
   * @throws StoreError `DUPLICATE_ID` where an id is stored already with other content, in another stream, or only some of
   * the ids are stored; the same ids with the same content give the first result again.
   * @throws StoreError `INVALID_ARGUMENT` where a stream's name or a type is empty, longer than 512 UTF-16 code units, or
   * where any text holds NUL or a lone surrogate, which JSON writes as escapes and databases do not keep.
   */
  append(stream: string, events: readonly NewRecord[], options?: AppendOptions): Promise<AppendResult>;
  /** The events of one stream, in pages; no page is empty. A stream that does not exist yields none. */
  read(stream: string, options?: ReadOptions): AsyncIterable<readonly StoredRecord[]>;
  /** The events of all streams in the order of their positions, in pages, up to what is there when the reading gets there. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly StoredRecord[]>;
  /** Catches up, then follows live: each event once, in order; the next page is fetched when the last one is consumed. */
  subscribe(options?: SubscribeOptions): AsyncIterable<readonly StoredRecord[]>;
  /** Ends subscriptions, waits for appends under way, and frees what it holds. Later calls fail with a StoreError `CLOSED`. */
  close(): Promise<void>;

  /** Optional capabilities. */
  readonly snapshots?: SnapshotStore;
  readonly checkpoints?: CheckpointStore;
  /** Where projections keep their rows, in the store's own database. */
  readonly tables?: ProjectionTables;
  /** Several streams, all or nothing. In the order given: a later append to a stream finds the events of an earlier one. */
  appendMany?(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
  /**
   * Hands the events on, in order, to one of those that consume under this name, in this process and in others: the
   * others share the work, page by page, or stand by. How far the name has come is kept by the store; where that is, the
   * checkpoint of the name is it.
   *
   * A page whose handler settles well is not handed out again. One whose handler fails, or whose process dies before it
   * is recorded as handled, is: to this consumer's next run or to another. Effects that must not happen twice even then
   * belong into what the store commits together with the checkpoint, where it offers that (PostgreSQL), or carry the
   * event's id.
   *
   * Settles when the signal is aborted or the store is closed, after the page under way. Closing waits for it: a handler
   * must not wait for the closing of its store.
   *
   * @throws what the handler throws.
   */
  consume?(name: string, handle: PageHandler, options?: ConsumeOptions): Promise<void>;
  /** Asks the store itself, now, whether it can be used. Never fails. */
  health?(): Promise<StoreHealth>;
}

/** Is given a page, and settles when it is dealt with; then the page is recorded as handled, and not before. */
export type PageHandler<Context = unknown> = (
  records: readonly StoredRecord[],
  /** What the store offers to those who handle pages; most offer nothing. */
  context: Context,
) => Promise<void> | void;

export interface ConsumeOptions {
  /** Where a name that was never consumed begins: behind this position; 0n by default. */
  readonly after?: bigint;
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  /** Ends the consumption, without an error, when it is aborted. */
  readonly signal?: StopSignal;
}

export interface StoreHealth {
  /** Whether the store answered as it should. */
  readonly healthy: boolean;
  /** How long the answer took, in milliseconds. */
  readonly latency: number;
  /** Why it cannot be used; absent where it can. */
  readonly problem?: StoreError;
}

/** One more try of what failed for a reason that passes: a lost connection, another writer in the way. */
export interface StoreRetry {
  /** What is tried: `append`, `read`, … */
  readonly operation: string;
  /** How often it has failed now; from 1. */
  readonly failures: number;
  /** After how many milliseconds it is tried again. */
  readonly delay: number;
  readonly error: unknown;
}

export interface StreamAppend {
  readonly stream: string;
  readonly events: readonly NewRecord[];
  readonly expected?: ExpectedRevision;
}

/** One snapshot for each stream and fingerprint: builds that fold differently keep their own. */
export interface SnapshotStore {
  read(stream: string, fingerprint: string): Promise<StoredSnapshot | undefined>;
  /** Keeps the one with the higher revision. */
  write(stream: string, fingerprint: string, snapshot: StoredSnapshot): Promise<void>;
  delete(stream: string): Promise<void>;
}

export interface StoredSnapshot {
  /** Of the last event that is folded in. */
  readonly revision: number;
  /** JSON text. */
  readonly state: string;
}

/** How far a named reader has come. */
export interface CheckpointStore {
  read(name: string): Promise<bigint | undefined>;
  write(name: string, position: bigint): Promise<void>;
}
