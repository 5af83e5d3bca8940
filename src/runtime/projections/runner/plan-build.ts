import { StoreError } from '../../errors.js';
import { uuidv7 } from '../../uuid.js';
import type { AsyncProjection } from '../async-projection.js';
import type { Build } from '../build.js';
import type { ProjectionTables, TablesTransaction } from '../projection-tables.js';
import { writeNotes } from './build-notes.js';

/** Thrown out of a transaction in which somebody else turned out to have made the same builds. */
class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile';
}

/** What the fingerprint of a build ends with that makes rows anew which nothing but a wish calls for. */
const anewMark = '~anew';

export function anewFingerprint({ fingerprint }: Pick<AsyncProjection, 'fingerprint'>): string {
  return `${fingerprint}${anewMark}`;
}

/** Whether a build's table serves readers. */
export function isServing({ table }: Build, projection: Pick<AsyncProjection, 'table'>): boolean {
  return table === projection.table.name;
}

/**
 * The builds of a projection that are to be followed, one for each partition: those that are there, or new ones. Where
 * rows of another fingerprint serve, the new ones get a table beside.
 *
 * @throws StoreError `UNSUPPORTED` where its table is kept inline, or is somebody else's.
 */
export function planBuilds(tables: ProjectionTables, projection: AsyncProjection): Promise<readonly Build[]> {
  return againWhenMade(() =>
    tables.transact(async (transaction) => {
      const all = await transaction.builds.list(projection.name);
      const mine = all.filter(({ fingerprint }) => fingerprint === projection.fingerprint);
      if (mine.some(({ state }) => state === 'inline') || all.some(isInlineTableOf(projection))) {
        throw new StoreError(
          'UNSUPPORTED',
          `the rows of ${projection.name} are kept by the appends themselves: a runner must not`,
        );
      }
      if (mine.length > 0) return mine;
      if (all.some((build) => isServing(build, projection))) {
        return createBuilds(transaction, projection, { fingerprint: projection.fingerprint, beside: true });
      }
      if (await transaction.hasTable(projection.table.name)) {
        // Those who made it just now have made the builds, too.
        if ((await transaction.builds.list(projection.name)).length > 0) throw new MadeMeanwhile();
        throw new StoreError(
          'UNSUPPORTED',
          `there is a table ${projection.table.name}, which is none of ${projection.name}`,
        );
      }
      return createBuilds(transaction, projection, { fingerprint: projection.fingerprint, beside: false });
    }),
  );
}

/** Builds that make the rows anew, though their fingerprint is the same: those that are under way, or new ones. */
export function planAnew(tables: ProjectionTables, projection: AsyncProjection): Promise<readonly Build[]> {
  const fingerprint = anewFingerprint(projection);
  return againWhenMade(() =>
    tables.transact(async (transaction) => {
      const all = await transaction.builds.list(projection.name);
      const building = all.filter((build) => build.fingerprint === fingerprint);
      if (building.length > 0) return building;
      if (!all.some((build) => isServing(build, projection) && build.state === 'live')) {
        throw new StoreError('UNSUPPORTED', `${projection.name} has no rows that a runner keeps and could build anew`);
      }
      return createBuilds(transaction, projection, { fingerprint, beside: true });
    }),
  );
}

function isInlineTableOf(projection: AsyncProjection): (build: Build) => boolean {
  return (build) => build.state === 'inline' && isServing(build, projection);
}

async function createBuilds(
  transaction: TablesTransaction,
  { name, table, partitions }: AsyncProjection,
  { fingerprint, beside }: { readonly fingerprint: string; readonly beside: boolean },
): Promise<readonly Build[]> {
  const tableName = beside ? nameBeside(table.name) : table.name;
  await transaction.createTable({ ...table, name: tableName });
  const builds: Build[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const build: Build = {
      projection: name,
      fingerprint,
      partition,
      state: beside ? 'building' : 'live',
      table: tableName,
      position: 0n,
      notes: writeNotes({ runner: '' }),
    };
    if (!(await transaction.builds.create(build))) throw new MadeMeanwhile();
    builds.push(build);
  }
  return builds;
}

/** A name that no other build has: indexes keep the name of the table that they were made for. */
function nameBeside(name: string): string {
  const ending = `__${uuidv7().slice(-8)}`;
  let start = name;
  while (new TextEncoder().encode(start + ending).length > 63) start = start.slice(0, -1);
  // Half of a character is none.
  return start.replaceAll(/\p{Cs}/gu, '') + ending;
}

async function againWhenMade<Result>(job: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof MadeMeanwhile)) throw error;
      if (tries === 10) throw new StoreError('FAILED', 'others make and remove the same builds', { cause: error });
    }
  }
}
