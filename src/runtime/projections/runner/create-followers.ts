import type { AsyncProjection } from '../async-projection.js';
import { sleep } from '../../stores/back-off.js';
import type { Bell } from '../../stores/bell.js';
import type { Build, BuildKey } from '../build.js';
import type { RunProjectionsOptions } from '../projection-runner.js';
import type { ProjectionTables } from '../projection-tables.js';
import { createEventFeed, type EventFeed } from './event-feed.js';
import { type Follower, startFollower } from './follower.js';

export interface RunnerOptions extends RunProjectionsOptions {
  readonly tables: ProjectionTables;
  readonly batchSize: number;
  readonly patience: number;
  /** No other runner has it, in any process. */
  readonly name: string;
}

/** Those of a runner. */
export interface Followers {
  /** All that were ever started. */
  readonly followers: readonly Follower[];
  /** Starts one for each of the builds that has none. */
  startMissing(projection: AsyncProjection, builds: readonly Build[]): void;
}

export interface Surroundings {
  readonly feeds: Feeds;
  readonly changes: Bell;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

export function createFollowers(
  options: RunnerOptions,
  { feeds, changes, signal, onFailure }: Surroundings,
): Followers {
  const { store, tables, patience } = options;
  const followers: Follower[] = [];
  // Who waits for what other runners do should not wait for their patience.
  const hurry = (milliseconds: number, until: AbortSignal): Promise<void> =>
    sleep(changes.waiting > 0 ? Math.min(25, milliseconds) : milliseconds, until);

  const start = (projection: AsyncProjection, build: Build): void => {
    const follower = startFollower({
      store,
      tables,
      projection,
      build,
      name: `${options.name}/${followers.length + 1}`,
      feed: feeds.shared,
      catchUpFeed: feeds.of(projection),
      patience,
      signal,
      hurry,
      onChange: changes.ring,
      onRetry: (error) => options.onRetry?.(projection.name, error),
      onParked: (error) => options.onParked?.(error),
    });
    followers.push(follower);
    void follower.ended.then(() => {
      const { role, error } = follower.state;
      if (role !== 'failed') return;
      onFailure(error);
      options.onError?.(projection.name, error);
    });
  };
  const isFollowed = (build: Build): boolean =>
    followers.some(({ state: { key, role } }) => role !== 'replaced' && isSameBuild(key, build));

  return {
    followers,
    startMissing(projection, builds) {
      for (const build of builds) if (!isFollowed(build)) start(projection, build);
    },
  };
}

export function isSameBuild(one: BuildKey, other: BuildKey): boolean {
  return (
    one.projection === other.projection && one.fingerprint === other.fingerprint && one.partition === other.partition
  );
}

export interface Feeds {
  readonly shared: EventFeed;
  of(projection: AsyncProjection): EventFeed;
  end(): Promise<void>;
}

export function createFeeds({ store, projections, batchSize }: RunnerOptions): Feeds {
  const feeds = new Map<string, EventFeed>();
  const feedOf = (categories: readonly string[]): EventFeed => {
    const sorted = [...new Set(categories)].sort();
    const text = JSON.stringify(sorted);
    const feed = feeds.get(text) ?? createEventFeed({ store, categories: sorted, batchSize });
    feeds.set(text, feed);
    return feed;
  };
  return {
    shared: feedOf(projections.flatMap(({ categories }) => categories)),
    of: ({ categories }) => feedOf(categories),
    async end() {
      await Promise.all([...feeds.values()].map((feed) => feed.end()));
    },
  };
}
