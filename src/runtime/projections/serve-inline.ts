import { StoreError } from '../errors.js';
import type { EventStore, StoredRecord } from '../store.js';
import { uuidv7 } from '../uuid.js';
import { type Build, type BuildKey, isKeptInline } from './build.js';
import type { ProjectedBatch } from './create-projector.js';
import type { InlineAppends, InlineTarget, QuietWork } from './inline.js';
import type { ProjectionTables, TablesTransaction } from './projection-tables.js';
import { againWhenMade, MadeMeanwhile } from './runner/made-meanwhile.js';
import { nameBeside } from './runner/name-beside.js';
import { lockAll, removeBuilds } from './runner/switch-builds.js';

/** Rows that appends are to keep, and the build that makes them until then. */
export interface InlineRows extends Pick<InlineTarget, 'key' | 'table' | 'categories' | 'apply'> {
  /** Of the build that they are kept as. */
  readonly servedAs: string;
  readonly effectsInRebuild: boolean;
}

export interface InlinePlace {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly tables: ProjectionTables;
  readonly inline: InlineAppends;
}

/**
 * Settles when appends keep the rows. Where others serve, these are made in a table beside, and take the place of the
 * others while nothing is appended, which is when they have come nearly as far. A build that was killed goes on.
 */
export async function serveInline({ store, tables, inline }: InlinePlace, rows: InlineRows): Promise<void> {
  const { categories } = rows;
  for (let isDone = false; !isDone;) {
    const build = await againWhenMade(() => tables.transact((transaction) => beginBuild(transaction, rows)));
    if (isUpToDate(build, inline)) return;
    // Most of it while others append, so that they need not wait for long.
    for await (const records of store.readAll({ after: build.position, categories })) {
      const done = await tables.transact((transaction) => advance(transaction, rows, inline, records));
      if (done === undefined) break;
      done.keep();
    }
    isDone = await inline.whileNothingIsAppended((work) => takeOver(work, rows, inline));
  }
}

/** The build as it is there, or a new one with an empty table, which is beside where another one has its name. */
async function beginBuild(transaction: TablesTransaction, { key, table }: InlineRows): Promise<Build> {
  const all = await transaction.builds.list();
  const found = all.find((build) => isSame(build, key));
  if (found !== undefined) return found;
  const owners = all.filter((build) => build.table === table.name && build.state !== 'retired');
  if (owners.some(({ projection }) => projection !== key.projection)) {
    throw new StoreError('UNSUPPORTED', `the table ${table.name} has rows of another projection`);
  }
  if (owners.length === 0 && (await transaction.hasTable(table.name))) {
    // Those who made it just now have made a build, too.
    if ((await transaction.builds.list(key.projection)).length > 0) throw new MadeMeanwhile();
    throw new StoreError('UNSUPPORTED', `there is a table ${table.name}, which is none of ${key.projection}`);
  }
  const name = owners.length === 0 ? table.name : nameBeside(table.name);
  await transaction.createTable({ ...table, name });
  const build: Build = { ...key, state: 'building', table: name, position: 0n, notes: '' };
  if (!(await transaction.builds.create(build))) throw new MadeMeanwhile();
  return build;
}

/** Applies what is new to the build; `undefined` where it is not there any more, or appends keep it. */
async function advance(
  transaction: TablesTransaction,
  rows: InlineRows,
  inline: InlineAppends,
  records: readonly StoredRecord[],
): Promise<ProjectedBatch | undefined> {
  const all = await lockAll(transaction, rows.key.projection);
  const build = all.find((each) => isSame(each, rows.key));
  if (build === undefined || isUpToDate(build, inline)) return undefined;
  return applyTo(transaction, rows, build, { records, handled: handledUpTo(all, build, rows, inline) });
}

/** Takes the last steps, and puts the rows in the place of those that serve; `false` where the build is not there any more. */
async function takeOver(
  { transaction, readAll, head }: QuietWork,
  rows: InlineRows,
  inline: InlineAppends,
): Promise<boolean> {
  const { key, table, servedAs } = rows;
  const all = await lockAll(transaction, key.projection);
  const mine = all.find((build) => isSame(build, key));
  // Rows that were made anew have taken their place, then.
  if (mine === undefined) return servedAs !== key.fingerprint;
  // Another process was quicker, and appends have kept the rows since.
  if (isUpToDate(mine, inline)) return true;
  const handled = handledUpTo(all, mine, rows, inline);
  let build = mine;
  for await (const records of readAll(mine.position, rows.categories)) {
    ({ build } = await applyTo(transaction, rows, build, { records, handled }));
  }
  if (mine.state === 'inline') {
    if (build.position < (await head())) await transaction.builds.write({ ...build, position: await head() });
    return true;
  }
  if (mine.table !== table.name) {
    await transaction.dropTable(table.name);
    await transaction.renameTable(mine.table, table.name);
  }
  await removeBuilds(
    transaction,
    rows,
    all.filter((other) => other !== mine),
  );
  if (servedAs !== key.fingerprint) await transaction.builds.remove(key);
  await transaction.builds.write({
    ...build,
    fingerprint: servedAs,
    state: 'inline',
    table: table.name,
    position: await head(),
    // Whoever remembers rows of the same fingerprint sees that these are others.
    notes: uuidv7(),
  });
  return true;
}

/** Whether appends keep the rows, and these have all that was appended. */
function isUpToDate({ state }: Build, { keepsPosition }: InlineAppends): boolean {
  return state === 'inline' && !keepsPosition;
}

interface InlineWork {
  readonly records: readonly StoredRecord[];
  /** Up to where another version's handlers have handled the events. */
  readonly handled: bigint;
}

async function applyTo(
  transaction: TablesTransaction,
  { apply }: InlineRows,
  build: Build,
  { records, handled }: InlineWork,
): Promise<ProjectedBatch> {
  const replayed = records.filter(({ position }) => position <= handled);
  const done = await apply(transaction, build, { records: replayed, isReplay: true });
  if (replayed.length === records.length) return done;
  const fresh = records.slice(replayed.length);
  return apply(transaction, done.build, { records: fresh, isReplay: false });
}

/** Up to where the builds that serve beside this one have handled the events; nowhere where there is none. */
function handledUpTo(
  all: readonly Build[],
  mine: Build,
  { effectsInRebuild }: InlineRows,
  { keepsPosition }: InlineAppends,
): bigint {
  if (effectsInRebuild) return 0n;
  const serving = all.filter((build) => build !== mine && (build.state === 'live' || isKeptInline(build)));
  if (!keepsPosition && serving.some(({ state }) => state === 'inline')) return farthest;
  return serving.reduce((most, { position }) => (position > most ? position : most), 0n);
}

/** No position is behind this one. */
const farthest = 2n ** 63n;

function isSame(build: BuildKey, key: BuildKey): boolean {
  return (
    build.projection === key.projection && build.fingerprint === key.fingerprint && build.partition === key.partition
  );
}
