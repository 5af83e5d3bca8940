import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AnyEvent,
  asyncProjection,
  type EventStore,
  type Projection,
  type ProjectionReader,
  type ProjectionRunner,
  type ProjectionSource,
  type ProjectionTables,
  runProjections,
} from '@varve/runtime';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cart } from '../../examples/shop/cart.js';
import { CartId, Sku } from '../../generated/shop/index.js';
import { compile } from '../../src/index.js';
import { loadGenerated } from '../support/load-generated.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const schema = readFileSync(new URL('../../examples/shop/schemas/shop.varve.yaml', import.meta.url), 'utf8');

/** The next version of the read service: a column more, with values from events of long ago. */
const nextSchema = schema
  .replace('      openedAt: timestamp?\n', '      openedAt: timestamp?\n      lastItem: Sku?\n')
  .replace(
    '      ItemAdded: { add: { itemCount: quantity } }\n',
    '      ItemAdded: { add: { itemCount: quantity }, set: { lastItem: sku } }\n',
  );

interface CartRow {
  readonly cartId: string;
  readonly itemCount: bigint;
  readonly lastItem?: string;
}
type CartProjection = Projection<CartRow, { readonly cartId: string }, AnyEvent, 'Cart'>;

/** What the compiler makes of a schema, as the read service would import it. */
function generated(text: string): CartProjection {
  const { files, diagnostics } = compile({ files: [{ path: 'shop.varve.yaml', text }] });
  expect(diagnostics).toEqual([]);
  const { cartSummary } = loadGenerated(files)('shop/projections/cart-summary');
  if (typeof cartSummary !== 'function') throw new Error('no projection was generated');
  return (cartSummary as () => CartProjection)();
}

const aggregates: { readonly Cart: ProjectionSource<AnyEvent> } = { Cart };
type Store = EventStore & { readonly tables: ProjectionTables };

interface ReadService {
  readonly carts: ProjectionReader<CartRow, { readonly cartId: string }>;
  readonly runner: ProjectionRunner;
  end(): Promise<void>;
}

/** Starts a version of the read service; it takes requests when it has caught up. */
async function serve(store: Store, projection: CartProjection, patience = 100): Promise<ReadService> {
  const runner = await runProjections({
    store,
    projections: [asyncProjection(projection, { aggregates })],
    batchSize: 50,
    patience,
  });
  await runner.caughtUp();
  return {
    carts: store.tables.reader(projection.table),
    runner,
    async end() {
      await runner.stop();
      await store.close();
    },
  };
}

const noPostgres = await withoutPostgres();
let cluster: PostgresCluster | undefined;
beforeAll(async () => {
  if (noPostgres === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

const ids = Array.from({ length: 40 }, (_, index) =>
  CartId(`018f3c4e-7b2a-7cde-8f01-${String(index).padStart(12, '0')}`),
);

/** Puts an article into each cart. */
async function shop(store: Store, round: number): Promise<void> {
  const carts = Cart.repository(store);
  for (const id of ids) {
    const item = { type: 'ItemAdded', data: { sku: Sku(`R${round}`), quantity: 1, price: null } } as const;
    await carts.append(id, round === 0 ? [{ type: 'CartCreated', data: {} }, item] : [item], { expected: 'any' });
  }
}

/** Adds a column to CartSummary while a client reads and writers write, and gives what went wrong. */
async function roll(open: () => Promise<Store>): Promise<void> {
  const writing = await open();
  for (let round = 0; round < 10; round += 1) await shop(writing, round);
  const old = await serve(await open(), generated(schema));
  let current = old;
  const end = new AbortController();
  let reads = 0;
  const client = (async () => {
    while (!end.signal.aborted) {
      const { rows } = await current.carts.find({ limit: 100 });
      expect(rows).toHaveLength(ids.length);
      // Never is a row behind what was there before all of this.
      expect(rows.filter(({ itemCount }) => itemCount < 10n)).toEqual([]);
      reads += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  const writer = (async () => {
    for (let round = 10; round < 20; round += 1) await shop(writing, round);
  })();

  const next = await serve(await open(), generated(nextSchema));
  const readsBefore = reads;
  // The old one serves on for a while, from the new rows, as it does while traffic is moved.
  await expect.poll(() => reads, { timeout: 20_000 }).toBeGreaterThan(readsBefore + 3);
  current = next;
  await writer;
  await expect.poll(() => old.runner.status(), { timeout: 20_000 }).toEqual([]);
  await next.runner.caughtUp();
  end.abort();
  await client;
  await old.end();

  const { rows } = await next.carts.find({ limit: 100 });
  expect(rows.map(({ itemCount, lastItem }) => [itemCount, lastItem])).toEqual(ids.map(() => [20n, 'R19']));
  await next.end();
  await writing.close();
}

describe('a column that is added to CartSummary', () => {
  it('is there after a restart of the read service, and a client that reads sees no error, in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'varve-column-'));
    try {
      await roll(() => openSqliteStore(join(folder, 'shop.db'), { synchronous: 'normal' }));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.skipIf(noPostgres !== undefined)(
    `is there after a restart of the read service, and a client that reads sees no error, in PostgreSQL${noPostgres === undefined ? '' : `: skipped, because ${noPostgres}`}`,
    async () => {
      await roll(() => openPostgresStore(cluster?.url ?? '', { connections: 4 }));
    },
  );
});
