import { StoreError } from '../../errors.js';
import { createBell } from '../../stores/bell.js';
import { invalidArgument } from '../../stores/arguments.js';
import { sleep } from '../../stores/back-off.js';
import type { AsyncProjection } from '../async-projection.js';
import type { ProjectionTables } from '../projection-tables.js';
import type { BuildLag, FollowedBuild, ProjectionRunner } from '../projection-runner.js';
import { createFeeds, createFollowers, type Followers, isSameBuild, type RunnerOptions } from './create-followers.js';
import type { Follower } from './follower.js';
import { lastPosition } from './last-position.js';
import { anewFingerprint, planAnew, planBuilds } from './plan-build.js';
import { waitUntil } from './wait-until.js';

export async function createRunner(options: RunnerOptions): Promise<ProjectionRunner> {
  const { store, tables, projections } = options;
  const stop = new AbortController();
  const changes = createBell();
  const stops = new Set<AbortController>();
  const feeds = createFeeds(options);
  const finished = createOutcome();
  // Whoever listens for errors need not listen twice.
  if (options.onError !== undefined) finished.promise.catch(() => undefined);
  const group = createFollowers(options, { feeds, changes, signal: stop.signal, onFailure: finished.reject });

  const planned = await Promise.all(projections.map((projection) => planBuilds(tables, store.inline, projection)));
  projections.forEach((projection, index) => group.startMissing(projection, planned[index] ?? []));
  const surveying = survey(options, group, stop.signal);
  let stopping: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stop.abort();
    for (const waiter of stops) waiter.abort();
    changes.ring();
    await feeds.end();
    await Promise.all([surveying, ...group.followers.map(({ ended }) => ended)]);
    finished.resolve();
  };
  const waiting = { store, tables, followers: group.followers, changes, signal: stop.signal, stops };
  const present = (): readonly Follower[] => group.followers.filter(({ state }) => state.role !== 'replaced');

  return {
    finished: finished.promise,
    status: () => present().map(statusOf),
    lag: () => Promise.all(present().map((follower) => lagOf(store, follower))),
    caughtUp: (waitOptions) => waitUntil(waiting, undefined, waitOptions),
    waitFor: (position, waitOptions) => waitUntil(waiting, position, waitOptions),
    async rebuild(name) {
      const projection = projections.find((each) => each.name === name);
      if (projection === undefined) throw invalidArgument(`${name} is no projection of this runner`);
      if (stop.signal.aborted) throw new StoreError('CLOSED', 'the runner is stopped');
      await rebuild(tables, projection, group);
    },
    stop: () => (stopping ??= end()),
  };
}

/** Makes the rows of a projection anew, and settles when they serve. */
async function rebuild(tables: ProjectionTables, projection: AsyncProjection, group: Followers): Promise<void> {
  group.startMissing(projection, await planAnew(tables, projection));
  const fingerprint = anewFingerprint(projection);
  const building = group.followers.filter(
    ({ state: { key } }) => key.projection === projection.name && key.fingerprint === fingerprint,
  );
  await Promise.all(building.map(({ ended }) => ended));
  for (const { state } of building) {
    if (state.role === 'failed') throw state.error;
    if (state.role !== 'replaced') throw new StoreError('CLOSED', 'the runner was stopped before the rows were made');
  }
}

/** Takes part in what others asked for, rows that are to be made anew, and learns what others have replaced. */
async function survey(
  { tables, projections, patience }: RunnerOptions,
  { followers, startMissing }: Followers,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(patience, signal);
    if (signal.aborted) return;
    // Those that are started meanwhile may have builds that are not in the list.
    const known = [...followers];
    const builds = await tables.transact((transaction) => transaction.builds.list()).catch(() => undefined);
    if (builds === undefined || signal.aborted) continue;
    for (const { state, replaced } of known) {
      if (!builds.some((build) => isSameBuild(build, state.key))) replaced();
    }
    for (const projection of projections) {
      const fingerprint = anewFingerprint(projection);
      startMissing(
        projection,
        builds.filter((build) => build.projection === projection.name && build.fingerprint === fingerprint),
      );
    }
  }
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
