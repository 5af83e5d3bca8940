import type { AsyncProjection } from '../async-projection.js';
import type { Build } from '../build.js';
import type { ProjectionError } from '../projection-error.js';
import type { RunProjectionsOptions } from '../projection-runner.js';
import type { ProjectionTables } from '../projection-tables.js';
import type { EventFeed } from './event-feed.js';

export interface FollowerOptions {
  readonly store: RunProjectionsOptions['store'];
  readonly tables: ProjectionTables;
  readonly projection: AsyncProjection;
  readonly build: Build;
  /** Names the follower to those of other runners: the runner's name, a slash, and what tells it from its siblings. */
  readonly name: string;
  /** Where it reads while its table serves. */
  readonly feed: EventFeed;
  /** Where it reads while its table is filled beside the one that serves. */
  readonly catchUpFeed: EventFeed;
  /** How long to wait, in milliseconds, before one looks whether another runner still goes on. */
  readonly patience: number;
  readonly signal: AbortSignal;
  /** Settles early when somebody waits for what other runners do. */
  readonly hurry: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: () => void;
  readonly onRetry: (error: unknown) => void;
  readonly onParked: (error: ProjectionError) => void;
}
