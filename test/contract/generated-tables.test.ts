import {
  createProjector,
  type EventStore,
  openMemoryProjection,
  type ProjectionTables,
  StoreError,
  tableSql,
} from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import Database from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cart } from '../../examples/shop/cart.js';
import {
  CartId,
  cartSummary,
  type CartSummaryRow,
  type CartSummaryTable,
  cartSummaryTable,
  readCartSummary,
  Sku,
} from '../../generated/shop/index.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;

beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

type Store = EventStore & { readonly tables: ProjectionTables };

const ids = Array.from({ length: 7 }, (_, index) => CartId(`018f3c4e-7b2a-7cde-8f01-00000000000${index}`));

/** Seven carts: cart n has n pieces, and every third is checked out. */
async function fill(store: Store): Promise<readonly CartSummaryRow[]> {
  const carts = Cart.repository(store);
  for (const [index, id] of ids.entries()) {
    await carts.append(id, [
      { type: 'CartCreated', data: {} },
      { type: 'ItemAdded', data: { sku: Sku('A'), quantity: index + 1, price: null } },
      ...(index % 3 === 0
        ? [{ type: 'CartCheckedOut' as const, data: { payment: { kind: 'card', last4: '1234' } as const } }]
        : []),
    ]);
  }
  const projector = createProjector(cartSummary(), { aggregates: { Cart } });
  await store.tables.transact(async (transaction) => {
    await transaction.createTable(cartSummaryTable);
    for await (const records of store.readAll()) await projector.fold(transaction, cartSummaryTable.name, records);
  });
  const inMemory = openMemoryProjection(cartSummary(), { Cart });
  await inMemory.catchUp(store);
  return inMemory.rows();
}

function behavesAsGenerated(open: () => Promise<Store>): void {
  let store: Store;
  let rows: readonly CartSummaryRow[];
  beforeAll(async () => {
    store = await open();
    rows = await fill(store);
  });
  afterAll(() => store?.close());

  it('has the rows of the fold in memory, one by one', async () => {
    const summaries = readCartSummary(store.tables);
    for (const row of rows) expect(await summaries.get({ cartId: row.cartId })).toEqual(row);
    expect(await summaries.get({ cartId: CartId('018f3c4e-7b2a-7cde-8f01-0000000000ff') })).toBeUndefined();
  });

  it('finds what is asked for, page by page', async () => {
    const summaries = readCartSummary(store.tables);
    const query = { where: { status: 'open', itemCount: { gt: 2n } }, orderBy: '-itemCount', limit: 2 } as const;
    const wanted = rows
      .filter(({ status, itemCount }) => status === 'open' && itemCount > 2n)
      .toSorted((a, b) => Number(b.itemCount - a.itemCount));
    const first = await summaries.find(query);
    expect(first.rows).toEqual(wanted.slice(0, 2));
    const second = await summaries.find({ ...query, ...(first.next === undefined ? {} : { after: first.next }) });
    expect(second.rows).toEqual(wanted.slice(2));
    expect([wanted.length, second.next]).toEqual([3, undefined]);
  });

  it('refuses a query that types would not let pass', async () => {
    const summaries = readCartSummary(store.tables);
    for (const wrong of [
      { where: { status: 1 } },
      { where: { nothing: 1 } },
      { orderBy: 'item_count' },
      { where: { cartId: null } },
    ]) {
      await expect(summaries.find(wrong as object)).rejects.toBeInstanceOf(StoreError);
    }
  });
}

describe('a generated projection in memory', () => {
  behavesAsGenerated(() => openMemoryStore());
});
describe('a generated projection in SQLite', () => {
  behavesAsGenerated(() => openSqliteStore(':memory:'));
});
describe.skipIf(problem !== undefined)('a generated projection in PostgreSQL', () => {
  behavesAsGenerated(() => openPostgresStore(cluster.url));
});

describe("Kysely finds what a generated table's type says", () => {
  it('in SQLite', async () => {
    const file = new Database(':memory:');
    const store = await openSqliteStore(file);
    await fill(store);
    const db = new Kysely<{ cart_summary: CartSummaryTable<'sqlite'> }>({
      dialect: new SqliteDialect({ database: file }),
    });
    const row = await db
      .selectFrom('cart_summary')
      .selectAll()
      .where('cart_id', '=', ids[3] ?? '')
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ cart_id: ids[3], status: 'checkedOut', item_count: 4, opened_at: expect.any(String) });
    await db.destroy();
    await store.close();
  });

  it.skipIf(problem !== undefined)('in PostgreSQL', async () => {
    await cluster.query('CREATE SCHEMA kysely');
    const url = `${cluster.url}?options=-csearch_path%3Dkysely`;
    const store = await openPostgresStore(url, { schema: 'kysely', tablesSchema: 'kysely' });
    await fill(store);
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    // The server may be stopped before a connection has heard that it is closed.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const db = new Kysely<{ cart_summary: CartSummaryTable<'postgres'> }>({ dialect: new PostgresDialect({ pool }) });
    const row = await db
      .selectFrom('cart_summary')
      .selectAll()
      .where('status', '=', 'checkedOut')
      .where('item_count', '>', '1')
      .orderBy('item_count')
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ cart_id: ids[3], status: 'checkedOut', item_count: '4', opened_at: expect.any(Date) });
    await db.destroy();
    await store.close();
  });
});

it('has indexes with names of their own in SQLite, however their columns are called', () => {
  const file = new Database(':memory:');
  const column = { type: 'text', isKey: false, nullable: false, optional: false } as const;
  const columns = ['a', 'b', 'a_b'].map((name) => ({ ...column, name, field: name, isKey: name === 'a' }));
  const made = [
    { name: 't', columns, indexes: [['a', 'b'], ['a_b'], ['b', 'a']] },
    { name: 't_a', columns, indexes: [['b']] },
    { name: 't_a_b', columns, indexes: [] },
  ];
  for (const table of made) file.exec(tableSql(table, 'sqlite'));
  const found = file.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL").all();
  expect(found).toEqual([{ count: 4 }]);
  file.close();
});

it('is a table that people can make themselves', () => {
  expect(tableSql(cartSummaryTable, 'postgres')).toContain('("status", "opened_at")');
  const file = new Database(':memory:');
  file.exec(tableSql(cartSummaryTable, 'sqlite'));
  expect(file.prepare("SELECT name FROM pragma_table_info('cart_summary')").all()).toEqual([
    { name: 'cart_id' },
    { name: 'status' },
    { name: 'item_count' },
    { name: 'opened_at' },
  ]);
  file.close();
});
