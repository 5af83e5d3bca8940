import { StoreError } from '../errors.js';
import type { EventStore } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import type { Build, BuildState } from './build.js';
import type { ProjectionTables } from './projection-tables.js';
import { allRows } from './runner/all-rows.js';
import { lastPosition } from './runner/last-position.js';

export interface ProjectionStatusOptions {
  readonly store: Pick<EventStore, 'readAll' | 'tables'>;
  /** The store's own by default. */
  readonly tables?: ProjectionTables;
  readonly projections: readonly AsyncProjection[];
  /** Whether to count the rows, which reads them all. */
  readonly countRows?: boolean;
}

/** A build of a projection, as the database has it. */
export interface ProjectionStatus {
  readonly projection: string;
  readonly fingerprint: string;
  readonly partition: number;
  /** `'missing'` where the projection has no rows yet. */
  readonly state: BuildState | 'missing';
  /** Whether it is of the code that asks: of another, its rows are to be made anew. */
  readonly isCurrent: boolean;
  readonly table: string;
  readonly position: bigint;
  /** How far it is behind the last event that concerns it, in positions: as many events at most. 0 for one that is kept inline. */
  readonly lag: bigint;
  /** Of the table, whatever the partition; absent where they are not counted. */
  readonly rows?: number;
  /** How many events were put aside. */
  readonly parked: number;
}

/** How far the builds of projections are, whoever keeps them. @throws StoreError */
export async function projectionStatus(options: ProjectionStatusOptions): Promise<readonly ProjectionStatus[]> {
  const { store, projections } = options;
  const { tables = store.tables } = options;
  if (tables === undefined)
    throw new StoreError('UNSUPPORTED', 'this store keeps no tables: give those of the projections');
  const found: ProjectionStatus[] = [];
  for (const projection of projections) {
    const { builds, letters } = await tables.transact(async (transaction) => ({
      builds: await transaction.builds.list(projection.name),
      letters: await transaction.deadLetters.list(projection.name),
    }));
    if (builds.length === 0) found.push(missing(projection));
    const counted = new Map<string, number>();
    for (const build of builds) {
      const parked = letters.filter(
        ({ fingerprint, partition }) => fingerprint === build.fingerprint && partition === build.partition,
      ).length;
      const status = await statusOf(store, projection, build, parked);
      if (options.countRows !== true) {
        found.push(status);
        continue;
      }
      const rows = counted.get(build.table) ?? (await countRows(tables, projection, build));
      counted.set(build.table, rows);
      found.push({ ...status, rows });
    }
  }
  return found;
}

function missing({ name, fingerprint, table }: AsyncProjection): ProjectionStatus {
  return {
    projection: name,
    fingerprint,
    partition: 0,
    state: 'missing',
    isCurrent: true,
    table: table.name,
    position: 0n,
    lag: 0n,
    parked: 0,
  };
}

async function statusOf(
  store: ProjectionStatusOptions['store'],
  { fingerprint, categories }: AsyncProjection,
  build: Build,
  parked: number,
): Promise<ProjectionStatus> {
  const { position, state } = build;
  const last = state === 'inline' ? undefined : await lastPosition(store, position, categories);
  return {
    projection: build.projection,
    fingerprint: build.fingerprint,
    partition: build.partition,
    state,
    isCurrent: build.fingerprint === fingerprint || build.fingerprint.startsWith(`${fingerprint}~`),
    table: build.table,
    position,
    lag: last === undefined ? 0n : last - position,
    parked,
  };
}

/** Rows of another version of the code have other columns, but the same key where nobody changed that. */
async function countRows(tables: ProjectionTables, { table }: AsyncProjection, build: Build): Promise<number> {
  const columns = table.columns.filter(({ isKey }) => isKey);
  let rows = 0;
  for await (const page of allRows(tables, { ...table, columns, indexes: [], name: build.table })) rows += page.length;
  return rows;
}
