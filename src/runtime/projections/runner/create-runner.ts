import { StoreError } from '../../errors.js';
import { createBell } from '../../stores/bell.js';
import { invalidArgument } from '../../stores/arguments.js';
import { sleep } from '../../stores/back-off.js';
import type { AsyncProjection } from '../async-projection.js';
import type { Build, BuildKey } from '../build.js';
import type { ProjectionTables } from '../projection-tables.js';
import type { BuildLag, FollowedBuild, ProjectionRunner, RunProjectionsOptions } from '../projection-runner.js';
import { createEventFeed, type EventFeed } from './event-feed.js';
import { type Follower, startFollower } from './follower.js';
import { lastPosition } from './last-position.js';
import { anewFingerprint, planAnew, planBuilds } from './plan-build.js';
import { waitUntil } from './wait-until.js';

export interface RunnerOptions extends RunProjectionsOptions {
  readonly tables: ProjectionTables;
  readonly batchSize: number;
  readonly patience: number;
  /** No other runner has it, in any process. */
  readonly name: string;
}

export async function createRunner(options: RunnerOptions): Promise<ProjectionRunner> {
  const { store, tables, projections, patience, onError } = options;
  const stop = new AbortController();
  const changes = createBell();
  const stops = new Set<AbortController>();
  const feeds = createFeeds(options);
  const followers: Follower[] = [];
  const finished = createOutcome();
  // Whoever listens for errors need not listen twice.
  if (onError !== undefined) finished.promise.catch(() => undefined);
  let names = 0;

  const start = (projection: AsyncProjection, build: Build): Follower => {
    const follower = startFollower({
      tables,
      projection,
      build,
      name: `${options.name}/${(names += 1)}`,
      feed: feeds.shared,
      catchUpFeed: feeds.of(projection),
      patience,
      signal: stop.signal,
      hurry: (milliseconds, signal) => sleep(changes.waiting > 0 ? Math.min(25, milliseconds) : milliseconds, signal),
      onChange: changes.ring,
      onRetry: (error) => options.onRetry?.(projection.name, error),
      onParked: (error) => options.onParked?.(error),
    });
    followers.push(follower);
    void follower.ended.then(() => {
      const { role, error } = follower.state;
      if (role !== 'failed') return;
      finished.reject(error);
      onError?.(projection.name, error);
    });
    return follower;
  };
  const isFollowed = (build: Build): boolean =>
    followers.some(({ state: { key, role } }) => role !== 'replaced' && isSame(key, build));
  const startMissing = (projection: AsyncProjection, builds: readonly Build[]): readonly Follower[] =>
    builds.filter((build) => !isFollowed(build)).map((build) => start(projection, build));

  const planned = await Promise.all(projections.map((projection) => planBuilds(tables, projection)));
  projections.forEach((projection, index) => startMissing(projection, planned[index] ?? []));

  /** Takes part in what others asked for, rows that are to be made anew, and learns what others have replaced. */
  const survey = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await sleep(patience, stop.signal);
      if (stop.signal.aborted) return;
      // Those that are started meanwhile may have builds that are not in the list.
      const known = [...followers];
      const builds = await tables.transact((transaction) => transaction.builds.list()).catch(() => undefined);
      if (builds === undefined) continue;
      for (const { state, replaced } of known) {
        if (!builds.some((build) => isSame(build, state.key))) replaced();
      }
      for (const projection of projections) {
        const fingerprint = anewFingerprint(projection);
        startMissing(
          projection,
          builds.filter((build) => build.projection === projection.name && build.fingerprint === fingerprint),
        );
      }
    }
  };
  const surveying = survey();
  let stopping: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stop.abort();
    for (const waiter of stops) waiter.abort();
    changes.ring();
    await feeds.end();
    await Promise.all([surveying, ...followers.map(({ ended }) => ended)]);
    finished.resolve();
  };
  const waiting = { store, followers, changes, signal: stop.signal, stops };

  return {
    finished: finished.promise,
    status: () => followers.filter(({ state }) => state.role !== 'replaced').map(statusOf),
    lag: () =>
      Promise.all(followers.filter(({ state }) => state.role !== 'replaced').map((each) => lagOf(store, each))),
    caughtUp: (waitOptions) => waitUntil(waiting, undefined, waitOptions),
    waitFor: (position, waitOptions) => waitUntil(waiting, position, waitOptions),
    async rebuild(name) {
      const projection = projections.find((each) => each.name === name);
      if (projection === undefined) throw invalidArgument(`${name} is no projection of this runner`);
      if (stop.signal.aborted) throw new StoreError('CLOSED', 'the runner is stopped');
      startMissing(projection, await planAnew(tables, projection));
      const fingerprint = anewFingerprint(projection);
      const building = followers.filter(
        ({ state }) => state.key.projection === name && state.key.fingerprint === fingerprint,
      );
      await Promise.all(building.map(({ ended }) => ended));
      for (const { state } of building) {
        if (state.role === 'failed') throw state.error;
        if (state.role !== 'replaced')
          throw new StoreError('CLOSED', 'the runner was stopped before the rows were made');
      }
    },
    stop: () => (stopping ??= end()),
  };
}

function isSame(one: BuildKey, other: BuildKey): boolean {
  return (
    one.projection === other.projection && one.fingerprint === other.fingerprint && one.partition === other.partition
  );
}

interface Outcome {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

function createOutcome(): Outcome {
  let settle: (failure?: { readonly error: unknown }) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure === undefined ? resolve() : reject(failure.error));
  });
  return { promise, resolve: () => settle(), reject: (error) => settle({ error }) };
}

interface Feeds {
  readonly shared: EventFeed;
  of(projection: AsyncProjection): EventFeed;
  end(): Promise<void>;
}

function createFeeds({ store, projections, batchSize }: RunnerOptions): Feeds {
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

function statusOf({ projection, state }: Follower): FollowedBuild {
  const { build, role, position, error } = state;
  return {
    projection: projection.name,
    fingerprint: build.fingerprint,
    partition: build.partition,
    state: build.state,
    role,
    position,
    error,
  };
}

async function lagOf(store: RunnerOptions['store'], follower: Follower): Promise<BuildLag> {
  const status = statusOf(follower);
  const { position } = status;
  const last = (await lastPosition(store, position, follower.projection.categories)) ?? position;
  return { ...status, last, lag: last - position };
}
