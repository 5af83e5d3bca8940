import {
  asyncProjection,
  type EventStore,
  type InlineAppends,
  inlineProjection,
  openMemoryProjection,
  type Projection,
  type ProjectionTables,
  rebuildInlineProjection,
  runProjections,
  verifyProjection,
  withInlineProjections,
} from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import {
  recordOf,
  type SampleEvent,
  type SampleHandler,
  type SampleKey,
  sampleProjection,
  type SampleRow,
  sampleSources,
  sampleTable,
  set,
} from '../support/sample-projection.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
let schemas = 0;
beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

type Store = EventStore & { readonly tables: ProjectionTables; readonly inline: InlineAppends };

/** Data that several processes can open; what is in memory is one's alone, and opened once. */
interface Place {
  open(): Promise<Store>;
  remove(): Promise<unknown>;
}

const ways: Readonly<Record<string, () => Promise<Place>>> = {
  async memory() {
    const store = await openMemoryStore();
    return { open: async () => store, remove: async () => undefined };
  },
  async SQLite() {
    const folder = await mkdtemp(join(tmpdir(), 'varve-inline-rebuild-'));
    const open = (): Promise<Store> => openSqliteStore(join(folder, 'store.db'), { synchronous: 'normal' });
    return { open, remove: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: () => inPostgres({}),
  'PostgreSQL behind a pooler of transactions': () => inPostgres({ pooling: 'transaction' }),
};

async function inPostgres(options: Parameters<typeof openPostgresStore>[1]): Promise<Place> {
  const schema = `rebuild ${(schemas += 1)}`;
  await cluster.query(`CREATE SCHEMA "${schema}"`);
  return {
    open: () => openPostgresStore(cluster.url, { ...options, schema, tablesSchema: schema }),
    remove: () => cluster.query(`DROP SCHEMA "${schema}" CASCADE`),
  };
}

/** What a handler does depends on the order: it adds what one row has to another. */
const moving: SampleHandler = (rows, { data: { other } }) => {
  const [from, to] = [rows.get({ name: 'all', place: 1 }), rows.get(other)];
  if (from !== undefined && to !== undefined) rows.put({ ...to, count: to.count + from.count });
};

type Sample = Projection<SampleRow, SampleKey, SampleEvent, 'Sample'>;

/** A version counts each event so many times. From the second on a column is gone, and another is there. */
function version(number: number, custom: SampleHandler = moving): Sample {
  const first = sampleProjection(custom);
  if (number === 1) return first;
  const columns = sampleTable.columns.flatMap((column) => {
    if (column.name === 'due_at') return [];
    return column.name === 'count' ? [column, { ...column, name: `times_${number}`, field: 'times' }] : [column];
  });
  return {
    ...first,
    fingerprint: `sample ${number}`,
    table: {
      ...sampleTable,
      columns,
      write: (row) => ({ ...sampleTable.write(row), times: String(number) }),
      parse: (stored) => sampleTable.parse(withoutTimes(stored)),
    },
    handle(rows, event, transaction) {
      if (event.type !== 'Set') return first.handle(rows, event, transaction);
      const by = String(BigInt(event.data.by) * BigInt(number));
      return first.handle(rows, { ...event, data: { ...event.data, by } }, transaction);
    },
  };
}

function withoutTimes(stored: unknown): object {
  return { ...Object(stored), times: undefined };
}

const aggregates = sampleSources;

function keeping<S extends Store>(store: S, projection: Sample): Promise<S> {
  return withInlineProjections(store, [inlineProjection(projection, { aggregates })]);
}

async function expectFresh(store: Store, projection: Sample): Promise<void> {
  const memory = openMemoryProjection(projection, aggregates);
  await memory.catchUp(store);
  const expected = memory.rows().sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)) || a.place - b.place);
  const { rows } = await store.tables.reader(projection.table).find({ limit: 10_000 });
  expect(rows).toEqual(expected);
}

function move(name: string) {
  return recordOf({ type: 'Custom', data: { name: 'x', place: 1, other: { name, place: 1 } } });
}

/** Appends until it is told not to, and gives how often. */
function appending(store: Store, stream: string): { stop(): Promise<number> } {
  const end = new AbortController();
  const done = (async () => {
    let count = 0;
    for (; !end.signal.aborted; count += 1) {
      const row = `row ${count % 4}`;
      const event = count % 6 === 5 ? move(row) : set(row, 1, { note: `${stream} ${count}` });
      await store.append(stream, [set('all'), event]);
      await new Promise(setImmediate);
    }
    return count;
  })();
  return {
    stop() {
      end.abort();
      return done;
    },
  };
}

