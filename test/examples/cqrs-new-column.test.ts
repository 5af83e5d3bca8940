import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EventStore } from '@varve/runtime';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../examples/shop/cqrs/listen.js';
import { writeService } from '../../examples/shop/cqrs/write-service.js';
import { because } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const noPostgres = await withoutPostgres();
let cluster: PostgresCluster | undefined;

/** The example once more, with a column more. */
let project: string;
const program = 'examples/shop/cqrs/read-main';

beforeAll(async () => {
  if (noPostgres === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
  await makeNextVersion();
}, 120_000);
afterAll(async () => {
  await cluster?.stop();
  await rm(project, { recursive: true, force: true });
});

/** Adds a column to CartSummary, generates and compiles, as a developer would. */
async function makeNextVersion(): Promise<void> {
  project = await mkdtemp(join(tmpdir(), 'varve-new-version-'));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  await cp(join(root, 'examples/shop'), join(project, 'examples/shop'), { recursive: true });
  const file = join(project, 'examples/shop/schemas/shop.varve.yaml');
  const schema = await readFile(file, 'utf8');
  const changed = schema
    .replace('      openedAt: timestamp?\n', '      openedAt: timestamp?\n      lastItem: Sku?\n')
    .replace(
      '      ItemAdded: { add: { itemCount: quantity } }\n',
      '      ItemAdded: { add: { itemCount: quantity }, set: { lastItem: sku } }\n',
    );
  expect(changed.length).toBeGreaterThan(schema.length + 40);
  await writeFile(file, changed);
  const config = { schemas: ['examples/shop/schemas/*.varve.yaml'], output: 'generated' };
  await writeFile(join(project, 'varve.config.json'), JSON.stringify(config));
  await run(process.execPath, [join(root, 'dist/cli/main.js'), 'generate', '--cwd', project]);
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'examples/tsconfig.json'),
      compilerOptions: { rootDir: '.', outDir: 'build' },
      include: [`${program}.ts`],
    }),
  );
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
}

interface ReadProcess {
  readonly url: string;
  /** Ends it as an orchestrator does, and gives its exit code. */
  end(): Promise<number | null>;
}

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

/** Starts a version's read service; settles when it takes requests. */
async function start(folder: string, store: string): Promise<ReadProcess> {
  const child = spawn(process.execPath, [join(folder, 'build', `${program}.js`), '--store', store], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let words = '';
  child.stderr.on('data', (chunk) => void (words += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /takes requests at (\S+)/u.exec(String(chunk));
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    void ended.then((code) => reject(new Error(`the read service ended with ${code}: ${words}`)));
  });
  return {
    url,
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

interface CartRow {
  readonly cartId: string;
  readonly itemCount: string;
  readonly lastItem?: string;
}

async function json(url: string, method = 'GET', body?: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok) throw new Error(`${method} ${url} gave ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Restarts the read service with a column more, while customers write and one reads over HTTP, and gives what went wrong. */
async function roll(store: EventStore, place: string): Promise<void> {
  const writing: Listening = await listen(writeService(store));
  const carts: string[] = [];
  const counts = new Map<string, number>();
  const add = async (cartId: string, sku: string): Promise<string> => {
    const { position } = await json(`${writing.url}/carts/${cartId}/items`, 'POST', { sku, quantity: 1 });
    counts.set(cartId, (counts.get(cartId) ?? 0) + 1);
    return String(position);
  };
  for (let index = 0; index < 10; index += 1) {
    const { cartId } = await json(`${writing.url}/carts`, 'POST');
    carts.push(String(cartId));
    for (const sku of ['A1', 'B-7', 'C3']) await add(String(cartId), sku);
  }

  const old = await start(root, place);
  let current = old;
  const end = new AbortController();
  /** Of the old service, of the old one once the rows are new, and of the new one. */
  const reads = { old: 0, handedOver: 0, new: 0 };
  let isSwitched = false;
  const client = (async () => {
    for (let round = 0; !end.signal.aborted; round += 1) {
      const service = current;
      const { rows } = (await json(`${service.url}/carts`)) as { readonly rows: readonly CartRow[] };
      expect(rows).toHaveLength(carts.length);
      expect(rows.filter(({ itemCount }) => Number(itemCount) < 3)).toEqual([]);
      // What one has written one reads, whoever keeps the rows.
      const cartId = carts[round % carts.length] ?? '';
      const position = await add(cartId, `R-${round % 50}`);
      const cart = await json(`${service.url}/carts/${cartId}?atLeast=${position}`);
      expect(cart['itemCount']).toBe(String(counts.get(cartId)));
      reads[service === old ? (isSwitched ? 'handedOver' : 'old') : 'new'] += 1;
    }
  })();
  let failure: unknown;
  client.catch((error: unknown) => void (failure = error));
  const untilMore = async (what: keyof typeof reads): Promise<void> => {
    await expect.poll(() => failure ?? reads[what] > 10, { timeout: 20_000 }).toBe(true);
  };

  await untilMore('old');
  const next = await start(project, place);
  isSwitched = true;
  await untilMore('handedOver');
  current = next;
  await untilMore('new');
  expect(await old.end()).toBe(0);
  end.abort();
  await client;
  const { rows } = (await json(`${next.url}/carts`)) as { readonly rows: readonly CartRow[] };
  expect(rows.map(({ cartId, itemCount }) => [cartId, Number(itemCount)]).sort()).toEqual([...counts].sort());
  expect(rows.filter(({ lastItem }) => lastItem === undefined)).toEqual([]);
  expect(await next.end()).toBe(0);
  await writing.stop();
}

describe('a column that is added to CartSummary of the read service', { timeout: 120_000 }, () => {
  it('is there after a restart, and a client over HTTP sees no error meanwhile, in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'varve-new-column-'));
    const store = await openSqliteStore(join(folder, 'shop.db'), { synchronous: 'normal' });
    try {
      await roll(store, join(folder, 'shop.db'));
    } finally {
      await store.close();
      await rm(folder, { recursive: true });
    }
  });

  it.skipIf(noPostgres !== undefined)(
    `is there after a restart, and a client over HTTP sees no error meanwhile, in PostgreSQL${because(noPostgres)}`,
    async () => {
      const store = await openPostgresStore(cluster?.url ?? '');
      try {
        await roll(store, cluster?.url ?? '');
      } finally {
        await store.close();
      }
    },
  );
});
