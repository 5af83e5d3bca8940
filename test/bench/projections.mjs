// Projections: rebuilding two of the shop's, against reading the events and one statement for each; and what keeping one
// inline costs an append. Build first. `node test/bench/projections.mjs [sqlite|postgres] [--rounds n] [--events n]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { identifier, SQL } from '@event-driven-io/dumbo';
import {
  getPostgreSQLEventStore,
  postgreSQLEventStoreConsumer,
  postgreSQLRawBatchSQLProjection,
} from '@event-driven-io/emmett-postgresql';
import { createProjector, inlineProjection, withInlineProjections } from '@varve/runtime';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import Database from 'better-sqlite3';
import pg from 'pg';
import { Cart } from '../../build/examples/shop/cart.js';
import { cartSummary, cartSummaryTable, demandBySku, demandBySkuTable } from '../../build/generated/shop/index.js';
import { startServer } from './stores/postgres.mjs';
import { atOnce, inTurns, report } from './measure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, events: { type: 'string', default: '100000' } },
});
const rounds = Number(values.rounds);
const total = Number(values.events);
const pageSize = 2_000;
const aggregates = { Cart };

const id = () => crypto.randomUUID();
const data = {
  created: JSON.stringify({}),
  added: (n) =>
    JSON.stringify({ sku: `A-${n % 1000}`, quantity: 1 + (n % 5), price: { amount: '12.50', currency: 'EUR' } }),
  removed: (n) => JSON.stringify({ sku: `A-${n % 1000}`, quantity: 1 }),
};

/** Carts of ten events. */
async function fill(store, count) {
  for (let cart = 0; cart < count / 10; cart += 1) {
    const stream = `Cart-${id()}`;
    const events = [
      { type: 'CartCreated', version: 1, data: data.created },
      ...Array.from({ length: 7 }, (_, n) => ({ type: 'ItemAdded', version: 3, data: data.added(cart * 7 + n) })),
      { type: 'ItemRemoved', version: 1, data: data.removed(cart * 7) },
      { type: 'CartCheckedOut', version: 1, data: JSON.stringify({ payment: { kind: 'card', last4: '1234' } }) },
    ];
    await store.append(stream, events);
  }
}

/** Pages of carts that overlap, as those of a busy shop do, need the store's order only. */
async function readAndParse(store) {
  let count = 0;
  for await (const page of store.readAll()) {
    for (const { data: text } of page) JSON.parse(text);
    count += page.length;
  }
  return count;
}

let builds = 0;

async function rebuild(store, makeProjection, table) {
  builds += 1;
  const projection = makeProjection();
  const projector = createProjector(projection, { aggregates });
  const key = { projection: projection.name, fingerprint: `bench ${builds}`, partition: 0 };
  const built = { ...table, name: `${table.name}_${builds}` };
  await store.tables.transact(async (transaction) => {
    await transaction.createTable(built);
    await transaction.builds.write({ ...key, state: 'building', table: built.name, position: 0n, notes: '' });
  });
  let count = 0;
  for await (const records of store.readAll({ categories: ['Cart'] })) {
    const done = await store.tables.transact(async (transaction) =>
      projector.apply(transaction, await transaction.builds.lock(key), { records, isReplay: true }),
    );
    done.keep();
    count += records.length;
  }
  await store.tables.transact((transaction) => transaction.dropTable(built.name));
  return count;
}

