import type { EventToWrite } from './codec.js';
import type { AnyEvent, RecordedEvent } from './event.js';
import type { ExpectedRevision } from './expected-revision.js';
import type { AppendResult } from './store.js';

export interface RepositoryOptions {
  /** Told of a snapshot that could not be read or written; the repository goes on without it. */
  readonly onSnapshotError?: (error: unknown) => void;
}

export interface Loaded<Id, State> {
  readonly id: Id;
  readonly state: State;
  /** Of the last event folded in; 0 for an aggregate without events. */
  readonly revision: number;
  readonly exists: boolean;
}

export interface LoadOptions {
  /** Time travel: the state as it was after that revision, or at that time (an event recorded at that very time counts). */
  readonly at?: { readonly revision: number } | { readonly time: string | Date };
}

export interface AppendToOptions {
  readonly expected?: ExpectedRevision;
}

export interface ExecuteOptions {
  /** How often to load and decide again after a conflict; 0 by default. */
  readonly retry?: number;
}

export interface Executed<Id, State, Writable extends AnyEvent> extends Loaded<Id, State> {
  /** What was decided and appended; empty where nothing was. */
  readonly events: readonly EventToWrite<Writable>[];
  /** Of the last event that was appended: what a reader must have come to, to have seen it. Absent where nothing was. */
  readonly position?: bigint;
}

export interface Change<State, Readable extends AnyEvent> {
  readonly event: RecordedEvent<Readable>;
  readonly before: State;
  readonly after: State;
}

/** What a decision may be: an event, several, or none. */
export type Decision<Writable extends AnyEvent> =
  | EventToWrite<Writable>
  | readonly EventToWrite<Writable>[]
  | undefined
  | void;

export interface Repository<Id, State, Writable extends AnyEvent, Readable extends AnyEvent> {
  /**
   * Folds from the snapshot, if there is one that this build can read, else from the start. A revision that is not there
   * yet gives the newest state.
   *
   * When `snapshot.every` events or more have come since the last snapshot, a load without `at` keeps a new one, and so does
   * `execute`. `append` knows no state and leaves it to the next of them. A snapshot that is corrupt, or ahead of its stream
   * (the store was restored from an older copy), is told to `onSnapshotError`, dropped, and done without.
   *
   * @throws DecodeError, UnknownEventError, UnknownVersionError where an event cannot be read.
   * @throws StoreError `INVALID_ARGUMENT`, InvalidData where `at` is no revision or no time.
   */
  load(id: Id, options?: LoadOptions): Promise<Loaded<Id, State>>;
  /**
   * @throws EncodeError where an event does not have the shape of its type; nothing is appended then.
   * @throws ConcurrencyError where the stream is not as expected.
   */
  append(id: Id, events: readonly EventToWrite<Writable>[], options?: AppendToOptions): Promise<AppendResult>;
  /**
   * Loads, decides, appends at the loaded revision; on a conflict again, `retry` times, with what has come since. Nothing is
   * appended for no event. What was appended is read back and folded, so that reducers see when it was recorded.
   *
   * @throws ConcurrencyError after the last try, EncodeError, and whatever `decide` throws: nothing is appended then.
   * @throws CommittedError where the events were appended and could not be read back.
   */
  execute(
    id: Id,
    decide: (state: State, loaded: Loaded<Id, State>) => Decision<Writable> | Promise<Decision<Writable>>,
    options?: ExecuteOptions,
  ): Promise<Executed<Id, State, Writable>>;
  /** The audit trail: every event with the state before and after it. */
  history(id: Id): AsyncIterable<Change<State, Readable>>;
}
