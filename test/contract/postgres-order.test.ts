import { openPostgresStore, type PostgresStore } from '@varve/runtime/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore, NewRecord, StoredRecord } from '../../src/runtime/store.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
let store: PostgresStore;
const clients: pg.Client[] = [];
let slowWay: 'the function that judges' | 'the function for one event' = 'the function that judges';

beforeAll(async () => {
  // A crash takes with it what was not flushed: that is not to happen by itself in the meantime.
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'wal_writer_delay=10s'] });
});
afterAll(() => cluster?.stop());
beforeEach(async () => {
  store = await openPostgresStore(cluster.url, { pollInterval: 20 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => undefined);
  await store.close();
  await cluster.query('DROP SCHEMA varve CASCADE');
  await cluster.query('DROP DATABASE IF EXISTS other');
});

describe.skipIf(problem !== undefined).each(['the function that judges', 'the function for one event'] as const)(
  'readers of the PostgreSQL store, while others append by %s,',
  (way) => {
    beforeEach(() => {
      slowWay = way;
    });

    it('see nothing before what is still to be committed, when transactions commit out of order', async () => {
      const [slow, slower] = [await slowWriter('Cart-slow', 'slow'), await slowWriter('Cart-slower', 'slower')];
      await store.append('Cart-quick', [event('quick')]);
      expect(await dataOf(store)).toEqual([]);
      await slower.query('COMMIT');
      expect(await dataOf(store)).toEqual([]);
      await slow.query('COMMIT');
      expect(await dataOf(store)).toEqual(['slow', 'slower', 'quick']);
    });

    it('see what was committed before the position of an open transaction', async () => {
      await store.append('Cart-1', [event('first'), event('second')]);
      await slowWriter('Cart-slow', 'slow');
      await store.append('Cart-2', [event('third')]);
      expect(await dataOf(store)).toEqual(['first', 'second']);
      expect(await collect(store.read('Cart-2'))).toHaveLength(1);
    });

    it('miss nothing while writers that hold their transactions open for a while race', async () => {
      const seen: string[] = [];
      const total = 20 * 10;
      const following = (async () => {
        for await (const page of store.subscribe()) {
          seen.push(...page.map(({ id }) => id));
          if (seen.length >= total) return;
        }
      })();
      await Promise.all(
        Array.from({ length: 20 }, async (_, writer) => {
          for (let index = 0; index < 10; index += 1) {
            if (writer % 2 === 0) await store.append(`Cart-${writer}`, [event(`${index}`)]);
            else {
              const client = await slowWriter(`Cart-${writer}`, `${index}`);
              await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
              await client.query('COMMIT');
              await client.end();
            }
          }
        }),
      );
      await following;
      expect(seen).toEqual((await collect(store.readAll())).map(({ id }) => id));
    });

    it('stall on no transaction that is rolled back, and on no gap that it leaves', async () => {
      const slow = await slowWriter('Cart-slow', 'never');
      await store.append('Cart-1', [event('first')]);
      await slow.query('ROLLBACK');
      await cluster.query(`SELECT nextval('varve.varve_positions') FROM generate_series(1, 1000)`);
      await store.append('Cart-1', [event('second')]);
      expect(await dataOf(store)).toEqual(['first', 'second']);
    });

    it('stall on no transaction of a client that is gone', async () => {
      const slow = await slowWriter('Cart-slow', 'never');
      await store.append('Cart-1', [event('first')]);
      const { rows } = await slow.query('SELECT pg_backend_pid() AS pid');
      slow.on('error', () => undefined);
      await cluster.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await expect.poll(() => dataOf(store), { timeout: 20_000 }).toEqual(['first']);
    });

    it('stall on no long transaction of another database', async () => {
      await cluster.query('CREATE DATABASE other');
      const other = await connect(cluster.urlOf({ database: 'other' }));
      await other.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      await other.query('CREATE TABLE t (id bigint)');
      await store.append('Cart-1', [event('first')]);
      expect(await dataOf(store)).toEqual(['first']);
    });

    it('stall on no long transaction of their database that has nothing to do with them', async () => {
      const other = await connect(cluster.url);
      await other.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      await other.query('CREATE TABLE t (id bigint)');
      await other.query('SELECT pg_advisory_xact_lock(7), pg_advisory_xact_lock_shared(0, 0)');
      await other.query('SELECT * FROM varve.varve_events');
      await store.append('Cart-1', [event('first')]);
      expect(await dataOf(store)).toEqual(['first']);
    });

    it('stall on no writer of a store in another schema', async () => {
      const another = await openPostgresStore(cluster.url, { schema: 'another' });
      await slowWriter('Cart-slow', 'slow', 'another');
      await store.append('Cart-1', [event('first')]);
      expect(await dataOf(store)).toEqual(['first']);
      await another.append('Cart-1', [event('of another')]);
      expect(await dataOf(another)).toEqual([]);
      for (const client of clients.splice(0)) await client.end();
      await another.close();
      await cluster.query('DROP SCHEMA another CASCADE');
    });

    it('see positions beyond 32 bits in order', async () => {
      for (const start of [2n ** 31n - 2n, 2n ** 32n - 2n, 2n ** 40n - 1n]) {
        await cluster.query('SELECT setval($1, $2)', ['varve.varve_positions', String(start)]);
        const before = await dataOf(store);
        const slow = await slowWriter(`Cart-${start}`, 'slow');
        await store.append(
          'Cart-1',
          Array.from({ length: 5 }, () => event('quick')),
        );
        expect(await dataOf(store)).toEqual(before);
        await slow.query('COMMIT');
        expect(await dataOf(store)).toEqual([...before, 'slow', 'quick', 'quick', 'quick', 'quick', 'quick']);
      }
    });

    it('are told of no position that a crash gives out again', async () => {
      await store.append('Cart-1', [event('first')]);
      await cluster.query('CHECKPOINT');
      // Drawn and never committed: no crash-safe record of it needs to be there.
      await cluster.query(`SELECT nextval('varve.varve_positions') FROM generate_series(1, 40)`);
      const seen: string[] = [];
      const following = (async () => {
        for await (const page of store.subscribe()) {
          seen.push(...page.map(({ data }) => JSON.parse(data)));
          if (seen.length === 2) return;
        }
      })();
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['first']);
      const stop = new AbortController();
      await store.consume('reader', () => stop.abort(), { signal: stop.signal });
      expect(await store.checkpoints.read('reader')).toBe(1n);
      await cluster.kill();
      await cluster.restart();
      await store.append('Cart-1', [event('second')]);
      await following;
      expect(seen).toEqual(['first', 'second']);
    });

    it('go on where they were after a dump and a restore into a fresh cluster', async () => {
      await store.append('Cart-1', [event('first'), event('second')]);
      // Positions and transactions of the old cluster are far ahead of those of a fresh one.
      await cluster.query(`SELECT setval('varve.varve_positions', 5000000)`);
      const { position } = await store.append('Cart-2', [event('third')]);
      await store.checkpoints.write('reader', position);
      const fresh = await startPostgres({ flags: ['-c', 'fsync=off'] });
      const restored = await copyStore(cluster, fresh);
      try {
        expect(await collect(restored.readAll())).toEqual(await collect(store.readAll()));
        await restored.append('Cart-1', [event('fourth')], { expected: 2 });
        const seen: string[] = [];
        const stop = new AbortController();
        const handle = (page: readonly StoredRecord[]): void => {
          seen.push(...page.map(({ data }) => JSON.parse(data)));
          stop.abort();
        };
        await restored.consume('reader', handle, { signal: stop.signal });
        expect(seen).toEqual(['fourth']);
      } finally {
        await restored.close();
        await fresh.stop();
      }
    });
  },
);

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  clients.push(client);
  return client;
}

