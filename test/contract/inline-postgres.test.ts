import { inlineProjection, openMemoryProjection, withInlineProjections } from '@varve/runtime';
import {
  openPostgresStore,
  type PostgresPool,
  type PostgresStore,
  type PostgresStoreOptions,
} from '@varve/runtime/postgres';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import {
  newSampleRow,
  recordOf,
  sampleProjection,
  type SampleRow,
  sampleSources,
  sampleTable,
  set,
} from '../support/sample-projection.js';

const problem = await withoutPostgres();
const table = '"inline tables"."sample ""rows"""';
let cluster: PostgresCluster;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());
beforeEach(async () => {
  await cluster.query('CREATE SCHEMA "inline tables"');
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await cluster.query('DROP SCHEMA "inline tables" CASCADE; DROP SCHEMA varve CASCADE');
});

async function open(
  target: string | PostgresPool = cluster.url,
  options: PostgresStoreOptions = {},
): Promise<PostgresStore> {
  const store = await openPostgresStore(target, { tablesSchema: 'inline tables', ...options });
  closing.push(() => store.close());
  return withInlineProjections(store, [inlineProjection(sampleProjection(), { aggregates: sampleSources })]);
}

/** A pool, and what it is asked, but for what is told to those who listen. */
function listeningPool(): { readonly pool: PostgresPool; readonly asked: string[] } {
  const pool = new pg.Pool({ connectionString: cluster.url });
  closing.push(() => pool.end());
  const asked: string[] = [];
  return {
    asked,
    pool: {
      async connect() {
        const client = await pool.connect();
        return new Proxy(client, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name);
            if (typeof value !== 'function') return value;
            return (...values: readonly unknown[]) => {
              const [query] = values;
              if (name === 'query' && query instanceof Object && 'text' in query) {
                const text = String(query.text);
                if (!text.includes('pg_notify')) asked.push(text);
              }
              return Reflect.apply(value, target, values) as unknown;
            };
          },
        });
      },
      end: () => pool.end(),
    },
  };
}

async function rowsIn({ tables }: PostgresStore): Promise<readonly SampleRow[]> {
  return (await tables.reader(sampleTable).find({ limit: 10_000 })).rows;
}

async function expectFresh(store: PostgresStore): Promise<void> {
  const memory = openMemoryProjection(sampleProjection(), sampleSources);
  await memory.catchUp(store);
  const expected = memory.rows().sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)) || a.place - b.place);
  expect(await rowsIn(store)).toEqual(expected);
}

const everything = {
  ratio: -0.1,
  price: '12.50',
  isOpen: true,
  tags: { 'a "b"': [1, null, { c: '\\' }] },
  owner: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  note: `'quotes' and \\ and "more"`,
  maybe: null,
  blob: 'aGVsbG8=',
};

