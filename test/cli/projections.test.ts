import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore, openSqliteTables } from '@varve/runtime/sqlite';
import {
  type EventStore,
  forgetProjection,
  inlineProjection,
  type NewRecord,
  type ProjectionTables,
  withInlineProjections,
} from '@varve/runtime';
import { Cart } from '../../examples/shop/cart.js';
import { demandBySku } from '../../generated/shop/index.js';
import { because } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const noPostgres = await withoutPostgres();
let cluster: PostgresCluster | undefined;
beforeAll(async () => {
  if (noPostgres === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

/** A project beside whose files the runtime is found, as it is built. */
let folder: string;
beforeEach(() => {
  folder = join(root, 'node_modules/.cache', `varve-projections-${process.pid}`);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(
    join(folder, 'dist/projections.mjs'),
    `import { asyncProjection } from '@varve/runtime';
     import { cartSummary, demandBySku } from ${JSON.stringify(join(root, 'build/generated/shop/index.js'))};
     import { Cart } from ${JSON.stringify(join(root, 'build/examples/shop/cart.js'))};
     export const projections = [cartSummary(), demandBySku()].map((each) => asyncProjection(each, { aggregates: { Cart } }));`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function varve(...args: readonly string[]): Promise<Ended> {
  const [command = '', ...rest] = args;
  const common = ['--cwd', folder, '--module', 'dist/projections.mjs'];
  const all = [join(root, 'dist/cli/main.js'), 'projections', command, ...common, ...rest];
  return new Promise((resolve) => {
    execFile(process.execPath, all, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const cartId = '3d6f0a57-6a3e-4b0e-9d0c-1f2e3d4c5b6a';
const added = (sku: string, quantity: number): NewRecord => ({
  type: 'ItemAdded',
  version: 3,
  data: JSON.stringify({ sku, quantity, price: null }),
});

async function fill(store: EventStore): Promise<void> {
  await store.append(`Cart-${cartId}`, [
    { type: 'CartCreated', version: 1, data: '{}' },
    added('A1', 2),
    added('B2', 3),
  ]);
}

async function tamper(tables: ProjectionTables): Promise<void> {
  await tables.transact(async (transaction) => {
    await transaction.query(`UPDATE demand_by_sku SET added = 99 WHERE sku = 'B2'`);
  });
}

const places = [
  {
    name: 'a SQLite file',
    obstacle: undefined,
    url: () => 'shop.db',
    open: () => openSqliteStore(join(folder, 'shop.db')),
  },
  {
    name: `PostgreSQL${because(noPostgres)}`,
    obstacle: noPostgres,
    url: () => cluster?.url ?? '',
    open: () => openPostgresStore(cluster?.url ?? ''),
  },
];

describe('varve projections', () => {
  for (const { name, obstacle, url, open } of places) {
    it.skipIf(obstacle !== undefined)(`builds, shows, verifies and mends what is in ${name}`, async () => {
      const store = await open();
      try {
        await fill(store);
        const place = ['--store', url()];
        const missing = await varve('status', ...place);
        expect(missing).toMatchObject({ code: 0, err: '' });
        expect(missing.out).toMatch(/CartSummary +0 +missing/u);

        expect(await varve('rebuild', 'CartSummary', 'DemandBySku', ...place)).toMatchObject({
          code: 0,
          out: 'CartSummary: made anew\nDemandBySku: made anew\n',
        });
        const status = await varve('status', 'DemandBySku', '--rows', '--format', 'json', ...place);
        expect(status.code).toBe(0);
        expect(JSON.parse(status.out)).toMatchObject({
          projections: [
            { projection: 'DemandBySku', state: 'live', isCurrent: true, position: '3', lag: '0', rows: 2, parked: 0 },
          ],
        });
        expect(await varve('verify', ...place)).toMatchObject({
          code: 0,
          out:
            'CartSummary: 1 rows as the events make them, up to position 3\n' +
            'DemandBySku: 2 rows as the events make them, up to position 3\n',
        });

        await tamper(store.tables);
        const wrong = await varve('verify', 'DemandBySku', ...place);
        expect(wrong.code).toBe(1);
        expect(wrong.out).toContain('DemandBySku: 1 of 2 rows differ, up to position 3\n  {"sku":"B2"}\n');
        expect(wrong.out).toContain('"added":"99"');

        expect(await varve('rebuild', 'DemandBySku', ...place)).toMatchObject({ code: 0 });
        expect(await varve('verify', 'DemandBySku', ...place)).toMatchObject({ code: 0 });
      } finally {
        await store.close();
      }
    });
  }

  for (const { name, obstacle, url, open } of places) {
    it.skipIf(obstacle !== undefined)(`makes rows anew that appends keep, in ${name}`, async () => {
      const opened = await open();
      await forgetProjection(opened.tables, 'DemandBySku');
      const store = await withInlineProjections(opened, [inlineProjection(demandBySku(), { aggregates: { Cart } })]);
      try {
        await fill(store);
        await tamper(store.tables);
        const place = ['DemandBySku', '--store', url()];
        expect(await varve('verify', ...place)).toMatchObject({ code: 1 });
        expect(await varve('rebuild', ...place)).toMatchObject({ code: 0, out: 'DemandBySku: made anew\n' });
        expect(await varve('verify', ...place)).toMatchObject({ code: 0 });
        expect((await varve('status', ...place)).out).toMatch(/DemandBySku +0 +inline/u);
        await store.append(`Cart-${cartId}`, [added('B2', 4)]);
        expect(await varve('verify', ...place)).toMatchObject({ code: 0 });
      } finally {
        await store.close();
      }
    });
  }

  it('keeps rows in another database than the events', async () => {
    const store = await openSqliteStore(join(folder, 'events.db'));
    await fill(store);
    await store.close();
    await (await openSqliteTables(join(folder, 'rows.db'))).close();
    const place = ['--store', 'sqlite:events.db', '--tables', 'rows.db'];
    expect(await varve('rebuild', 'CartSummary', ...place)).toMatchObject({ code: 0 });
    expect(await varve('verify', 'CartSummary', ...place)).toMatchObject({ code: 0 });
    expect((await varve('verify', 'CartSummary', '--store', 'events.db')).err).toContain(
      'no rows of CartSummary serve',
    );
  });

  it('says what is not there, and makes nothing', async () => {
    expect(await varve('status', '--store', 'none.db')).toMatchObject({ code: 2, out: '' });
    expect((await varve('status', '--store', 'none.db')).err).toContain('there is no');
    expect((await varve('status', '--store', 'mysql://u:secret@h/x')).err).not.toContain('secret');
    await (await openSqliteStore(join(folder, 'shop.db'))).close();
    const unknown = await varve('status', 'Nothing', '--store', 'shop.db');
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain('there is no projection Nothing; there are CartSummary, DemandBySku');
    const module = await varve('status', '--store', 'shop.db', '--module', 'dist/other.js');
    expect(module).toMatchObject({ code: 2 });
  });
});