/** Appends by one of the store's own functions in a transaction that it leaves open. */
async function slowWriter(stream: string, data: string, schema = 'varve'): Promise<pg.Client> {
  const client = await connect(cluster.url);
  await client.query('BEGIN');
  const [now, text] = ['2026-01-01T00:00:00.000Z', JSON.stringify(data)];
  if (slowWay === 'the function for one event') {
    const { rows } = await client.query(
      `SELECT ${schema}.varve_append_event($1, '0', $2, -1, false, gen_random_uuid(), 'Added', 1, NULL, $3) AS stored`,
      [now, stream, text],
    );
    expect(rows).toEqual([{ stored: expect.stringMatching(/^\d+ \d+ 2026-01-01T00:00:00.000Z$/) }]);
    return client;
  }
  const { rows } = await client.query(
    `SELECT outcome FROM ${schema}.varve_append_one($1, '0', $2, -1, NULL, ARRAY[gen_random_uuid()], '{Added}', '{1}', '{NULL}', ARRAY[$3])`,
    [now, stream, text],
  );
  expect(rows).toEqual([{ outcome: 0 }]);
  return client;
}

/** What a dump of the schema and a restore do: the definitions, the rows, and where the sequence is. */
async function copyStore(from: PostgresCluster, to: PostgresCluster): Promise<PostgresStore> {
  const restored = await openPostgresStore(to.url);
  for (const table of ['varve_events', 'varve_checkpoints', 'varve_snapshots']) {
    const { rows } = await from.query(`SELECT json_agg(t) AS rows FROM varve.${table} AS t`);
    await to.query(`INSERT INTO varve.${table} SELECT * FROM json_populate_recordset(NULL::varve.${table}, $1)`, [
      JSON.stringify(rows[0]?.['rows'] ?? []),
    ]);
  }
  const { rows } = await from.query('SELECT last_value FROM varve.varve_positions');
  await to.query(`SELECT setval('varve.varve_positions', $1)`, [rows[0]?.['last_value']]);
  return restored;
}

function event(data: string): NewRecord {
  return { type: 'Added', version: 1, data: JSON.stringify(data) };
}

async function dataOf(from: EventStore): Promise<unknown[]> {
  return (await collect(from.readAll())).map(({ data }) => JSON.parse(data) as unknown);
}

async function collect(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}
