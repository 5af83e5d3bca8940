import { StoreError } from '../../errors.js';
import type { AsyncProjection } from '../async-projection.js';
import { type Build, isKeptInline } from '../build.js';
import type { InlineAppends } from '../inline.js';
import type { ProjectionTables, TablesTransaction } from '../projection-tables.js';
import { writeNotes } from './build-notes.js';
import { letGoOfInline } from './let-go-of-inline.js';
import { againWhenMade, MadeMeanwhile } from './made-meanwhile.js';
import { isServing } from './is-serving.js';
import { nameBeside } from './name-beside.js';

/** What the fingerprint of a build ends with that makes rows anew which nothing but a wish calls for. */
const anewMark = '~anew';

export function anewFingerprint({ fingerprint }: Pick<AsyncProjection, 'fingerprint'>): string {
  return `${fingerprint}${anewMark}`;
}

/**
 * The builds of a projection that are to be followed, one for each partition: those that are there, or new ones. Where
 * rows of another fingerprint serve, the new ones get a table beside.
 *
 * @param inline of the store that the tables are of, if it can keep rows with its appends.
 * @throws StoreError `UNSUPPORTED` where its table is kept inline and not to be taken from there, or is somebody else's.
 */
export function planBuilds(
  tables: ProjectionTables,
  inline: InlineAppends | undefined,
  projection: AsyncProjection,
): Promise<readonly Build[]> {
  return againWhenMade(async () => {
    const planned = await planOnce(tables, projection);
    if (!planned.some(isKeptInline)) return planned;
    await letGoOfInline(inline, projection);
    throw new MadeMeanwhile();
  });
}

function planOnce(tables: ProjectionTables, projection: AsyncProjection): Promise<readonly Build[]> {
  return tables.transact(async (transaction) => {
    const all = await transaction.builds.list(projection.name);
    const mine = all.filter(({ fingerprint }) => fingerprint === projection.fingerprint);
    if (!projection.fromInline && all.some(isKeptInline)) {
      throw new StoreError(
        'UNSUPPORTED',
        `the rows of ${projection.name} are kept by the appends themselves: a runner must not, without \`fromInline\``,
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
  });
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