describe.skipIf(problem !== undefined)('one event and the rows that it changes, in PostgreSQL', () => {
  it('take one round trip where it is known how the stream and the rows were left', async () => {
    const { pool, asked } = listeningPool();
    const store = await open(pool);
    const trips: number[] = [];
    const append = async (...values: Parameters<PostgresStore['append']>): Promise<void> => {
      asked.length = 0;
      await store.append(...values);
      trips.push(asked.length);
    };
    await append('Sample-1', [set('a', 1, everything)], { expected: 'absent' });
    await append('Sample-1', [set('a', 2)], { expected: 1 });
    await append('Sample-1', [set('a', 3)]);
    await append('Sample-1', [set('a', 4)], { expected: 'present' });
    await append('Sample-2', [set('b', 5, everything)], { expected: 'absent' });
    expect(trips).toEqual([1, 1, 1, 1, 1]);
    await expectFresh(store);
    expect((await rowsIn(store)).map(({ count }) => count)).toEqual([10n, 5n]);
  });

  it('take the longer way where another process was there, and then the short one again', async () => {
    const { pool, asked } = listeningPool();
    const [store, other] = [await open(pool), await open()];
    await store.append('Sample-1', [set('a', 1)]);
    await other.append('Sample-2', [set('a', 2, { note: 'of another' })]);
    await other.append('Sample-3', [set('c', 7)]);
    await store.append('Sample-1', [set('a', 3)]);
    await store.append('Sample-4', [set('c', 1)], { expected: 'absent' });
    await expect(store.append('Sample-3', [set('c', 1)], { expected: 'absent' })).rejects.toMatchObject({ actual: 1 });
    asked.length = 0;
    await store.append('Sample-1', [set('a', 4)]);
    expect(asked).toHaveLength(1);
    expect((await rowsIn(store)).map(({ count }) => count)).toEqual([10n, 8n]);
    await expectFresh(other);
  });

  it('are folded from what is there, also where somebody changed it by hand, before or meanwhile', async () => {
    const store = await open();
    const count = async (): Promise<bigint | undefined> => (await rowsIn(store))[0]?.count;
    await store.append('Sample-1', [set('a', 1)]);
    await store.append('Sample-1', [set('a', 1)]);
    await cluster.query(`UPDATE ${table} SET count = 100`);
    await store.append('Sample-1', [set('a', 1)]);
    expect(await count()).toBe(101n);

    const client = new pg.Client(cluster.url);
    await client.connect();
    closing.push(() => client.end());
    await client.query('BEGIN');
    await client.query(`UPDATE ${table} SET count = 200`);
    const appending = store.append('Sample-1', [set('a', 1)]);
    await expect
      .poll(async () => (await cluster.query(`SELECT FROM pg_locks WHERE NOT granted`)).rows.length)
      .toBeGreaterThan(0);
    await client.query('COMMIT');
    expect(await appending).toMatchObject({ revision: 4 });
    expect(await count()).toBe(201n);

    await cluster.query(`DELETE FROM ${table}`);
    await store.append('Sample-1', [set('a', 1)]);
    expect(await count()).toBe(1n);
  });

  it('have the time at which the event was recorded, where the clock is behind that of another', async () => {
    const dated = sampleProjection();
    const projection = inlineProjection(
      {
        ...dated,
        handle(rows, event, transaction) {
          if (event.type !== 'Set') return dated.handle(rows, event, transaction);
          const row = rows.get(event.data) ?? newSampleRow({ name: event.data.name, place: event.data.place });
          rows.put({ ...row, count: row.count + 1n, seenAt: event.recordedAt });
        },
      },
      { aggregates: sampleSources },
    );
    const openAt = async (time: string): Promise<PostgresStore> => {
      const store = await openPostgresStore(cluster.url, {
        tablesSchema: 'inline tables',
        clock: () => new Date(time),
      });
      closing.push(() => store.close());
      return withInlineProjections(store, [projection]);
    };
    const [ahead, behind] = [await openAt('2030-01-01T00:00:00.000Z'), await openAt('2026-01-01T00:00:00.000Z')];
    await behind.append('Sample-1', [set('a')]);
    await behind.append('Sample-2', [set('b')]);
    await ahead.append('Sample-1', [set('c')]);
    // The rows are as this one left them; the stream is not.
    await behind.append('Sample-1', [set('a')], { expected: 2 });
    expect((await rowsIn(behind)).map(({ name, count, seenAt }) => [name, count, seenAt])).toEqual([
      ['a', 2n, '2030-01-01T00:00:00.000Z'],
      ['b', 1n, '2026-01-01T00:00:00.000Z'],
      ['c', 1n, '2030-01-01T00:00:00.000Z'],
    ]);
  });

  it('are refused where the build is not kept any more', async () => {
    const store = await open();
    await store.append('Sample-1', [set('a', 1)]);
    await store.append('Sample-1', [set('a', 1)]);
    await cluster.query(`UPDATE varve.varve_builds SET state = 'retired'`);
    await expect(store.append('Sample-1', [set('a', 1)])).rejects.toMatchObject({ code: 'FAILED' });
    expect((await rowsIn(store)).map(({ count }) => count)).toEqual([2n]);
  });

  it('come out as a fresh fold, whoever appends what at once', { timeout: 120_000 }, async () => {
    const stores = [await open(), await open(), await open(cluster.url, { groupCommit: false })];
    const step = fc.record({
      by: fc.nat({ max: stores.length - 1 }),
      stream: fc.nat({ max: 3 }),
      name: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('set', 'set', 'set', 'set', 'ignored', 'removed'),
      expected: fc.constantFrom('any', 'any', 'absent', 'present', 'known'),
      isAwaited: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const revisions = [0, 0, 0, 0];
        const appending: Promise<unknown>[] = [];
        for (const [number, { by, stream, name, kind, expected, isAwaited }] of steps.entries()) {
          const data = { name, place: 1 };
          const record =
            kind === 'set'
              ? set(name, 1, { note: `${number}` })
              : recordOf(kind === 'removed' ? { type: 'Removed', data } : { type: 'Ignored', data });
          const one = stores[by]
            ?.append(`Sample-${stream}`, [record], {
              expected: expected === 'known' ? (revisions[stream] ?? 0) : expected,
            })
            .then(
              ({ revision }) => void (revisions[stream] = revision),
              (error: unknown) => expect(error).toMatchObject({ code: 'CONCURRENCY' }),
            );
          appending.push(one ?? Promise.resolve());
          if (isAwaited) await one;
        }
        await Promise.all(appending);
        await expectFresh(stores[0] ?? (await open()));
      }),
      { numRuns: 40 },
    );
  });
});