for (const [way, create] of Object.entries(ways)) {
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  describe.skipIf(problem !== undefined && way.startsWith('PostgreSQL'))(
    `inline rows that are made anew in ${way}`,
    () => {
      let place: Place;
      let opened: Set<Store>;
      const open = async (): Promise<Store> => {
        const store = await place.open();
        opened.add(store);
        return store;
      };
      beforeEach(async () => {
        place = await create();
        opened = new Set();
        return async () => {
          for (const store of opened) await store.close();
          await place.remove();
        };
      });
      const builds = async (store: Store) =>
        (await store.tables.transact((transaction) => transaction.builds.list())).map(
          ({ fingerprint, state, table }) => [fingerprint, state, table] as const,
        );

      it('take the place of the old while others append, who go on', async () => {
        const old = await keeping(await open(), version(1));
        for (let index = 0; index < 50; index += 1)
          await old.append(`Sample-${index % 3}`, [set('all'), set(`row ${index % 4}`)]);
        const writers = [appending(old, 'Sample-a'), appending(old, 'Sample-b')];
        const next = await keeping(await open(), version(2));
        expect(await builds(next)).toEqual([['sample 2', 'inline', sampleTable.name]]);
        const newer = appending(next, 'Sample-c');
        await new Promise((resolve) => setTimeout(resolve, 100));
        for (const writer of [...writers, newer]) expect(await writer.stop()).toBeGreaterThan(0);
        // What those append who know the old rows alone is there when one appends who knows the new ones.
        await old.append('Sample-a', [set('late')]);
        await next.append('Sample-c', [set('all')]);
        await expectFresh(next, version(2));
        await old.append('Sample-a', [set('later')]);
        await keeping(await open(), version(2));
        await expectFresh(next, version(2));
      });

      it('are found by the next append where the old code has appended alone', async () => {
        const old = await keeping(await open(), version(1));
        await old.append('Sample-1', [set('all', 3), set('row 1')]);
        const next = await keeping(await open(), version(2));
        for (let index = 0; index < 5; index += 1)
          await old.append('Sample-1', [set('all'), move('row 1'), set('new')]);
        expect((await old.append('Other-1', [set('not read')])).revision).toBe(1);
        await next.append('Other-1', [set('not read')]);
        await next.append('Sample-1', [set('row 1')]);
        await expectFresh(next, version(2));
        const projection = asyncProjection(version(2), { aggregates });
        await old.append('Sample-1', [set('all')]);
        expect(await verifyProjection({ store: next, projection })).toMatchObject({ differing: 0 });
      });

      it('are those of the old code again where it is started again', async () => {
        const [one, two] = [await keeping(await open(), version(1)), await keeping(await open(), version(2))];
        await two.append('Sample-1', [set('all', 3)]);
        const back = await keeping(await open(), version(1));
        await one.append('Sample-1', [set('all')]);
        await two.append('Sample-1', [set('all')]);
        await back.append('Sample-1', [set('all')]);
        await expectFresh(back, version(1));
        await two.append('Sample-1', [set('all')]);
        await one.append('Sample-1', [set('all')]);
        await expectFresh(back, version(1));
        expect(await builds(back)).toEqual([['sample', 'inline', sampleTable.name]]);
      });

      it('tell handlers what the old ones have handled', async () => {
        const told: string[] = [];
        const telling =
          (who: string): SampleHandler =>
          (_, { data, revision }, { isReplay }) =>
            void told.push(`${who} ${data.name} ${revision}${isReplay ? ' again' : ''}`);
        const first = await keeping(await open(), version(1, telling('old')));
        await first.append('Sample-1', [move('a'), move('a')]);
        const next = await keeping(await open(), version(2, telling('new')));
        await first.append('Sample-1', [move('a')]);
        await next.append('Sample-1', [move('a')]);
        const once = [...new Set(told)];
        expect(once).toEqual(['old x 1', 'old x 2', 'new x 1 again', 'new x 2 again', 'new x 3', 'new x 4']);
      });

      it('are mended by a rebuild of the same code while appends go on', async () => {
        const store = await keeping(await open(), version(1));
        for (let index = 0; index < 30; index += 1) await store.append('Sample-1', [set('all'), set(`row ${index}`)]);
        await store.tables.transact(async (transaction) => {
          const [row] = await transaction.read(sampleTable, [{ name: 'all', place: 1 }]);
          await transaction.write(sampleTable, [{ ...row, count: '7' }], [{ name: 'row 3', place: 1 }]);
        });
        const projection = asyncProjection(version(1), { aggregates });
        expect(await verifyProjection({ store, projection })).toMatchObject({ differing: 2 });
        const writer = appending(store, 'Sample-a');
        await rebuildInlineProjection({ store: await open(), projection });
        await writer.stop();
        expect(await builds(store)).toEqual([['sample', 'inline', sampleTable.name]]);
        await expectFresh(store, version(1));
        await store.append('Sample-1', [set('all'), set('row 3')]);
        await expectFresh(store, version(1));
      });

      it('become a runner’s when it asks for them, and the appends’ again', async () => {
        const store = await keeping(await open(), version(1));
        await store.append('Sample-1', [set('all')]);
        const reading = await open();
        const kept = [asyncProjection(version(1), { aggregates })];
        await expect(runProjections({ store: reading, projections: kept })).rejects.toMatchObject({
          code: 'UNSUPPORTED',
        });
        await expect(
          rebuildInlineProjection({
            store: reading,
            projection: asyncProjection({ ...version(1), name: 'Other' }, { aggregates }),
          }),
        ).rejects.toMatchObject({ code: 'UNSUPPORTED' });
        const writer = appending(store, 'Sample-a');
        const projections = [asyncProjection(version(1), { aggregates, fromInline: true })];
        const runner = await runProjections({ store: reading, projections, patience: 50 });
        await writer.stop();
        await store.append('Sample-1', [set('all')]);
        await runner.caughtUp();
        expect(await builds(store)).toEqual([['sample', 'live', sampleTable.name]]);
        await expectFresh(store, version(1));

        const changed = appending(store, 'Sample-b');
        const inline = await keeping(await open(), version(1));
        await changed.stop();
        await inline.append('Sample-1', [set('all')]);
        await expectFresh(store, version(1));
        await expect.poll(() => runner.status(), { timeout: 10_000 }).toEqual([]);
        await runner.stop();
      });

      it('are left to a runner by those who are told to, until one takes them over', async () => {
        const reading = await open();
        await reading.append('Sample-1', [set('all')]);
        const simple: SampleHandler = () => undefined;
        const projections = [asyncProjection(version(1, simple), { aggregates, partitions: 2 })];
        const runner = await runProjections({ store: reading, projections, patience: 50 });
        await runner.caughtUp();
        const inline = inlineProjection(version(1, simple), { aggregates });
        const writers = [await open(), await open()].map((store) =>
          withInlineProjections(store, [inline], { takeOver: false }),
        );
        const [one, two] = await Promise.all(writers);
        await one?.append('Sample-1', [set('all')]);
        await runner.caughtUp();
        expect(new Set((await builds(reading)).map(([, state]) => state))).toEqual(new Set(['live']));
        await expectFresh(reading, version(1, simple));

        const taking = await withInlineProjections(await open(), [inline]);
        for (const store of [one, two, taking, one]) await store?.append('Sample-1', [set('all'), set('row 1')]);
        await expectFresh(reading, version(1, simple));
        expect(await builds(reading)).toEqual([['sample', 'inline', sampleTable.name]]);
        await runner.stop();
      });

      it('become a runner’s with other code, and the appends’ again with yet another', async () => {
        const store = await keeping(await open(), version(1));
        for (let index = 0; index < 30; index += 1)
          await store.append('Sample-1', [set('all'), set(`row ${index % 4}`)]);
        const writer = appending(store, 'Sample-a');
        const projections = [asyncProjection(version(2), { aggregates, fromInline: true })];
        const runner = await runProjections({ store: await open(), projections, patience: 50, batchSize: 10 });
        await runner.caughtUp();
        expect(await builds(store)).toEqual([['sample 2', 'live', sampleTable.name]]);
        const inline = await keeping(await open(), version(3));
        await writer.stop();
        await inline.append('Sample-1', [set('all')]);
        await expectFresh(inline, version(3));
        expect(await builds(store)).toEqual([['sample 3', 'inline', sampleTable.name]]);
        await expect.poll(() => runner.status(), { timeout: 10_000 }).toEqual([]);
        await runner.stop();
      });
    },
  );
}
