// The SQLite store against the bare driver.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@varve/runtime/sqlite';
import Database from 'better-sqlite3';
import { Cart } from '../../../build/examples/shop/cart.js';
import { CartId, Sku } from '../../../build/generated/shop/index.js';
import { atOnce, inTurns, quantile, report } from '../measure.mjs';

const data =
  '{"sku":"A1","quantity":2,"price":{"amount":"12.50","currency":"EUR"},"note":"ring twice","at":"2026-11-28"}';

/** What the store writes for an event, by hand: the same columns, the same keys. */
function openBare(file, synchronous) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  database.exec(`
    CREATE TABLE events (
      position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, revision INTEGER NOT NULL,
      category TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, recorded_at TEXT NOT NULL, metadata TEXT,
      data TEXT NOT NULL, UNIQUE (stream, revision)) STRICT;
    CREATE INDEX events_category ON events (category);`);
  return database;
}

const insertText =
  'INSERT INTO events (id, stream, revision, category, type, version, recorded_at, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
let number = 0;
const insertBare = (insert, stream, revision) =>
  insert.run(crypto.randomUUID(), stream, revision, 'Cart', 'ItemAdded', 1, new Date().toISOString(), null, data);
const event = { type: 'ItemAdded', version: 1, data };

async function appending(folder, rounds, synchronous, count) {
  const bare = openBare(join(folder, `bare-${synchronous}.db`), synchronous);
  const insert = bare.prepare(insertText);
  const together = bare.transaction(() => {
    for (let index = 0; index < 50; index++) insertBare(insert, `Cart-${number++}`, 1);
  });
  const store = await openSqliteStore(join(folder, `store-${synchronous}.db`), { synchronous });
  const rates = await inTurns(rounds, {
    'bare, one at a time': async () => {
      for (let index = 0; index < count; index++) insertBare(insert, `Cart-${number++}`, 1);
      return count;
    },
    'store, one at a time': async () => {
      for (let index = 0; index < count; index++) await store.append(`Cart-${number++}`, [event]);
      return count;
    },
    'bare, 50 in a transaction': async () => {
      for (let index = 0; index < count * 10; index += 50) together();
      return count * 10;
    },
    'store, 50 at once': () => atOnce(50, count * 10, () => store.append(`Cart-${number++}`, [event])),
  });
  report(`append, synchronous = ${synchronous}`, rates);
  bare.close();
  await store.close();
}

async function reading(folder, rounds) {
  const length = 10_000;
  const store = await openSqliteStore(join(folder, 'reading.db'), { synchronous: 'normal' });
  // Without snapshots, so that a load reads every event.
  const { snapshots: _, ...withoutSnapshots } = store;
  const carts = Cart.repository(withoutSnapshots);
  const cartId = CartId('9a1c7f3e-2b4d-4e6f-8a0b-c1d2e3f4a5b6');
  await carts.append(cartId, [{ type: 'CartCreated', data: {} }]);
  for (let written = 1; written < length; written += 1111) {
    const items = Array.from({ length: 1111 }, (_, index) => ({
      type: 'ItemAdded',
      data: { sku: Sku(`A${index % 20}`), quantity: 1, price: null },
    }));
    await carts.append(cartId, items);
  }
  const bare = new Database(join(folder, 'reading.db'), { readonly: true });
  const select = bare.prepare('SELECT * FROM varve_events WHERE stream = ? ORDER BY revision');
  const stream = Cart.stream(cartId);
  const rates = await inTurns(rounds * 3, {
    'bare driver and JSON.parse': async () => {
      let count = 0;
      for (const row of select.iterate(stream)) {
        JSON.parse(row.data);
        count += 1;
      }
      return count;
    },
    'store, read': async () => {
      let count = 0;
      for await (const page of store.read(stream)) count += page.length;
      return count;
    },
    'store, read, decoded and folded': async () => (await carts.load(cartId)).revision,
  });
  report('a stream of 10,000 events, read', rates);
  bare.close();
  await store.close();
}

async function growing(folder, largest) {
  const store = await openSqliteStore(join(folder, 'growing.db'), { synchronous: 'normal' });
  console.log('\nmicroseconds for an append, by how many events the store holds (synchronous = normal)');
  let held = 0;
  for (const size of [1_000, 10_000, 100_000, 1_000_000].filter((each) => each <= largest)) {
    while (held < size) {
      const together = Math.min(50_000, size - held);
      await Promise.all(
        Array.from({ length: Math.ceil(together / 100) }, () =>
          store.append(
            `Cart-${number++}`,
            Array.from({ length: 100 }, () => event),
          ),
        ),
      );
      held += together;
    }
    const times = [];
    for (let index = 0; index < 2000; index++) {
      const start = process.hrtime.bigint();
      await store.append(`Cart-${number++}`, [event]);
      times.push(Number(process.hrtime.bigint() - start) / 1e3);
    }
    held += 2000;
    console.log(`  ${size.toLocaleString('en').padStart(10)}  median ${quantile(times, 0.5).toFixed(1)}`);
  }
  await store.close();
}

export async function benchSqlite({ rounds = 15, largest = 1_000_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
  try {
    await appending(folder, rounds, 'full', 200);
    await appending(folder, rounds, 'normal', 2000);
    await reading(folder, rounds);
    await growing(folder, largest);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
