import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '@varve/runtime/sqlite';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { visit } from '../../examples/shop/cqrs/customers.js';
import { type Listening, listen } from '../../examples/shop/cqrs/listen.js';
import { type ReadService, readService } from '../../examples/shop/cqrs/read-service.js';
import { writeService } from '../../examples/shop/cqrs/write-service.js';

// The two services as two processes would have them: each with a connection of its own to one store.

let folder: string;
let stores: SqliteStore[];
let writing: Listening;
let reading: Listening;
let read: ReadService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-cqrs-'));
  const open = (): Promise<SqliteStore> => openSqliteStore(join(folder, 'shop.db'), { synchronous: 'normal' });
  const [writeStore, readStore] = [await open(), await open()];
  stores = [writeStore, readStore];
  writing = await listen(writeService(writeStore));
  read = await readService(readStore, writing.url);
  reading = await listen(read.service);
});
afterEach(async () => {
  await reading.stop();
  await writing.stop();
  await read.runner.stop();
  for (const store of stores) await store.close();
  await rm(folder, { recursive: true });
});

describe('the write and the read service', () => {
  it('take customers, show each what it did, and everybody what all did', async () => {
    const { customers, added, removed, checkedOut } = await visit(writing.url, reading.url, 30, 6);
    await read.runner.caughtUp();
    const demand = await json(`${reading.url}/demand`);
    expect(demand['rows']).toEqual(
      [...added]
        .map(([sku, count]) => ({ sku, added: `${count}`, removed: `${removed.get(sku) ?? 0}` }))
        .sort((a, b) => Number(b.added) - Number(a.added) || (a.sku < b.sku ? 1 : -1)),
    );
    expect((await json(`${reading.url}/carts?status=checkedOut`))['rows']).toHaveLength(checkedOut);
    expect((await json(`${reading.url}/carts`))['rows']).toHaveLength(customers);
    expect((await json(`${reading.url}/lag`)) as unknown).toEqual([
      { projection: 'CartSummary', lag: '0' },
      { projection: 'DemandBySku', lag: '0' },
    ]);
  });

  it.each([
    ['no cart', '/carts/3d6f0a57-6a3e-4b0e-9d0c-1f2e3d4c5b6a/items', { sku: 'A1', quantity: 1 }, 404],
    ['what is no cart', '/carts/none/items', { sku: 'A1', quantity: 1 }, 400],
  ])('refuse %s', async (_, path, body, status) => {
    const response = await fetch(writing.url + path, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it('refuse what a cart cannot do, and say so', async () => {
    const { cartId } = await json(`${writing.url}/carts`, 'POST');
    const items = `${writing.url}/carts/${String(cartId)}/items`;
    expect(await json(`${writing.url}/carts/${String(cartId)}/checkout`, 'POST', { last4: '4242' })).toEqual({
      error: 'this cart is empty',
    });
    for (const wrong of [{ sku: 'a1', quantity: 1 }, { sku: 'A1', quantity: 0 }, { sku: 'A1' }])
      expect(await json(items, 'POST', wrong)).toEqual({ error: expect.any(String) });
    expect(await json(`${items}/B-7`, 'DELETE')).toEqual({ error: 'there is no B-7 in this cart' });
  });
});

async function json(url: string, method = 'GET', body?: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

/** Debian's Chromium. */
const executablePath = '/usr/bin/chromium';

/** Why there is no browser; `undefined` where there is one. */
function withoutBrowser(): string | undefined {
  if (existsSync(executablePath)) return undefined;
  if (process.env['VARVE_REQUIRE_ALL'] !== undefined) throw new Error(`${executablePath} must be there`);
  return `there is no ${executablePath}`;
}

const obstacle = withoutBrowser();

describe.skipIf(obstacle !== undefined)(`the cart page${obstacle ? `: skipped, because ${obstacle}` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ];
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser.close());

  it('shows a customer each thing that was done, at once', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(reading.url);
    await page.getByRole('button', { name: 'New cart' }).click();
    await expectText(page.locator('#status'), 'open');
    await expectText(page.locator('#items'), '0');

    const add = page.locator('#add');
    await add.getByLabel('Article').fill('B-7');
    await add.getByLabel('Quantity').fill('3');
    await add.getByRole('button').click();
    await expectText(page.locator('#items'), '3');
    await expectText(page.locator('#demand'), 'B-730');

    await page.locator('#remove').getByLabel('Article').fill('A1');
    await page.locator('#remove').getByRole('button').click();
    await expectText(page.getByRole('alert'), 'there is no A1 in this cart');

    await page.getByRole('button', { name: 'Check out' }).click();
    await expectText(page.locator('#status'), 'checkedOut');
    await add.getByRole('button').click();
    await expectText(page.getByRole('alert'), 'this cart is checked out');
    expect(problems).toEqual([]);
    await page.close();
  });
});

async function expectText(place: { textContent(): Promise<string | null> }, text: string): Promise<void> {
  await expect.poll(() => place.textContent(), { timeout: 20_000 }).toBe(text);
}
