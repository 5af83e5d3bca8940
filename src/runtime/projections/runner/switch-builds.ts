import type { AsyncProjection } from '../async-projection.js';
import type { Build, BuildKey } from '../build.js';
import type { ProjectionTables, TablesTransaction } from '../projection-tables.js';
import { writeNotes } from './build-notes.js';
import { isServing } from './is-serving.js';

/**
 * - `switched`: the new rows serve.
 * - `behind`: the builds that serve are further. Where the new ones are near, those were told to wait for them.
 * - `gone`: somebody else has switched, or made the builds needless.
 */
export type Switched = 'switched' | 'behind' | 'gone';

export interface SwitchRequest {
  readonly projection: AsyncProjection;
  /** Of the builds that are to serve. */
  readonly fingerprint: string;
  /** Who asks. */
  readonly runner: string;
}

/**
 * Puts the rows of new builds in the place of those that serve, in one transaction: who reads finds the ones or the
 * others. The new rows are at the same place then or further, so that nobody sees them go back.
 */
export function switchBuilds(tables: ProjectionTables, request: SwitchRequest): Promise<Switched> {
  const { projection, fingerprint, runner } = request;
  return tables.transact(async (transaction) => {
    const all = await lockAll(transaction, projection.name);
    const fresh = all.filter((build) => build.fingerprint === fingerprint && build.state === 'building');
    const [first] = fresh;
    if (first === undefined || fresh.length < projection.partitions) return 'gone';
    const others = all.filter((build) => build.fingerprint !== fingerprint);
    const serving = others.filter((build) => isServing(build, projection));
    const bound = furthest(serving);
    if (fresh.some(({ position }) => position < bound)) {
      if (fresh.some(({ position }) => bound - position > nearby)) return 'behind';
      for (const build of serving) await transaction.builds.write({ ...build, notes: writeNotes({ runner }) });
      return 'behind';
    }
    await transaction.dropTable(projection.table.name);
    await transaction.renameTable(first.table, projection.table.name);
    await removeBuilds(transaction, projection, others);
    for (const build of fresh) await take(transaction, projection, build);
    return 'switched';
  });
}

/** From how far on the builds that serve are told to wait: that far the new ones come in no time. */
export const nearby = 10_000n;

/** The furthest that any of some builds has come. */
export function furthest(builds: readonly Build[]): bigint {
  return builds.reduce((most, { position }) => (position > most ? position : most), 0n);
}

/** All builds of a projection, locked in one order, so that no two wait for one another. */
export async function lockAll(transaction: TablesTransaction, projection: string): Promise<readonly Build[]> {
  const locked: Build[] = [];
  for (const key of await transaction.builds.list(projection)) {
    const build = await transaction.builds.lock(key);
    if (build !== undefined && build !== 'taken') locked.push(build);
  }
  return locked;
}

/** Removes builds with what they put aside, and their tables where they have others than the one that serves. */
export async function removeBuilds(
  transaction: TablesTransaction,
  projection: Pick<AsyncProjection, 'table'>,
  builds: readonly Build[],
): Promise<void> {
  for (const build of builds) {
    if (!isServing(build, projection)) await transaction.dropTable(build.table);
    await transaction.builds.remove(build);
    for (const letter of await lettersOf(transaction, build)) {
      await transaction.deadLetters.remove(letter, letter.position);
    }
  }
}

async function take(transaction: TablesTransaction, projection: AsyncProjection, build: Build): Promise<void> {
  const { fingerprint } = projection;
  if (build.fingerprint !== fingerprint) {
    await transaction.builds.remove(build);
    for (const letter of await lettersOf(transaction, build)) {
      await transaction.deadLetters.remove(letter, letter.position);
      await transaction.deadLetters.park({ ...letter, fingerprint });
    }
  }
  const serving: Build = {
    ...build,
    fingerprint,
    state: 'live',
    table: projection.table.name,
    // Whoever stands by for it need not wait.
    notes: writeNotes({ runner: '' }),
  };
  await transaction.builds.write(serving);
}

async function lettersOf(
  transaction: TablesTransaction,
  { projection, fingerprint, partition }: BuildKey,
): ReturnType<TablesTransaction['deadLetters']['list']> {
  const letters = await transaction.deadLetters.list(projection);
  return letters.filter((letter) => letter.fingerprint === fingerprint && letter.partition === partition);
}
