import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asyncProjection,
  forgetProjection,
  type EventStore,
  type InlineAppends,
  inlineProjection,
  openMemoryProjection,
  parkedEvents,
  type Projection,
  ProjectionError,
  projectionStatus,
  type ProjectionRunner,
  type ProjectionTables,
  retryParkedEvents,
  runProjections,
  type RunProjectionsOptions,
  verifyProjection,
  withInlineProjections,
} from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openNatsStore } from '@varve/runtime/nats';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore, openSqliteTables } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { because, natsObstacle, type NatsServer, startNatsServer } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import {
  newSampleRow,
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

const noPostgres = await withoutPostgres();
const noNats = natsObstacle();
let cluster: PostgresCluster | undefined;
let server: NatsServer | undefined;
let names = 0;

beforeAll(async () => {
  if (noPostgres === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
  if (noNats === undefined) server = await startNatsServer();
});
afterAll(async () => {
  await cluster?.stop();
  await server?.remove();
});

type SampleStore = EventStore & { readonly inline?: InlineAppends };

/** Events and rows, as one process has them open. */
interface Opened {
  readonly store: SampleStore;
  readonly tables: ProjectionTables;
  close(): Promise<void>;
}

/** A place that several can open, as several processes would. */
interface Place {
  open(): Promise<Opened>;
  remove(): Promise<void>;
}

const ofStore = (store: SampleStore): Opened => {
  const { tables } = store;
  if (tables === undefined) throw new Error('the store has no tables');
  return { store, tables, close: () => store.close() };
};

async function folder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'varve-runner-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

interface Way {
  readonly name: string;
  readonly obstacle: string | undefined;
  create(): Promise<Place>;
}

const ways: readonly Way[] = [
  {
    name: 'in memory',
    obstacle: undefined,
    async create() {
      const store = await openMemoryStore();
      return { open: async () => ({ ...ofStore(store), close: async () => undefined }), remove: () => store.close() };
    },
  },
  {
    name: 'in SQLite',
    obstacle: undefined,
    async create() {
      const { path, remove } = await folder();
      return {
        open: async () => ofStore(await openSqliteStore(join(path, 'shop.db'), { synchronous: 'normal' })),
        remove,
      };
    },
  },
  {
    name: 'in PostgreSQL',
    obstacle: noPostgres,
    async create() {
      const schema = `runner ${(names += 1)}`;
      await cluster?.query(`CREATE SCHEMA "${schema}"`);
      return {
        open: async () => ofStore(await openPostgresStore(cluster?.url ?? '', { schema, tablesSchema: schema })),
        remove: async () => undefined,
      };
    },
  },
  {
    name: 'with events in JetStream and rows in SQLite',
    obstacle: noNats,
    async create() {
      const { path, remove } = await folder();
      const name = `runner_${(names += 1)}`;
      return {
        async open() {
          const store = await openNatsStore(server?.url ?? '', { name });
          const tables = await openSqliteTables(join(path, 'read.db'), { synchronous: 'normal' });
          return {
            store,
            tables,
            async close() {
              await store.close();
              await tables.close();
            },
          };
        },
        remove,
      };
    },
  },
];

/** What is to be ended when a test is over, the last first. */
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type SampleOptions = Partial<Omit<Parameters<typeof asyncProjection>[1], 'aggregates'>> & {
  readonly custom?: SampleHandler;
  readonly fingerprint?: string;
};

function sample({ custom, fingerprint = 'sample' }: SampleOptions = {}): Projection<
  SampleRow,
  SampleKey,
  SampleEvent,
  'Sample'
> {
  return { ...sampleProjection(custom), fingerprint };
}

async function run(
  { store, tables }: Opened,
  { custom, fingerprint, ...options }: SampleOptions = {},
  more: Partial<RunProjectionsOptions> = {},
): Promise<ProjectionRunner> {
  const projection = sample({ ...(custom && { custom }), ...(fingerprint !== undefined && { fingerprint }) });
  const runner = await runProjections({
    store,
    tables,
    projections: [asyncProjection(projection, { aggregates: sampleSources, ...options })],
    patience: 100,
    onError: () => undefined,
    ...more,
  });
  endings.push(runner.stop);
  return runner;
}

async function rowsOf({ tables }: Opened): Promise<readonly SampleRow[]> {
  return (await tables.reader<SampleRow, SampleKey>(sampleTable).find({ limit: 10_000 })).rows;
}

async function folded({ store }: Opened): Promise<readonly SampleRow[]> {
  const memory = openMemoryProjection(sample(), sampleSources);
  await memory.catchUp(store);
  return memory.rows().sort((a, b) => (a.name < b.name ? -1 : 1));
}

const poisonous = { name: 'poison', place: 1 };
const poison = recordOf({ type: 'Custom', data: { ...poisonous, other: poisonous } });

describe.each(ways)('a runner of projections $name', ({ obstacle, create }) => {
  it.skipIf(obstacle !== undefined)(`does not run${because(obstacle)}`, () => undefined);
  if (obstacle !== undefined) return;

  let place: Place;
  const open = async (): Promise<Opened> => {
    const opened = await place.open();
    endings.push(opened.close);
    return opened;
  };
  const begin = async (): Promise<Opened> => {
    place = await create();
    endings.push(place.remove);
    return open();
  };

  it('folds what was stored before, and follows what comes', async () => {
    const opened = await begin();
    const { store } = opened;
    for (const name of ['a', 'b', 'c']) await store.append(`Sample-${name}`, [set(name), set(name, 2)]);
    await store.append('Other-1', [set('other')]);
    const runner = await run(opened, {}, { batchSize: 2 });
    await runner.caughtUp();
    expect((await rowsOf(opened)).map(({ name, count }) => [name, count])).toEqual([
      ['a', 3n],
      ['b', 3n],
      ['c', 3n],
    ]);
    const { position } = await store.append('Sample-a', [set('a', 10)]);
    await runner.waitFor(position);
    expect(await rowsOf(opened)).toEqual(await folded(opened));
    expect((await rowsOf(opened))[0]?.count).toBe(13n);
  });

  it('settles for a position behind which nothing concerns it', async () => {
    const opened = await begin();
    const runner = await run(opened);
    await runner.caughtUp();
    const { position } = await opened.store.append('Other-1', [set('other')]);
    await runner.waitFor(position);
    expect(await runner.lag()).toMatchObject([{ projection: 'Sample', state: 'live', role: 'working', lag: 0n }]);
  });

  it('settles for a position when the rows of other code have it, where these serve', async () => {
    const [one, two] = [await begin(), await open()];
    await one.store.append('Sample-1', [set('a')]);
    const old = await run(one);
    await old.caughtUp();
    const next = await run(two, { fingerprint: 'next' });
    await next.caughtUp();
    await expect.poll(() => old.status(), { timeout: 10_000 }).toEqual([]);
    await next.stop();
    const { position } = await one.store.append('Sample-1', [set('a')]);
    await expect(old.waitFor(position, { timeout: 300 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const waiting = old.waitFor(position);
    await run(await open(), { fingerprint: 'next' });
    await waiting;
    expect((await rowsOf(one))[0]?.count).toBe(2n);
    await old.caughtUp();
  });

  it('goes on where the last one stopped', async () => {
    const opened = await begin();
    await opened.store.append('Sample-a', [set('a')]);
    const first = await run(opened);
    await first.caughtUp();
    await first.stop();
    await first.finished;
    await opened.store.append('Sample-a', [set('a', 5)]);
    await expect(first.caughtUp()).rejects.toMatchObject({ code: 'CLOSED' });
    expect((await rowsOf(opened))[0]?.count).toBe(1n);
    const handled: string[] = [];
    const second = await run(opened, { custom: (_, { data }) => void handled.push(data.name) });
    await second.caughtUp();
    expect((await rowsOf(opened))[0]?.count).toBe(6n);
  });

  it('stands by while another works, and takes over', async () => {
    const [one, two] = [await begin(), await open()];
    const first = await run(one);
    await one.store.append('Sample-a', [set('a')]);
    await first.caughtUp();
    const second = await run(two);
    for (let round = 0; round < 30; round += 1) await one.store.append('Sample-a', [set('a')]);
    await Promise.all([first.caughtUp(), second.caughtUp()]);
    await first.stop();
    const { position } = await one.store.append('Sample-a', [set('a', 100)]);
    await second.waitFor(position);
    expect(await rowsOf(two)).toEqual(await folded(two));
    expect((await rowsOf(two))[0]?.count).toBe(131n);
  });

  it('shares the keys of a projection with others', async () => {
    const [one, two] = [await begin(), await open()];
    const [first, second] = [await run(one, { partitions: 4 }), await run(two, { partitions: 4 })];
    const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
    for (let round = 0; round < 10; round += 1) {
      await one.store.append(
        'Sample-1',
        keys.map((name) => set(name)),
      );
    }
    await Promise.all([first.caughtUp(), second.caughtUp()]);
    expect(first.status()).toHaveLength(4);
    expect(await rowsOf(one)).toEqual(await folded(one));
    expect((await rowsOf(one)).map(({ count }) => count)).toEqual(keys.map(() => 10n));
  });

  it('refuses to share where a handler decides which rows an event touches', async () => {
    const opened = await begin();
    const runner = await run(opened, { partitions: 2 });
    await opened.store.append('Sample-1', [poison]);
    await expect(runner.finished).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(runner.caughtUp()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('stops in front of an event that it cannot take, and names it', async () => {
    const opened = await begin();
    let failing = true;
    let tries = 0;
    const custom: SampleHandler = () => {
      tries += 1;
      if (failing) throw new Error('no such luck');
    };
    await opened.store.append('Sample-1', [set('a'), poison, set('a')]);
    const runner = await run(opened, { custom, attempts: 3 });
    const failure: unknown = await runner.finished.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProjectionError);
    expect(failure).toMatchObject({ projection: 'Sample', stream: 'Sample-1', revision: 2, type: 'Custom' });
    await expect(runner.caughtUp()).rejects.toBe(failure);
    expect(runner.status()).toMatchObject([{ role: 'failed', error: failure }]);
    // What stands in front of it is kept. It was tried with that, and three times alone or as the first.
    expect((await rowsOf(opened))[0]?.count).toBe(1n);
    expect(tries).toBe(4);
    await runner.stop();
    failing = false;
    await (await run(opened, { custom })).caughtUp();
    expect((await rowsOf(opened))[0]?.count).toBe(2n);
  });

  it('puts an event aside that it cannot take, where that was chosen', async () => {
    const opened = await begin();
    const parked: ProjectionError[] = [];
    const custom: SampleHandler = () => {
      throw new Error('no such luck');
    };
    await opened.store.append('Sample-1', [set('a'), poison, set('a'), poison]);
    const runner = await run(
      opened,
      { custom, attempts: 2, onPoison: 'park' },
      { onParked: (error) => void parked.push(error) },
    );
    await runner.caughtUp();
    expect((await rowsOf(opened))[0]?.count).toBe(2n);
    expect(parked.map(({ revision }) => revision)).toEqual([2, 4]);
    const letters = await opened.tables.transact(({ deadLetters }) => deadLetters.list('Sample'));
    expect(letters).toMatchObject([
      { stream: 'Sample-1', revision: 2, type: 'Custom', error: 'Error: no such luck' },
      { stream: 'Sample-1', revision: 4, type: 'Custom', error: 'Error: no such luck' },
    ]);
  });

  it('makes rows anew beside, and switches while others read', async () => {
    const opened = await begin();
    const names = Array.from({ length: 50 }, (_, index) => `key ${String(index).padStart(2, '0')}`);
    for (let round = 0; round < 20; round += 1)
      await opened.store.append(
        'Sample-1',
        names.map((name) => set(name)),
      );
    const old = await run(opened);
    await old.caughtUp();

    const reading = new AbortController();
    let reads = 0;
    const readers = (async () => {
      while (!reading.signal.aborted) {
        const rows = await rowsOf(opened);
        expect(rows.map(({ count }) => count >= 20n)).toEqual(names.map(() => true));
        reads += 1;
        await new Promise(setImmediate);
      }
    })();
    const other = await open();
    const replacing = await run(other, { fingerprint: 'another' }, { batchSize: 100 });
    for (let round = 0; round < 10; round += 1)
      await opened.store.append(
        'Sample-1',
        names.map((name) => set(name)),
      );
    await replacing.caughtUp();
    reading.abort();
    await readers;
    expect(reads).toBeGreaterThan(0);
    expect((await rowsOf(opened)).map(({ count }) => count)).toEqual(names.map(() => 30n));
    const builds = await opened.tables.transact((transaction) => transaction.builds.list());
    expect(builds).toMatchObject([{ fingerprint: 'another', state: 'live', table: sampleTable.name }]);
    await expect.poll(() => old.status(), { timeout: 10_000 }).toEqual([]);
  });

  it('goes on making rows anew where one was stopped, and tells handlers what they have handled before', async () => {
    const opened = await begin();
    const seen: [string, boolean][] = [];
    const custom =
      (name: string): SampleHandler =>
      (_, { revision }, { isReplay }) =>
        void seen.push([`${name} ${revision}`, isReplay]);
    const many = Array.from({ length: 5 }, () => poison);
    await opened.store.append('Sample-1', [...many, set('a')]);
    const old = await run(opened, { custom: custom('old') });
    await old.caughtUp();
    await old.stop();
    await opened.store.append('Sample-1', [poison, set('a')]);
    let stop: (() => Promise<void>) | undefined;
    const stopping: SampleHandler = (rows, event, transaction) => {
      if (event.revision === 3) void stop?.();
      return custom('first')(rows, event, transaction);
    };
    const first = await runProjections({
      ...opened,
      projections: [
        asyncProjection({ ...sample({ custom: stopping }), fingerprint: 'new' }, { aggregates: sampleSources }),
      ],
      batchSize: 1,
    });
    stop = first.stop;
    await first.finished;
    await (await run(opened, { custom: custom('second'), fingerprint: 'new' }, { batchSize: 1 })).caughtUp();
    expect(seen).toEqual([
      ...[1, 2, 3, 4, 5].map((revision) => [`old ${revision}`, false]),
      ...[1, 2, 3].map((revision) => [`first ${revision}`, true]),
      ...[4, 5].map((revision) => [`second ${revision}`, true]),
      ['second 7', false],
    ]);
    expect((await rowsOf(opened))[0]?.count).toBe(2n);
  });

  it('makes rows anew when it is asked to', async () => {
    const opened = await begin();
    await opened.store.append('Sample-1', [set('a'), set('b')]);
    const runner = await run(opened);
    await runner.caughtUp();
    const key = { projection: 'Sample', fingerprint: 'sample', partition: 0 };
    await opened.tables.transact(async (transaction) => {
      await transaction.builds.lock(key);
      await transaction.write(sampleTable, [], [{ name: 'a', place: 1 }]);
    });
    expect(await rowsOf(opened)).toHaveLength(1);
    await runner.rebuild('Sample');
    expect(await rowsOf(opened)).toEqual(await folded(opened));
    const { position } = await opened.store.append('Sample-1', [set('a', 5)]);
    await runner.waitFor(position);
    expect(await rowsOf(opened)).toEqual(await folded(opened));
    await expect(runner.rebuild('Nothing')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('hands its rows over to appends that keep them themselves', async () => {
    const opened = await begin();
    await opened.store.append('Sample-1', [set('a')]);
    const runner = await run(opened);
    await runner.caughtUp();
    const inline = inlineProjection(sample(), { aggregates: sampleSources });
    if (opened.store.inline === undefined) {
      await expect(withInlineProjections(opened.store, [inline])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      return;
    }
    const store = await withInlineProjections(opened.store, [inline]);
    for (let round = 0; round < 5; round += 1) await store.append('Sample-1', [set('a')]);
    expect(await rowsOf(opened)).toEqual(await folded(opened));
    await expect.poll(() => runner.status(), { timeout: 10_000 }).toEqual([]);
    expect(await rowsOf(opened)).toEqual(await folded(opened));
    await expect(run(opened)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const projection = asyncProjection(sample(), { aggregates: sampleSources });
    expect(await verifyProjection({ ...opened, projection })).toMatchObject({ rows: 1, differing: 0 });
  });

  it('finds the rows that are not as the events make them', async () => {
    const opened = await begin();
    for (const name of ['a', 'b', 'c']) {
      await opened.store.append(`Sample-${name}`, [set(name, 1, { price: '1.50', seenAt: '2026-01-01T00:00:00Z' })]);
    }
    const runner = await run(opened, { partitions: 2 });
    await runner.caughtUp();
    const projection = asyncProjection(sample(), { aggregates: sampleSources, partitions: 2 });
    const { position } = await opened.store.append('Other-1', [set('other')]);
    await runner.waitFor(position);
    expect(await verifyProjection({ ...opened, projection })).toMatchObject({ rows: 3, differing: 0, differences: [] });
    await opened.tables.transact(async (transaction) => {
      const [row] = await transaction.read(sampleTable, [{ name: 'b', place: 1 }]);
      await transaction.write(
        sampleTable,
        [
          { ...row, count: '7' },
          { ...row, name: 'd', price: '2' },
        ],
        [{ name: 'c', place: 1 }],
      );
    });
    expect(await verifyProjection({ ...opened, projection, listed: 2 })).toMatchObject({
      rows: 3,
      differing: 3,
      differences: [
        { key: { name: 'b', place: 1 }, found: { count: '7' }, expected: { count: '1' } },
        { key: { name: 'c', place: 1 }, expected: { name: 'c' } },
      ],
    });
  });

  it('compares a page at a time, and leaves nothing behind, also of a comparison that was killed', async () => {
    const opened = await begin();
    for (let batch = 0; batch < 5; batch += 1) {
      const names = Array.from({ length: 500 }, (_, index) => `row ${batch * 500 + index}`);
      await opened.store.append(
        'Sample-1',
        names.map((name) => set(name)),
      );
    }
    const runner = await run(opened);
    await runner.caughtUp();
    const projection = asyncProjection(sample(), { aggregates: sampleSources });
    const { store, tables } = opened;
    const broken: SampleStore = {
      ...store,
      readAll: () => {
        throw new Error('killed');
      },
    };
    // What a process that is killed leaves behind, because it cannot tidy up any more.
    const untidy: ProjectionTables = { ...tables };
    let transactions = 0;
    untidy.transact = (job) => {
      transactions += 1;
      return transactions > 6 ? Promise.reject(new Error('killed')) : tables.transact(job);
    };
    const tableNames = async () =>
      new Set((await tables.transact(({ builds }) => builds.list())).map(({ table }) => table));
    await expect(verifyProjection({ store, tables: untidy, projection })).rejects.toThrow('killed');
    expect((await tableNames()).size).toBe(3);
    await expect(verifyProjection({ store: broken, tables, projection })).rejects.toThrow('killed');
    expect(await tableNames()).toEqual(new Set([sampleTable.name]));

    let most = 0;
    const counting: ProjectionTables = {
      ...tables,
      async find(...args) {
        const rows = await tables.find(...args);
        most = Math.max(most, rows.length);
        return rows;
      },
    };
    expect(await verifyProjection({ store, tables: counting, projection })).toMatchObject({
      rows: 2_500,
      differing: 0,
    });
    expect(most).toBe(1_000);
    expect(await tableNames()).toEqual(new Set([sampleTable.name]));
  });

  it('says how far projections are, and tries again what was put aside', async () => {
    const opened = await begin();
    let failing = true;
    const custom: SampleHandler = (rows, { data }) => {
      if (failing) throw new Error('no such luck');
      rows.put({ ...newSampleRow(data.other), note: 'at last' });
    };
    const projection = asyncProjection(sample({ custom }), { aggregates: sampleSources });
    const status = () => projectionStatus({ ...opened, projections: [projection], countRows: true });
    expect(await status()).toMatchObject([{ projection: 'Sample', state: 'missing', lag: 0n, parked: 0 }]);
    await opened.store.append('Sample-1', [set('a'), poison, set('a')]);
    const runner = await run(opened, { custom, attempts: 1, onPoison: 'park' });
    await runner.caughtUp();
    expect(await status()).toMatchObject([
      { fingerprint: 'sample', partition: 0, state: 'live', isCurrent: true, lag: 0n, rows: 1, parked: 1 },
    ]);
    expect(await verifyProjection({ ...opened, projection })).toMatchObject({ differing: 0 });
    expect(await retryParkedEvents({ ...opened, projection })).toMatchObject({
      applied: [],
      failed: [{ revision: 2 }],
    });
    failing = false;
    expect(await retryParkedEvents({ ...opened, projection })).toMatchObject({
      applied: [{ revision: 2 }],
      failed: [],
    });
    expect(await parkedEvents(opened.tables, 'Sample')).toEqual([]);
    await runner.waitFor((await opened.store.append('Sample-1', [set('a')])).position);
    expect((await rowsOf(opened)).map(({ name, count, note }) => [name, count, note])).toEqual([
      ['a', 3n, null],
      ['poison', 0n, 'at last'],
    ]);
    await runner.stop();
    await opened.store.append('Sample-1', [set('a'), set('a')]);
    const [behind] = await status();
    expect(behind?.lag).toBeGreaterThanOrEqual(1n);
    const other = asyncProjection(sample({ fingerprint: 'new' }), { aggregates: sampleSources });
    expect(await projectionStatus({ ...opened, projections: [other] })).toMatchObject([{ isCurrent: false }]);
  });

  it('forgets a projection, so that one that was kept inline can be made anew', async () => {
    const opened = await begin();
    await opened.store.append('Sample-1', [set('a'), set('b')]);
    const runner = await run(opened, { partitions: 2 });
    await runner.caughtUp();
    await runner.stop();
    expect(await forgetProjection(opened.tables, 'Sample')).toEqual([sampleTable.name]);
    expect(await forgetProjection(opened.tables, 'Sample')).toEqual([]);
    expect(await opened.tables.transact((transaction) => transaction.builds.list())).toEqual([]);
    expect(await opened.tables.transact((transaction) => transaction.hasTable(sampleTable.name))).toBe(false);
    if (opened.store.inline === undefined) return;
    const keep = (fingerprint: string) =>
      withInlineProjections(opened.store, [inlineProjection(sample({ fingerprint }), { aggregates: sampleSources })]);
    const forgotten = await keep('one');
    await forgetProjection(opened.tables, 'Sample');
    await expect(forgotten.append('Sample-1', [set('a')])).rejects.toMatchObject({ code: 'FAILED' });
    const store = await keep('two');
    await store.append('Sample-1', [set('a')]);
    expect(await rowsOf(opened)).toEqual(await folded(opened));
  });
});
