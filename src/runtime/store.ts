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

/**
 * What an append expects of its stream: a revision (0 is an empty stream), `'absent'` (no event yet), `'present'` (one
 * event at least) or `'any'`.
 */
export type ExpectedRevision = number | 'absent' | 'present' | 'any';

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
  appendMany?(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
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
