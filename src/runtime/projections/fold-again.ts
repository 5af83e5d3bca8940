import { StoreError } from '../errors.js';
import type { EventStore } from '../store.js';
import type { AsyncProjection } from './async-projection.js';
import type { Build, BuildKey, DeadLetter } from './build.js';
import type { InlineAppends } from './inline.js';
import type { ProjectionTables, TableShape, TablesTransaction } from './projection-tables.js';
import { isServing } from './runner/is-serving.js';
import { nameBeside } from './runner/name-beside.js';

export interface VerifyPlace {
  readonly store: Pick<EventStore, 'readAll' | 'tables'> & { readonly inline?: InlineAppends };
  readonly tables: ProjectionTables;
  readonly projection: AsyncProjection;
}

/** The rows that served, and how far they were. */
export interface CopiedRows {
  readonly table: TableShape;
  /** Of each partition. */
  readonly builds: readonly Build[];
  readonly letters: readonly DeadLetter[];
  readonly position: bigint;
}

/** What ends the fingerprints of builds that are there to be compared, and for nothing else. */
const [copyMark, foldMark] = ['~verify', '~verify fold'];

/** Removes what is there to be compared, also of a process that was killed. */
export function removeScratch({ tables, projection: { name, fingerprint } }: VerifyPlace): Promise<void> {
  return tables.transact(async (transaction) => {
    for (const build of await transaction.builds.list(name)) {
      if (build.fingerprint !== fingerprint + copyMark && build.fingerprint !== fingerprint + foldMark) continue;
      await transaction.dropTable(build.table);
      await transaction.builds.remove(build);
    }
  });
}

/** Copies the rows that serve, as they are at one place of the events. */
export async function copyServed({ store, tables, projection }: VerifyPlace): Promise<CopiedRows> {
  const { name, fingerprint, table, partitions } = projection;
  const copy = { ...table, name: nameBeside(table.name) };
  const copyRows = async (transaction: TablesTransaction, head?: bigint): Promise<CopiedRows> => {
    const builds: Build[] = [];
    for (const key of await transaction.builds.list(name)) {
      if (key.fingerprint !== fingerprint || !isServing(key, projection)) continue;
      const build = await transaction.builds.lock(key);
      if (build === undefined || build === 'taken') continue;
      builds.push(head !== undefined && build.state === 'inline' ? { ...build, position: head } : build);
    }
    if (builds.length < partitions) {
      throw new StoreError('UNSUPPORTED', `no rows of ${name} serve that this version of it has made`);
    }
    await create(transaction, copy, [{ projection: name, fingerprint: fingerprint + copyMark, partition: 0 }]);
    await transaction.copyRows(table.name, copy.name);
    const letters = await transaction.deadLetters.list(name);
    const position = builds.reduce((most, build) => (build.position > most ? build.position : most), 0n);
    return { table: copy, builds, letters, position };
  };
  // Where inline rows do not say how far they are, they are as far as the events, while nothing is appended.
  const { inline } = store;
  const served = await tables.transact(({ builds }) => builds.list(name));
  const isInline = served.some((build) => build.state === 'inline' && isServing(build, projection));
  if (isInline && inline === undefined)
    throw new StoreError('UNSUPPORTED', 'the rows are kept inline, by another store');
  if (!isInline || inline === undefined || inline.keepsPosition)
    return tables.transact((transaction) => copyRows(transaction));
  return inline.whileNothingIsAppended(async ({ transaction, head }) => copyRows(transaction, await head()));
}

/** Folds what the copied rows are made of into a table of its own, as far as each partition has come. */
export async function foldAgain(
  { store, tables, projection }: VerifyPlace,
  { builds, letters, position }: CopiedRows,
): Promise<TableShape> {
  const table = { ...projection.table, name: nameBeside(projection.table.name) };
  const folds = builds.map((build) => ({
    build,
    key: { ...keyOf(build), fingerprint: projection.fingerprint + foldMark },
    projector: projection.projector(build.partition),
  }));
  await tables.transact((transaction) =>
    create(
      transaction,
      table,
      folds.map(({ key }) => key),
    ),
  );
  const isParked = (build: Build, at: bigint): boolean =>
    letters.some(
      (letter) =>
        letter.position === at && letter.fingerprint === build.fingerprint && letter.partition === build.partition,
    );
  if (position === 0n) return table;
  for await (const page of store.readAll({ categories: projection.categories })) {
    for (const { build, key, projector } of folds) {
      const records = page.filter((record) => record.position <= build.position && !isParked(build, record.position));
      if (records.length === 0) continue;
      const done = await tables.transact(async (transaction) => {
        const fold = await transaction.builds.lock(key);
        if (fold === undefined || fold === 'taken') {
          throw new StoreError(
            'FAILED',
            `the rows of ${key.projection} were replaced, or verified by others: try again`,
          );
        }
        return projector.apply({ ...transaction, query: refuseQueries }, fold, { records, isReplay: true });
      });
      done.keep();
    }
    if ((page.at(-1)?.position ?? 0n) >= position) break;
  }
  return table;
}

/** What a handler does in SQL is done already. */
function refuseQueries(): Promise<never> {
  return Promise.reject(new StoreError('UNSUPPORTED', 'a handler that queries the database cannot be verified'));
}

async function create(transaction: TablesTransaction, table: TableShape, keys: readonly BuildKey[]): Promise<void> {
  await transaction.createTable(table);
  for (const key of keys) {
    if (await transaction.builds.create({ ...key, state: 'building', table: table.name, position: 0n, notes: '' }))
      continue;
    throw new StoreError('FAILED', `the rows of ${key.projection} are being verified by others: try again`);
  }
}

function keyOf({ projection, partition, fingerprint }: Build): BuildKey {
  return { projection, partition, fingerprint };
}