async function benchSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  const store = await openSqliteStore(join(folder, 'store.db'), { synchronous: 'normal', pageSize });
  try {
    await atOnce(50, 50, () => fill(store, total / 50));
    report(
      `SQLite: rebuild from ${total} events`,
      await inTurns(rounds, {
        'read and parse': () => readAndParse(store),
        'rebuild CartSummary': () => rebuild(store, cartSummary, cartSummaryTable),
        'rebuild DemandBySku': () => rebuild(store, demandBySku, demandBySkuTable),
      }),
    );
    for (const synchronous of ['normal', 'full']) await inlineInSqlite(folder, synchronous);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

const addOne = (n) => ({ type: 'ItemAdded', version: 3, data: data.added(n) });
let number = 0;

async function inlineInSqlite(folder, synchronous) {
  const count = synchronous === 'full' ? 300 : 2_000;
  const plain = await openSqliteStore(join(folder, `plain-${synchronous}.db`), { synchronous });
  const store = await openSqliteStore(join(folder, `inline-${synchronous}.db`), { synchronous });
  const inlined = await withInlineProjections(store, [inlineProjection(cartSummary(), { aggregates })]);
  const bare = new Database(join(folder, `bare-${synchronous}.db`));
  bare.pragma('journal_mode = WAL');
  bare.pragma(`synchronous = ${synchronous}`);
  bare.exec(
    'CREATE TABLE rows (cart_id TEXT PRIMARY KEY, status TEXT, item_count INTEGER, opened_at TEXT) STRICT, WITHOUT ROWID',
  );
  const insert = bare.prepare('INSERT INTO rows VALUES (?, ?, ?, ?)');
  await inlineCosts(`SQLite, synchronous = ${synchronous}: an append of one event`, count, plain, inlined, async () => {
    insert.run(id(), 'open', 1, new Date().toISOString());
  });
  await plain.close();
  await store.close();
  bare.close();
}

async function inlineCosts(title, count, plain, inlined, insert) {
  const carts = Array.from({ length: 500 }, id);
  const stream = () => `Cart-${carts[number++ % carts.length]}`;
  const rates = await inTurns(rounds, {
    append: () => atOnce(1, count, () => plain.append(stream(), [addOne(number)])),
    'append, and the row inline': () => atOnce(1, count, () => inlined.append(stream(), [addOne(number)])),
    'one bare INSERT': () => atOnce(1, count, insert),
    'append, 50 at once': () => atOnce(50, count, () => plain.append(stream(), [addOne(number)])),
    'append, and the row inline, 50 at once': () => atOnce(50, count, () => inlined.append(stream(), [addOne(number)])),
  });
  report(title, rates);
  const costs = rates['append'].map((rate, round) => {
    const more = 1 / rates['append, and the row inline'][round] - 1 / rate;
    return more * rates['one bare INSERT'][round];
  });
  costs.sort((a, b) => a - b);
  console.log(
    `  the row costs ${costs[Math.floor(costs.length / 2)].toFixed(2)} of a bare INSERT (one at a time, median)`,
  );
}

async function benchPostgres() {
  const { url, stop } = await startServer();
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  pool.on('error', () => undefined);
  const store = await openPostgresStore(url, { pageSize });
  try {
    await atOnce(50, 50, () => fill(store, total / 50));
    await pool.query(
      'CREATE TABLE by_hand (cart_id uuid PRIMARY KEY, status text NOT NULL, item_count bigint NOT NULL, opened_at timestamptz)',
    );
    await fillEmmett(url, Math.min(total, ofEmmett));
    report(
      `PostgreSQL: rebuild from ${total} events`,
      await inTurns(rounds, {
        'one upsert for each event, by hand': () => byHand(store, pool),
        'Emmett, an async projection': () => projectWithEmmett(url, pool),
        'read and parse': () => readAndParse(store),
        'rebuild CartSummary': () => rebuild(store, cartSummary, cartSummaryTable),
        'rebuild DemandBySku': () => rebuild(store, demandBySku, demandBySkuTable),
      }),
    );
    await pool.query('CREATE SCHEMA plain');
    const plain = await openPostgresStore(url, { schema: 'plain' });
    const inlined = await withInlineProjections(await openPostgresStore(url, { schema: 'inlined' }), [
      inlineProjection(cartSummary(), { aggregates }),
    ]);
    await pool.query(
      'CREATE TABLE bare (cart_id uuid PRIMARY KEY, status text NOT NULL, item_count bigint NOT NULL, opened_at timestamptz)',
    );
    const insert = { name: 'insert', text: 'INSERT INTO bare VALUES ($1, $2, $3, $4)' };
    await inlineCosts('PostgreSQL: an append of one event', 500, plain, inlined, () =>
      pool.query({ ...insert, values: [id(), 'open', 1, new Date().toISOString()] }),
    );
    await plain.close();
    await inlined.close();
  } finally {
    await store.close();
    await pool.end();
    await stop();
  }
}

/** As one writes it: a transaction for each page, a statement for each event. */
async function byHand(store, pool) {
  const upsert = {
    name: 'upsert',
    text: `INSERT INTO by_hand AS b (cart_id, status, item_count, opened_at) VALUES ($1, coalesce($2, 'open'), $3, $4)
      ON CONFLICT (cart_id) DO UPDATE SET status = coalesce($2, b.status), item_count = b.item_count + $3,
        opened_at = coalesce($4, b.opened_at)`,
  };
  const client = await pool.connect();
  let count = 0;
  for await (const page of store.readAll({ limit: Math.min(total, 20_000) })) {
    await client.query('BEGIN');
    for (const { stream, type, data: text, recordedAt } of page) {
      const { quantity = 0 } = JSON.parse(text);
      const status = type === 'CartCheckedOut' ? 'checkedOut' : null;
      const opened = type === 'CartCreated' ? recordedAt : null;
      const change = type === 'ItemRemoved' ? -quantity : quantity;
      await client.query({ ...upsert, values: [stream.slice(5), status, change, opened] });
    }
    await client.query('COMMIT');
    count += page.length;
  }
  client.release();
  return count;
}

/** So many events of Emmett's are enough to tell its rate, which does not depend on how many there are. */
const ofEmmett = 20_000;

/** The same events in Emmett's own tables. */
async function fillEmmett(url, count) {
  const emmett = getPostgreSQLEventStore(url);
  await emmett.schema.migrate();
  await fill(
    {
      append: (stream, events) =>
        emmett.appendToStream(
          stream,
          events.map(({ type, data: text }) => ({ type, data: JSON.parse(text) })),
        ),
    },
    count,
  );
  await emmett.close();
}

/** The same table, by Emmett's consumer and its projection in SQL; batches as large as the pages of the others. */
async function projectWithEmmett(url, pool) {
  builds += 1;
  const table = `by_emmett_${builds}`;
  await pool.query(
    `CREATE TABLE ${table} (cart_id text PRIMARY KEY, status text NOT NULL, item_count bigint NOT NULL, opened_at timestamptz)`,
  );
  let count = 0;
  const name = identifier(table);
  const projection = postgreSQLRawBatchSQLProjection({
    name: table,
    canHandle: ['CartCreated', 'ItemAdded', 'ItemRemoved', 'CartCheckedOut'],
    evolve: (events) =>
      events.map(({ type, data: { quantity = 0 }, metadata }) => {
        count += 1;
        const status = type === 'CartCheckedOut' ? 'checkedOut' : null;
        const opened = type === 'CartCreated' ? new Date().toISOString() : null;
        const change = type === 'ItemRemoved' ? -quantity : quantity;
        return SQL`INSERT INTO ${name} AS b (cart_id, status, item_count, opened_at)
          VALUES (${metadata.streamName}, coalesce(${status}, 'open'), ${change}, ${opened})
          ON CONFLICT (cart_id) DO UPDATE SET status = coalesce(${status}, b.status),
            item_count = b.item_count + ${change}, opened_at = coalesce(${opened}, b.opened_at)`;
      }),
  });
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: url,
    stopWhen: { noMessagesLeft: true },
    pulling: { batchSize: pageSize },
  });
  consumer.projector({ processorId: table, projection });
  await consumer.start();
  await consumer.close();
  const { rows } = await pool.query(`SELECT sum(item_count) AS items FROM ${table}`);
  if (count !== Math.min(total, ofEmmett) || rows[0].items === null) throw new Error(`${count} ${rows[0].items}`);
  await pool.query(`DROP TABLE ${table}`);
  return count;
}

if (positionals.length === 0 || positionals.includes('sqlite')) await benchSqlite();
if (positionals.length === 0 || positionals.includes('postgres')) await benchPostgres();
