import { VarveError } from '../../errors.js';
import { sleep } from '../../stores/back-off.js';
import type { AsyncProjection } from '../async-projection.js';
import { type Build, isKeptInline } from '../build.js';
import type { Projector } from '../create-projector.js';
import { type Applied, applyEvents, mayPass } from './apply-events.js';
import type { FeedBatch } from './event-feed.js';
import type { FollowState } from './follow-state.js';
import type { FollowerOptions } from './follower-options.js';
import { lastPosition } from './last-position.js';
import { letGoOfInline } from './let-go-of-inline.js';
import { furthest, nearby, switchBuilds } from './switch-builds.js';
import { isServing } from './is-serving.js';
import { standBy } from './stand-by.js';

/** Follows the events for one build, until it is stopped, replaced, or cannot go on. */
export interface Follower {
  readonly projection: AsyncProjection;
  readonly state: Readonly<FollowState>;
  /** Settles when it has ended; never fails. */
  readonly ended: Promise<void>;
  /** Ends it, because its build is not there any more. */
  replaced(): void;
}

export function startFollower(given: FollowerOptions): Follower {
  const gone = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, gone.signal]) };
  const { projection, build, onChange } = options;
  const state: FollowState = { key: build, build, position: build.position, role: 'working', error: undefined };
  const run = async (): Promise<void> => {
    try {
      await followWithPatience(options, state);
      if (gone.signal.aborted) state.role = 'replaced';
      if (state.role !== 'replaced') state.role = 'stopped';
    } catch (error) {
      state.role = 'failed';
      state.error = error;
    }
    onChange();
  };
  return { projection, state, ended: run(), replaced: () => gone.abort() };
}

/** What fails for a reason that passes is tried again for as long as the runner runs. */
async function followWithPatience(options: FollowerOptions, state: FollowState): Promise<void> {
  const { projection, signal, onRetry, onChange } = options;
  for (let failures = 0; !signal.aborted;) {
    const before = state.build;
    try {
      await follow(options, state, projection.projector(state.key.partition));
      return;
    } catch (error) {
      // It will be met again by who comes next.
      if (signal.aborted && error instanceof VarveError) return;
      if (!mayPass(error)) throw error;
      failures = state.build === before ? failures + 1 : 1;
      state.role = 'retrying';
      state.error = error;
      onRetry(error);
      onChange();
      await sleep(Math.min(5_000, 100 * 2 ** (failures - 1)), signal);
    }
  }
}

async function follow(options: FollowerOptions, state: FollowState, first: Projector): Promise<void> {
  const { projection, signal, onChange } = options;
  let projector = first;
  while (!signal.aborted) {
    const applied = await takeStep(options, state, projector);
    if (applied === undefined) continue;
    if (applied.kind === 'applied') {
      state.build = applied.build;
      state.role = 'working';
      state.error = undefined;
    } else if (applied.kind === 'taken') {
      state.role = 'standing by';
      onChange();
      // Others write the rows now: nothing that is remembered of them is worth anything.
      projector = projection.projector(state.key.partition);
      await standBy(options, state);
    } else {
      state.role = 'replaced';
    }
    onChange();
    if (state.role === 'replaced') return;
  }
}

/** Deals with what comes next; `undefined` where that was nothing for the rows. */
function takeStep(options: FollowerOptions, state: FollowState, projector: Projector): Promise<Applied | undefined> {
  return state.build.state === 'building'
    ? buildBeside(options, state, projector)
    : followLive(options, state, projector);
}

async function followLive(
  options: FollowerOptions,
  state: FollowState,
  projector: Projector,
): Promise<Applied | undefined> {
  const batch = await options.feed.next(state.position, options.signal);
  if (batch === undefined) return undefined;
  if (!concerns(projector, batch) && batch.upTo - state.build.position < unwritten) {
    state.position = batch.upTo;
    options.onChange();
    return undefined;
  }
  const applied = await apply(options, state, projector, { ...batch, isReplay: false });
  if (applied.kind === 'applied') state.position = batch.upTo;
  return applied;
}

/** How far a build may be behind in the database, when nothing of that concerns it: so much is read again, at most. */
const unwritten = 10_000n;

function concerns({ categories }: Projector, { records }: FeedBatch): boolean {
  return records.some(({ stream }) => categories.some((category) => stream.startsWith(`${category}-`)));
}

/**
 * Comes as far as the build that serves, and then takes its place. What is further is for then: whatever the older build
 * has not handled is no replay.
 */
async function buildBeside(
  options: FollowerOptions,
  state: FollowState,
  projector: Projector,
): Promise<Applied | undefined> {
  const { tables, projection, name, catchUpFeed } = options;
  const serving = await tables.transact(async ({ builds }) =>
    (await builds.list(projection.name)).filter(
      (build) => isServing(build, projection) && build.fingerprint !== state.key.fingerprint,
    ),
  );
  const bound = await boundOf(options, state, serving);
  if (serving.some(isKeptInline) && bound - state.build.position <= nearby) {
    // They serve on, from here, as if a runner had kept them, and wait to be replaced.
    await letGoOfInline(options.store.inline, projection);
    return undefined;
  }
  if (state.build.position < bound) {
    const batch = await catchUpFeed.behind(state.build.position);
    const isLast = batch === undefined || batch.upTo >= bound;
    const records = (batch?.records ?? []).filter(({ position }) => position <= bound);
    const upTo = isLast ? bound : batch.upTo;
    const isReplay = !projection.effectsInRebuild;
    const applied = await apply(options, state, projector, { records, upTo, isReplay });
    if (applied.kind === 'applied') state.position = applied.build.position;
    return applied;
  }
  const { fingerprint, partition } = state.key;
  const switched = await switchBuilds(tables, { projection, fingerprint, runner: name });
  if (switched === 'behind') {
    // It may be those of other partitions that are to come.
    if (projection.partitions > 1) await sleep(100, options.signal);
    return undefined;
  }
  const key = { projection: projection.name, fingerprint: projection.fingerprint, partition };
  const build = await tables.transact(async ({ builds }) =>
    (await builds.list(projection.name)).find(
      (each) => each.fingerprint === key.fingerprint && each.partition === partition,
    ),
  );
  // Rows that were made anew are followed by whoever follows the fingerprint.
  if (build === undefined || build.state !== 'live' || fingerprint !== projection.fingerprint) return { kind: 'gone' };
  state.build = build;
  state.position = build.position;
  return switched === 'switched' ? { kind: 'applied', build } : { kind: 'taken' };
}

/** How far the builds that serve have come, which those that appends keep may not say: then it is as far as the events. */
async function boundOf(
  { store, projection }: FollowerOptions,
  { build: { position } }: FollowState,
  serving: readonly Build[],
): Promise<bigint> {
  const isUpToDate = store.inline?.keepsPosition === false && serving.some(({ state }) => state === 'inline');
  return isUpToDate ? ((await lastPosition(store, position, projection.categories)) ?? position) : furthest(serving);
}

function apply(
  { tables, projection, name, signal, onRetry, onParked, onChange }: FollowerOptions,
  state: FollowState,
  projector: Projector,
  batch: Pick<FeedBatch, 'records' | 'upTo'> & { readonly isReplay: boolean },
): Promise<Applied> {
  return applyEvents({
    ...batch,
    tables,
    projection,
    projector,
    runner: name,
    build: state.build,
    signal,
    onParked,
    onRetry(error) {
      state.role = 'retrying';
      state.error = error;
      onRetry(error);
      onChange();
    },
  });
}
