import { openPostgresStore, postgresSchemaSql, type PostgresStore } from '@varve/runtime/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NewRecord, StoredRecord, StoreRetry } from '../../src/runtime/store.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import { type Acknowledgement, expectAcknowledged, expectGaplessStreams } from './processes/acknowledged.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
const stores: PostgresStore[] = [];

beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres();
});
afterAll(() => cluster?.stop());
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await cluster.query('DROP SCHEMA IF EXISTS varve CASCADE');
});

const open: typeof openPostgresStore = async (target, options) => {
  const store = await openPostgresStore(target, options);
  stores.push(store);
  return store;
};

describe.skipIf(problem !== undefined)('a PostgreSQL server that is killed', () => {
  it('loses, doubles and halves no acknowledged append when it is killed and restarted under load', async () => {
    const retries: StoreRetry[] = [];
    const store = await open(cluster.url, { retryTimeout: 60_000, onRetry: (retry) => retries.push(retry) });
    const acknowledged: Acknowledgement[] = [];
    const seen: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const page of store.subscribe({ signal: stop.signal })) seen.push(...page.map(({ id }) => id));
    })();
    const over = new AbortController();
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let number = 0; !over.signal.aborted; number += 1) {
        const data = JSON.stringify({ writer, number });
        const stream = `Cart-${writer % 7}`;
        const { revision } = await store.append(stream, [event(data), event(data), event(data)]);
        acknowledged.push({ stream, revision, data });
      }
    });
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200));
      await cluster.kill();
      await cluster.restart();
    }
    over.abort();
    await Promise.all(writers);
    const stored = await allEvents(store);
    await expect.poll(() => seen.length, { timeout: 30_000 }).toBe(stored.length);
    stop.abort();
    await following;

    expect(stored).toHaveLength(acknowledged.length * 3);
    expectGaplessStreams(stored);
    expectAcknowledged(stored, acknowledged, 3);
    expect(seen).toEqual(stored.map(({ id }) => id));
    expect(retries.map(({ operation }) => operation)).toContain('append');
  });

  it('is waited for no longer than it is said, then fails with UNAVAILABLE, and heals by itself', async () => {
    const store = await open(cluster.url, { retryTimeout: 300 });
    await store.append('Cart-1', [event('1')]);
    await cluster.kill();
    const failing = [
      store.append('Cart-1', [event('2')]),
      store.appendMany([
        { stream: 'Cart-1', events: [event('2')] },
        { stream: 'Cart-2', events: [event('2')] },
      ]),
      allEvents(store),
      store.checkpoints.read('reader'),
      store.consume('reader', () => undefined),
      store.subscribe()[Symbol.asyncIterator]().next(),
    ];
    const codes = (await Promise.allSettled(failing)).map((result) =>
      result.status === 'rejected' ? result.reason.code : result.status,
    );
    expect(codes).toEqual(failing.map(() => 'UNAVAILABLE'));
    expect(await store.health()).toMatchObject({ healthy: false, problem: { code: 'UNAVAILABLE' } });
    await cluster.restart();
    await expect.poll(async () => (await store.health()).healthy, { timeout: 20_000 }).toBe(true);
    expect((await store.append('Cart-1', [event('2')], { expected: 1 })).revision).toBe(2);
  });
});

