import { sleep } from '../../stores/back-off.js';
import { type Build, isKeptInline } from '../build.js';
import { readNotes, writeNotes } from './build-notes.js';
import type { FollowState } from './follow-state.js';
import type { FollowerOptions } from './follower-options.js';

/**
 * Waits until a build is to be followed: nobody does, or whoever did has written nothing between two looks, or follows at
 * least two more of the projection's partitions than this runner does. It needs no clock that others share, and a wrong guess costs no
 * more than reading a batch for nothing: the build's position decides what counts.
 */
export async function standBy(options: FollowerOptions, state: FollowState): Promise<void> {
  const { tables, projection, name, patience, signal, hurry, onChange } = options;
  let before: Build | undefined;
  let since = performance.now();
  while (!signal.aborted) {
    const builds = await tables.transact((transaction) => transaction.builds.list(projection.name));
    const { fingerprint, partition } = state.key;
    const build = builds.find((each) => each.fingerprint === fingerprint && each.partition === partition);
    if (build === undefined || isKeptInline(build)) {
      state.role = 'replaced';
      return;
    }
    state.build = build;
    if (build.position > state.position) {
      state.position = build.position;
      onChange();
    }
    const { runner } = readNotes(build.notes);
    if (runner === name) return;
    // Somebody may be about to say that it is theirs.
    if (runner === '') return sleep(50, signal);
    if (isUnfair(builds, build, name)) return claim(options, state);
    const now = performance.now();
    if (before?.position !== build.position || before.notes !== build.notes) [before, since] = [build, now];
    else if (now - since >= patience) return;
    // Not all look at once.
    await hurry(patience * (1 + Math.random() / 2), signal);
  }
}

/** Says to whoever follows the build that this runner does from now on. */
async function claim({ tables, name }: FollowerOptions, state: FollowState): Promise<void> {
  await tables.transact(async ({ builds }) => {
    const build = await builds.lock(state.key);
    if (build === undefined || build === 'taken') return;
    state.build = { ...build, notes: writeNotes({ runner: name }) };
    await builds.write(state.build);
  });
}

function isUnfair(builds: readonly Build[], build: Build, name: string): boolean {
  const mine = runnerOf(name);
  const other = runnerOf(readNotes(build.notes).runner);
  if (other === '' || other === mine) return false;
  const of = (runner: string): number =>
    builds.filter((each) => each.fingerprint === build.fingerprint && runnerOf(readNotes(each.notes).runner) === runner)
      .length;
  return of(other) >= of(mine) + 2;
}

function runnerOf(name: string): string {
  return name.split('/')[0] ?? '';
}
