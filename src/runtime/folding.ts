import type { AggregateParts } from './aggregate.js';
import type { AnyEvent } from './event.js';
import type { EventStore } from './store.js';

/** What folding one stream needs. */
export interface Folding<State, Readable extends AnyEvent> {
  readonly aggregate: AggregateParts<State, AnyEvent, Readable>;
  readonly store: EventStore;
  readonly stream: string;
  readonly onSnapshotError: ((error: unknown) => void) | undefined;
}

/** A stream folded up to a revision. */
export interface Folded<State> {
  readonly state: State;
  /** Of the last event that is folded in; 0 before the first. */
  readonly revision: number;
  /** The revision of the snapshot that this build last read of the stream; 0 where there is none. */
  readonly snapshotAt: number;
}
