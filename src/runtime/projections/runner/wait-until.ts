import { StoreError } from '../../errors.js';
import type { EventStore } from '../../store.js';
import { checkInteger, invalidArgument } from '../../stores/arguments.js';
import { sleep } from '../../stores/back-off.js';
import type { Bell } from '../../stores/bell.js';
import type { AsyncProjection } from '../async-projection.js';
import type { BuildKey } from '../build.js';
import type { WaitOptions } from '../projection-runner.js';
import type { ProjectionTables } from '../projection-tables.js';
import type { Follower } from './follower.js';
import { isServing } from './is-serving.js';
import { lastPosition } from './last-position.js';

export interface Waiting {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly tables: ProjectionTables;
  readonly followers: readonly Follower[];
  /** Rung when something has changed with them. */
  readonly changes: Bell;
  /** Aborted when the runner is stopped. */
  readonly signal: AbortSignal;
  /** Those to abort when the runner is stopped: one enters itself while it waits. */
  readonly stops: Set<AbortController>;
}

/** Waits until what serves readers has come to a position, or, without one, to where the store ends now. */
export async function waitUntil(
  waiting: Waiting,
  position: bigint | undefined,
  { projections, timeout = 30_000 }: WaitOptions = {},
): Promise<void> {
  checkInteger('timeout', timeout, 0, 2 ** 31 - 1);
  const { store, tables, followers, changes, signal, stops } = waiting;
  for (const name of projections ?? []) {
    if (!followers.some(({ projection }) => projection.name === name)) {
      throw invalidArgument(`${name} is no projection of this runner`);
    }
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  // Not as listeners of one signal, of which Node warns when they are many.
  stops.add(stop);
  if (signal.aborted) stop.abort();
  try {
    const targets = new Map<string, bigint>();
    let isReadable = position === undefined;
    /** Whether a build has come far enough, whose rows are up to a place. */
    const isFarEnough = async (build: BuildKey, here: bigint, categories: readonly string[]): Promise<boolean> => {
      // Most who wait find that it has happened, and nothing needs to be read for them.
      if (position !== undefined && here >= position) return true;
      const name = JSON.stringify([build.projection, build.fingerprint, build.partition]);
      const known = targets.get(name);
      if (known !== undefined) return here >= known;
      if (!isReadable && position !== undefined) await untilReadable(store, position, stop.signal);
      isReadable = true;
      const last = (await lastPosition(store, here, categories)) ?? here;
      const target = position === undefined || last < position ? last : position;
      targets.set(name, target);
      return here >= target;
    };
    /** The same of the rows that serve in the place of those that this runner has followed. */
    const isServed = async ({ name, table, categories }: AsyncProjection): Promise<boolean> => {
      const builds = await tables.transact((transaction) => transaction.builds.list(name));
      for (const build of builds.filter((each) => isServing(each, { table }))) {
        if (build.state === 'building') return false;
        if (build.state !== 'inline' && !(await isFarEnough(build, build.position, categories))) return false;
      }
      return true;
    };
    const isThere = async (): Promise<boolean> => {
      const others = new Set<AsyncProjection>();
      for (const { projection, state } of awaited(followers, projections)) {
        if (state.role === 'failed') throw state.error;
        if (state.role === 'replaced') others.add(projection);
        else if (state.build.state !== 'live') return false;
        else if (!(await isFarEnough(state.key, state.position, projection.categories))) return false;
      }
      for (const projection of others) if (!(await isServed(projection))) return false;
      return true;
    };
    while (!stop.signal.aborted) {
      const heard = changes.rings;
      if (await isThere()) return;
      const isOthers = awaited(followers, projections).some(({ state }) => state.role === 'replaced');
      await (isOthers ? sleep(othersInterval, stop.signal) : changes.wait(heard, stop.signal));
    }
  } finally {
    clearTimeout(timer);
    stops.delete(stop);
  }
  if (signal.aborted) throw new StoreError('CLOSED', 'the runner was stopped');
  throw new StoreError('UNAVAILABLE', `the projections did not get there in ${timeout} ms`);
}

/** How often to look how far others are, in milliseconds: they ring no bell. */
const othersInterval = 20;

/** What follows the rows that serve, or is to serve, or has: not what makes them anew beside. */
function awaited(followers: readonly Follower[], names: readonly string[] | undefined): readonly Follower[] {
  return followers.filter(
    ({ projection, state }) =>
      state.key.fingerprint === projection.fingerprint && (names === undefined || names.includes(projection.name)),
  );
}

/** An event may be stored before those who read all events find it: others, in front of it, may still be on their way. */
async function untilReadable(store: Waiting['store'], position: bigint, signal: AbortSignal): Promise<void> {
  if (position === 0n) return;
  while (!signal.aborted) {
    for await (const page of store.readAll({ after: position - 1n, limit: 1 })) {
      if (page.length > 0) return;
    }
    await sleep(10, signal);
  }
}
