import { StoreError } from '../../errors.js';
import type { EventStore } from '../../store.js';
import { checkInteger, invalidArgument } from '../../stores/arguments.js';
import { sleep } from '../../stores/back-off.js';
import type { Bell } from '../../stores/bell.js';
import type { WaitOptions } from '../projection-runner.js';
import type { Follower } from './follower.js';
import { lastPosition } from './last-position.js';

export interface Waiting {
  readonly store: Pick<EventStore, 'readAll'>;
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
  const { store, followers, changes, signal, stops } = waiting;
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
    const targets = new Map<Follower, bigint>();
    let isReadable = position === undefined;
    const targetOf = async (follower: Follower): Promise<bigint> => {
      const known = targets.get(follower);
      if (known !== undefined) return known;
      if (!isReadable && position !== undefined) await untilReadable(store, position, stop.signal);
      isReadable = true;
      const here = follower.state.position;
      const last = (await lastPosition(store, here, follower.projection.categories)) ?? here;
      const target = position === undefined || last < position ? last : position;
      targets.set(follower, target);
      return target;
    };
    const isThere = async (): Promise<boolean> => {
      for (const follower of awaited(followers, projections)) {
        const { state } = follower;
        if (state.role === 'failed') throw state.error;
        if (state.build.state !== 'live') return false;
        // Most who wait find that it has happened, and nothing needs to be read for them.
        if (position !== undefined && state.position >= position) continue;
        if (state.position < (await targetOf(follower))) return false;
      }
      return true;
    };
    while (!stop.signal.aborted) {
      const heard = changes.rings;
      if (await isThere()) return;
      await changes.wait(heard, stop.signal);
    }
  } finally {
    clearTimeout(timer);
    stops.delete(stop);
  }
  if (signal.aborted) throw new StoreError('CLOSED', 'the runner was stopped');
  throw new StoreError('UNAVAILABLE', `the projections did not get there in ${timeout} ms`);
}

/** What follows the rows that serve, or is to serve: not what makes them anew beside. */
function awaited(followers: readonly Follower[], names: readonly string[] | undefined): readonly Follower[] {
  return followers.filter(
    ({ projection, state }) =>
      state.role !== 'replaced' &&
      state.key.fingerprint === projection.fingerprint &&
      (names === undefined || names.includes(projection.name)),
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
