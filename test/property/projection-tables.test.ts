import {
  type AnyEvent,
  type Codec,
  createProjector,
  type EventStore,
  inlineProjection,
  type NewRecord,
  openMemoryProjection,
  type Projection,
  type ProjectionTables,
  type StoredRecord,
  type StoredRow,
  withInlineProjections,
} from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import type { EmittedFile } from '../../src/emit/emitted-file.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import { createRandom, type Random } from './arbitraries/random.js';
import { randomEvents, randomProjection, type RandomProjection } from './arbitraries/random-projection.js';
import { loadGenerated } from './load-generated.js';

type Row = Readonly<Record<string, unknown>>;

interface Made {
  readonly seed: number;
  readonly declared: RandomProjection;
  readonly projection: Projection<Row, Row, AnyEvent, 'Thing'>;
  readonly aggregates: { readonly Thing: { readonly category: string; readonly codec: Codec<never, AnyEvent> } };
}

type Store = EventStore & { readonly tables: ProjectionTables };

const problem = await withoutPostgres();
const seeds = Array.from({ length: 60 }, (_, index) => index + 1001);
let made: readonly Made[];
let cluster: PostgresCluster;

beforeAll(async () => {
  const declared = seeds.map((seed) => randomProjection(createRandom(seed)));
  const modules = await loadGenerated(
    declared.map(({ yaml }) => compiled(yaml)),
    'random/index.ts',
  );
  made = modules.map((module, index) => ({
    seed: seeds[index] ?? 0,
    declared: declared[index] as RandomProjection,
    projection: (module['rows'] as () => Made['projection'])(),
    aggregates: { Thing: { category: 'Thing', codec: module['thingCodec'] as Codec<never, AnyEvent> } },
  }));
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
}, 120_000);
afterAll(() => cluster?.stop());

function compiled(yaml: string): readonly EmittedFile[] {
  const sources = [{ path: 'random.varve.yaml', bytes: new TextEncoder().encode(yaml) }];
  const { files, diagnostics } = compileSources(sources, { timestamps: 'string', importExtension: '.ts' });
  if (diagnostics.length > 0) throw new Error(`${JSON.stringify(diagnostics)}\n${yaml}`);
  return files;
}

const openers: Readonly<Record<string, () => Promise<Store>>> = {
  memory: () => openMemoryStore(),
  SQLite: () => openSqliteStore(':memory:'),
  PostgreSQL: async () => {
    const tablesSchema = 'made';
    await cluster.query(`DROP SCHEMA IF EXISTS ${tablesSchema} CASCADE; DROP SCHEMA IF EXISTS varve CASCADE`);
    await cluster.query(`CREATE SCHEMA ${tablesSchema}`);
    return openPostgresStore(cluster.url, { tablesSchema });
  },
};

for (const [engine, open] of Object.entries(openers)) {
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  describe.skipIf(problem !== undefined && engine === 'PostgreSQL')(`random projections in ${engine}`, () => {
    it('have the rows that their events make in memory, whatever the batches', async () => {
      const store = await open();
      let compared = 0;
      for (const one of made) {
        const random = createRandom(one.seed);
        const records = await storedRecords(history(one));
        await followInBatches(store.tables, one, records, random);
        compared += await expectSame(store.tables, one, records);
      }
      expect(compared).toBeGreaterThan(seeds.length);
      await store.close();
    });

    it('have the same rows where the appends keep them', async () => {
      for (const one of made.slice(0, 12)) {
        const store = await open();
        const inlined = await withInlineProjections(store, [
          inlineProjection(one.projection, { aggregates: one.aggregates, tableName: tableName(one) }),
        ]);
        const events = grouped(history(one));
        // Some one after the other, and some at once.
        for (const [stream, event] of events.slice(0, 20)) await inlined.append(stream, event);
        await Promise.all(events.slice(20).map(([stream, event]) => inlined.append(stream, event)));
        await expectSame(store.tables, one, await allOf(store));
        await store.close();
      }
    });
  });
}

