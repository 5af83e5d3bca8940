import type { AppendOptions, AppendResult, NewRecord, StoredRecord, StreamAppend } from '../store.js';
import type { Build, BuildKey } from './build.js';
import type { ProjectedBatch, ProjectorWork } from './create-projector.js';
import type { TouchedKeys } from './touched-keys.js';
import type { TableShape, TablesTransaction } from './projection-tables.js';

/** A store's capability to keep rows in the transaction of the append itself. */
export interface InlineAppends {
  /**
   * Whether a build that is kept inline says how far it has come, so that it finds what was appended without it. Where it
   * does not, its rows are as far as the events, or the build says that it is `behind`.
   */
  readonly keepsPosition: boolean;
  /** How the store appends where it keeps the rows of these builds, each of which must be there, and follow the events. */
  appending(targets: readonly InlineTarget[]): InlineAppender;
  /**
   * Does something in a transaction of the store's tables while nothing is appended, when all that was is there to be
   * read: a build that has nearly caught up takes the last steps, and is kept inline from then on.
   */
  whileNothingIsAppended<Result>(job: (work: QuietWork) => Promise<Result>): Promise<Result>;
}

export interface QuietWork {
  readonly transaction: TablesTransaction;
  /** The position of the last event; `0n` where there is none. */
  head(): Promise<bigint>;
  /** Everything behind a position, in pages. */
  readAll(after: bigint, categories: readonly string[]): AsyncIterable<readonly StoredRecord[]>;
}

export interface InlineAppender {
  append(stream: string, events: readonly NewRecord[], options?: AppendOptions): Promise<AppendResult>;
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
}

/**
 * A build of a projection as an append keeps it, whatever its rows are. Where the database says that another version's
 * rows serve, or that a runner keeps them, the append leaves them alone; what it stores is taken up by those who know them.
 */
export interface InlineTarget {
  readonly key: BuildKey;
  readonly table: TableShape;
  /** Of the streams whose events the projection reads. */
  readonly categories: readonly string[];
  /** Applies records to the rows and says how far the build has come: for engines in which appends take turns. */
  apply(transaction: TablesTransaction, build: Build, work: ProjectorWork): Promise<ProjectedBatch>;
  /** Applies records to the rows alone, of which nothing is remembered: for engines in which appends do not meet. */
  fold(transaction: TablesTransaction, records: readonly StoredRecord[]): Promise<void>;
  /** Remembers no rows: where a transaction was rolled back after a batch was kept, they may be others. */
  forget(): void;
  /** Which rows the records will touch, as far as one knows before they are stored. */
  touchedBy(records: readonly StoredRecord[]): TouchedKeys;
}
