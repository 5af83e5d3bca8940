import type { Build, BuildKey } from '../build.js';

/**
 * - `working`: it follows the events.
 * - `standing by`: another runner does, and this one takes over when that one stops.
 * - `retrying`: something failed, and is tried again.
 * - `failed`: it could not go on; `error` says why.
 * - `replaced`: another build serves in the place of this one, or appends keep its rows themselves.
 * - `stopped`: it was asked to.
 */
export type FollowerRole = 'working' | 'standing by' | 'retrying' | 'failed' | 'replaced' | 'stopped';

/** One build as a runner follows it. */
export interface FollowState {
  key: BuildKey;
  /** As this runner knows the build. */
  build: Build;
  /** Up to where all that concerns the rows is in them: the build's position, or one behind which nothing was for it. */
  position: bigint;
  role: FollowerRole;
  error: unknown;
}
