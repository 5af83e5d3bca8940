import type { EventStore } from '../store.js';

/**
 * What not every store can do. `another` is to open the same data a second time, as another process would; `interrupt` is
 * to lose the connections to a server.
 */
export type Capability = 'snapshots' | 'checkpoints' | 'appendMany' | 'consume' | 'health' | 'another' | 'interrupt';

export interface OpenStoreOptions {
  /** What the store must take for the time, where it can be told. */
  readonly clock?: () => Date;
}

export interface OpenedStore {
  readonly store: EventStore;
  /** Opens the same data once more. */
  readonly another?: () => Promise<EventStore>;
  /** Breaks the connections of `store`, as a network does that fails; new ones can be made. */
  readonly interrupt?: () => Promise<void>;
  /** Called after the case, when every store is closed: removes files, drops schemas. */
  readonly dispose?: () => Promise<void>;
}

export interface CaseContext {
  readonly store: EventStore;
  /** Opens the same data once more; it is closed after the case. */
  readonly another: () => Promise<EventStore>;
  /** Breaks the connections of `store`. */
  readonly interrupt: () => Promise<void>;
}

export interface ConformanceCase {
  /** What the store does, as a sentence without its subject. */
  readonly name: string;
  readonly needs?: Capability;
  /** Makes the clock that the case's store is opened with. */
  readonly clock?: () => () => Date;
  /** Throws an AssertionError where the store does not. */
  readonly run: (context: CaseContext) => Promise<void>;
}

export interface CaseGroup {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
}