describe.skipIf(problem !== undefined)('opening a PostgreSQL store', () => {
  it('fails with UNAVAILABLE where nobody listens, the login is wrong or the database is missing', async () => {
    const urls = [
      'postgres://postgres:password@127.0.0.1:1/postgres',
      cluster.urlOf({ password: 'wrong' }),
      cluster.urlOf({ database: 'none' }),
    ];
    for (const url of urls) {
      await expect(openPostgresStore(url, { retryTimeout: 100 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
  });

  it('fails with UNSUPPORTED where the schema is not there and must not be made', async () => {
    const opening = openPostgresStore(cluster.url, { migrate: false });
    await expect(opening).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('migrate()') });
  });

  it('takes a schema that was made by the printed SQL, with no more rights than to use it', async () => {
    const schema = `odd "name" with 'quotes' \\ and $varve$`;
    await cluster.query(postgresSchemaSql({ schema }));
    const quoted = pg.escapeIdentifier(schema);
    await cluster.query(`DROP ROLE IF EXISTS clerk`);
    await cluster.query(`CREATE ROLE clerk LOGIN PASSWORD 'clerk'`);
    await cluster.query(`GRANT USAGE ON SCHEMA ${quoted} TO clerk`);
    await cluster.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted} TO clerk`);
    await cluster.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${quoted} TO clerk`);
    const url = cluster.urlOf({ user: 'clerk', password: 'clerk' });
    for (const migrate of [false, true]) {
      const store = await open(url, { schema, migrate });
      await store.append('Cart-1', [event('1')]);
      await store.snapshots.write('Cart-1', 'fingerprint', { revision: 1, state: '1' });
    }
    const store = await open(url, { schema });
    expect(await allEvents(store)).toHaveLength(2);
    const { rows } = await cluster.query(`SELECT version, applied_at FROM ${quoted}.varve_migrations`);
    expect(rows).toEqual([1, 2, 3].map((version) => ({ version, applied_at: expect.any(Date) })));
    for (const each of stores.splice(0)) await each.close();
    await cluster.query(`DROP SCHEMA ${quoted} CASCADE`);
    await cluster.query('DROP ROLE clerk');
  });

  it('refuses a schema of a newer release, and says so', async () => {
    const store = await open(cluster.url);
    await cluster.query('INSERT INTO varve.varve_migrations (version) VALUES (99)');
    for (const migrate of [true, false]) {
      const opening = openPostgresStore(cluster.url, { migrate });
      await expect(opening).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('99') });
    }
    await expect(store.migrate()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('refuses a database whose transactions are isolated otherwise, and a transaction that is', async () => {
    await open(cluster.url);
    await cluster.query('CREATE DATABASE isolated');
    await cluster.query(`ALTER DATABASE isolated SET default_transaction_isolation = 'repeatable read'`);
    const opening = openPostgresStore(cluster.urlOf({ database: 'isolated' }));
    await expect(opening).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const client = new pg.Client(cluster.url);
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await expect(client.query('SELECT varve.varve_horizon()')).rejects.toMatchObject({ code: 'VA001' });
    await client.end();
  });

  it('refuses arguments that cannot be', async () => {
    const bad = [{ schema: '' }, { schema: 'x'.repeat(64) }, { schema: '\0' }, { pageSize: 0 }, { connections: 1 }];
    for (const options of bad) {
      await expect(openPostgresStore(cluster.url, options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(openPostgresStore('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe.skipIf(problem !== undefined)('a PostgreSQL store', () => {
  it('reads large events among small ones whole and in order, a few to a page', async () => {
    const store = await open(cluster.url, { pageSize: 100 });
    const sizes = Array.from({ length: 60 }, (_, index) =>
      index % 7 === 3 ? 1_500_000 : index % 5 === 0 ? 60_000 : 10,
    );
    const events = sizes.map((size, index) => ({ ...event(JSON.stringify('x'.repeat(size) + index)), metadata: '{}' }));
    await store.append('Cart-1', events);
    const wanted = events.map(({ data }) => data);
    for (const [pages, expected] of [
      [store.read('Cart-1'), wanted],
      [store.read('Cart-1', { backwards: true }), wanted.toReversed()],
      [store.read('Cart-1', { from: 4, to: 50, limit: 40 }), wanted.slice(3, 43)],
      [store.readAll(), wanted],
      [store.readAll({ categories: ['Cart', 'Order'], types: ['Added'] }), wanted],
    ] as const) {
      const found: string[] = [];
      for await (const page of pages) {
        found.push(...page.map(({ data }) => data));
        // What fills the page, and one event more at most.
        expect(page.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(4_000_000 + 1_600_000);
      }
      expect(found.map((data) => data.length)).toEqual(expected.map((data) => data.length));
      expect(found).toEqual(expected);
    }
  });

  it('leaves a pool that it was given open, and uses none of its parsers', async () => {
    const pool = new pg.Pool({ connectionString: cluster.url });
    const store = await openPostgresStore(pool);
    await store.append('Cart-1', [event('1')]);
    await store.close();
    const { rows } = await pool.query('SELECT 1 AS one, 2::bigint AS two');
    expect(rows).toEqual([{ one: 1, two: '2' }]);
    await pool.end();
  });

  it('is closed also while it waits for the connection to listen on', async () => {
    const pool = new pg.Pool({ connectionString: cluster.url });
    let [calls, isArmed] = [0, false];
    let ask = (): void => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const store = await openPostgresStore({
      async connect() {
        calls += 1;
        // The first is for the page that is looked for; the second is the one to listen on.
        if (isArmed && calls === 2) {
          ask();
          await gate;
        }
        return pool.connect();
      },
      end: () => pool.end(),
    });
    [isArmed, calls] = [true, 0];
    const next = store.subscribe()[Symbol.asyncIterator]().next();
    await asked;
    const closing = store.close();
    goOn();
    await closing;
    expect((await next).done).toBe(true);
    await pool.end();
  });

  it('judges each append of a batch alone, also where PostgreSQL refuses the values of one', async () => {
    const store = await open(cluster.url);
    await cluster.query(`ALTER TABLE varve.varve_events ADD CHECK (data <> '"refused"')`);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        store.append(
          `Cart-${index % 5}`,
          [event(index === 13 ? '"refused"' : `${index}`)],
          index === 7 ? { expected: 99 } : {},
        ),
      ),
    );
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'stored'));
    expect(codes).toEqual(
      Array.from({ length: 40 }, (_, index) => (index === 7 ? 'CONCURRENCY' : index === 13 ? 'FAILED' : 'stored')),
    );
    expectGaplessStreams(await allEvents(store));
  });

  it('finds the end of a stream by the index, also where a table of few events was analysed', async () => {
    // To make an index is to scan the table, too. What a session did is told at its end at the latest.
    await (await openPostgresStore(cluster.url)).close();
    const store = await open(cluster.url);
    await store.append('Cart-1', [event('1')]);
    await cluster.query('VACUUM ANALYZE varve.varve_events');
    const scans = async (): Promise<{ seq: number; idx: number }> => {
      const { rows } = await cluster.query(
        `SELECT seq_scan::integer AS seq, idx_scan::integer AS idx FROM pg_stat_user_tables WHERE relname = 'varve_events'`,
      );
      return { seq: Number(rows[0]?.['seq']), idx: Number(rows[0]?.['idx']) };
    };
    const before = await scans();
    // PostgreSQL plans a statement anew a few times before it keeps a plan.
    for (let number = 0; number < 10; number += 1) {
      await store.append('Cart-1', [event('1')]);
      await store.append('Cart-1', [event('1'), event('2')], { expected: 'present' });
    }
    // A session tells what it did when it has been idle for a while.
    await expect.poll(async () => (await scans()).idx, { timeout: 20_000 }).toBeGreaterThanOrEqual(before.idx + 20);
    expect((await scans()).seq).toBe(before.seq);
  });

  it('tells other processes what is appended, and nobody where none of them listens', async () => {
    const writer = await open(cluster.url);
    const follower = await open(cluster.url, { pollInterval: 600_000 });
    // This one does not say that it listens, as stores do.
    const stranger = new pg.Client(cluster.url);
    await stranger.connect();
    const { rows } = await stranger.query<{ channel: string }>(
      `SELECT 'varve_' || substr(encode(sha256('varve'), 'hex'), 1, 16) AS channel`,
    );
    let told = 0;
    stranger.on('notification', () => (told += 1));
    await stranger.query(`LISTEN ${rows[0]?.channel}`);
    await writer.append('Cart-1', [event('1')]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(told).toBe(0);

    const seen: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const page of follower.subscribe({ signal: stop.signal })) seen.push(...page.map(({ data }) => data));
    })();
    await expect.poll(() => seen).toEqual(['1']);
    for (const data of ['2', '3', '4']) {
      await writer.append('Cart-1', [event(data)]);
      await expect.poll(() => seen.at(-1), { timeout: 20_000 }).toBe(data);
    }
    await expect.poll(() => told).toBeGreaterThan(0);
    stop.abort();
    await following;
    await stranger.end();
  });

  it.each(['session', 'transaction'] as const)(
    'does not wait for another writer of a stream for ever (%s)',
    async (pooling) => {
      const store = await open(cluster.url, { retryTimeout: 200, pooling });
      const client = new pg.Client(cluster.url);
      await client.connect();
      await client.query('BEGIN');
      await client.query(
        `SELECT varve.varve_append_one('2026-01-01T00:00:00.000Z', '0', 'Cart-1', -1, NULL, ARRAY[gen_random_uuid()], '{A}', '{1}', '{NULL}', '{1}')`,
      );
      await expect(store.append('Cart-1', [event('1')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect((await store.append('Cart-2', [event('1')])).revision).toBe(1);
      await client.query('ROLLBACK');
      await client.end();
      expect((await store.append('Cart-1', [event('1')])).revision).toBe(1);
    },
  );

  it('does in the transaction of a page what its handler does there once, whatever fails', async () => {
    const store = await open(cluster.url);
    await store.append('Cart-1', [event('1'), event('2'), event('3')]);
    await cluster.query('CREATE TABLE IF NOT EXISTS sums (total integer NOT NULL)');
    await cluster.query('TRUNCATE sums');
    let tries = 0;
    const run = async (end: (stop: () => void) => unknown): Promise<void> => {
      const stop = new AbortController();
      await store.consume(
        'sums',
        async (records, transaction) => {
          tries += 1;
          for (const { data } of records) await transaction.query('INSERT INTO sums VALUES ($1)', [Number(data)]);
          await end(() => stop.abort());
        },
        { signal: stop.signal },
      );
    };
    const failure = new Error('the handler failed');
    await expect(
      run(() => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await store.checkpoints.read('sums')).toBe(undefined);
    // The connection of the first page is lost at its end: the page is handed out again.
    await run(async (stop) => {
      if (tries > 2) return stop();
      await cluster.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND usename = 'postgres'`,
      );
    });
    expect(tries).toBe(3);
    expect(
      (await cluster.query('SELECT sum(total)::integer AS total, count(*)::integer AS count FROM sums')).rows,
    ).toEqual([{ total: 6, count: 3 }]);
    await cluster.query('DROP TABLE sums');
  });

  it('lends a transaction no longer than its page', async () => {
    const store = await open(cluster.url);
    await store.append('Cart-1', [event('1')]);
    const stop = new AbortController();
    let query: (text: string) => Promise<unknown> = () => Promise.resolve();
    await store.consume(
      'reader',
      (_, transaction) => {
        query = (text) => transaction.query(text);
        stop.abort();
      },
      { signal: stop.signal },
    );
    await expect(query('SELECT 1')).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

function event(data: string): NewRecord {
  return { type: 'Added', version: 1, data };
}

async function allEvents(store: PostgresStore): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return records;
}