function tableName({ seed }: Made): string {
  return `rows_${seed}`;
}

function history({ declared, seed }: Made): readonly (NewRecord & { readonly stream: string })[] {
  return randomEvents(declared, 80, createRandom(seed));
}

function grouped(events: readonly (NewRecord & { readonly stream: string })[]): readonly [string, NewRecord[]][] {
  return events.map(({ stream, ...event }) => [stream, [event]]);
}

async function storedRecords(
  events: readonly (NewRecord & { readonly stream: string })[],
): Promise<readonly StoredRecord[]> {
  const store = await openMemoryStore();
  for (const [stream, records] of grouped(events)) await store.append(stream, records);
  return allOf(store);
}

async function allOf(store: EventStore): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return records;
}

/** Batches of random sizes, by one who remembers rows, or few, or by somebody new. */
async function followInBatches(
  tables: ProjectionTables,
  one: Made,
  records: readonly StoredRecord[],
  random: Random,
): Promise<void> {
  const { projection, aggregates } = one;
  const key = { projection: 'Rows', fingerprint: String(one.seed), partition: 0 };
  const table = { ...projection.table, name: tableName(one) };
  await tables.transact(async (transaction) => {
    await transaction.createTable(table);
    await transaction.builds.write({ ...key, state: 'live', table: table.name, position: 0n, notes: '' });
  });
  let projector = createProjector(projection, { aggregates });
  for (let next = 0; next < records.length;) {
    const page = records.slice(next, next + random.int(1, 30));
    if (random.int(0, 3) === 0) projector = createProjector(projection, { aggregates, cachedRows: random.int(0, 2) });
    const done = await tables.transact(async (transaction) => {
      const build = await transaction.builds.lock(key);
      if (build === undefined || build === 'taken') throw new Error('there is no build');
      return projector.apply(transaction, build, { records: page, isReplay: true });
    });
    if (random.int(0, 5) > 0) done.keep();
    next += page.length;
  }
}

/** Gives how many rows there are. */
async function expectSame(tables: ProjectionTables, one: Made, records: readonly StoredRecord[]): Promise<number> {
  const { projection, aggregates, declared } = one;
  const memory = openMemoryProjection(projection, aggregates);
  await memory.apply(records);
  const { rows } = await tables.reader({ ...projection.table, name: tableName(one) }).find({ limit: 10_000 });
  const inOrder = (each: readonly Row[]): readonly StoredRow[] =>
    each
      .map((row) => ({ text: projection.keyText(projection.keyOf(row)), row: plain(one, projection.table.write(row)) }))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ row }) => row);
  expect(inOrder(rows), `seed ${one.seed}\n${declared.yaml}`).toEqual(inOrder(memory.rows()));
  for (const row of memory.rows().slice(0, 3)) {
    const found = await tables.reader({ ...projection.table, name: tableName(one) }).get(projection.keyOf(row));
    expect(found && plain(one, projection.table.write(found))).toEqual(plain(one, projection.table.write(row)));
  }
  return rows.length;
}

/** A database may write an instant with other digits, to the microsecond, and has one zero and one case of a UUID. */
function plain({ projection }: Made, row: StoredRow): StoredRow {
  const changed = { ...row };
  for (const { field, type } of projection.table.columns) {
    const value = row[field];
    if (typeof value === 'number') changed[field] = value + 0;
    if (typeof value !== 'string') continue;
    if (type === 'timestamp')
      changed[field] = `${value.slice(0, 19)}.${value.slice(20, -1).padEnd(9, '0').slice(0, 6)}`;
    if (type === 'decimal' && !/[1-9]/u.test(value)) changed[field] = value.replace('-', '');
    if (type === 'uuid') changed[field] = value.toLowerCase();
  }
  return changed;
}
