import type { EventStore, StopSignal } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import type { BuildState } from './build.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionError } from './projection-error.js';
import type { ProjectionTables } from './projection-tables.js';
import type { FollowerRole } from './runner/follow-state.js';

export interface RunProjectionsOptions {
  /** Where the events are. */
  readonly store: Pick<EventStore, 'readAll' | 'subscribe' | 'tables'> & { readonly inline?: InlineAppends };
  /** Where the rows are kept; the store's own `tables` by default. */
  readonly tables?: ProjectionTables;
  readonly projections: readonly AsyncProjection[];
  /** The most events that are applied in one transaction; 1,000 by default. */
  readonly batchSize?: number;
  /**
   * How long, in milliseconds, another runner may write nothing until this one takes over from it; 1,000 by default. Its
   * database does not hold it to that: whoever comes second finds that the first has been there.
   */
  readonly patience?: number;
  /** Stops the runner when it is aborted, as `stop()` does. */
  readonly signal?: StopSignal;
  /** Told of each failure that is tried again. */
  readonly onRetry?: (projection: string, error: unknown) => void;
  /** Told of each event that was put aside. */
  readonly onParked?: (error: ProjectionError) => void;
  /** Told when a projection stops because it cannot go on. Then `finished` fails, too. */
  readonly onError?: (projection: string, error: unknown) => void;
}

/** Keeps projections' rows as the events come. */
export interface ProjectionRunner {
  /**
   * Settles when all has ended. Fails as soon as one of the projections cannot go on, with what stopped it: a
   * ProjectionError that names the event, or a StoreError. The others go on until `stop()`.
   */
  readonly finished: Promise<void>;
  /** How far the builds are that this runner follows or stands by for. */
  status(): readonly FollowedBuild[];
  /** The same, and how far they are behind. Reads a few events of the store for it. */
  lag(): Promise<readonly BuildLag[]>;
  /**
   * Settles when the rows that serve readers hold all that was in the store at the call, whichever runner writes them.
   *
   * @throws what stopped one of the projections; StoreError `UNAVAILABLE` when the time is over, `CLOSED` when the runner
   * is stopped.
   */
  caughtUp(options?: WaitOptions): Promise<void>;
  /** Settles when the rows that serve readers hold what was appended up to a position: what `append` gives back. */
  waitFor(position: bigint, options?: WaitOptions): Promise<void>;
  /**
   * Makes the rows of a projection anew in a table beside, and settles when they serve.
   *
   * @throws StoreError `INVALID_ARGUMENT` where it is none of the runner's.
   */
  rebuild(projection: string): Promise<void>;
  /** Ends after the batches under way. What is not applied then is for the next runner. */
  stop(): Promise<void>;
}

export interface WaitOptions {
  /** By their names; all by default. */
  readonly projections?: readonly string[];
  /** In milliseconds; 30,000 by default. */
  readonly timeout?: number;
}

/** A build as a runner knows it. */
export interface FollowedBuild {
  readonly projection: string;
  readonly fingerprint: string;
  readonly partition: number;
  readonly state: BuildState;
  readonly role: FollowerRole;
  /** Everything up to here is in the rows. */
  readonly position: bigint;
  /** What failed last, where it is retried or has stopped the build. */
  readonly error: unknown;
}

export interface BuildLag extends FollowedBuild {
  /** Of the last event that concerns the projection; its `position` where there is none behind that. */
  readonly last: bigint;
  /** From `position` to `last`: as many events as that may be missing from the rows, at most. */
  readonly lag: bigint;
}
