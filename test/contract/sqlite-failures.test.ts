import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/runtime/errors.js';
import type { EventStore, StoredRecord } from '../../src/runtime/store.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-failures-'));
  file = join(folder, 'events.db');
});
afterEach(() => rm(folder, { recursive: true }));

const event = { type: 'ItemAdded', version: 1, data: '{"sku":"A1"}' };

async function storeErrorOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`there should be a StoreError; there was ${String(error)}`);
  return error;
}

async function drain(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

async function withStore(use: (store: EventStore) => Promise<unknown>): Promise<void> {
  const store = await openSqliteStore(file);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

describe('a file that cannot be used', () => {
  it('is UNAVAILABLE in a folder that does not exist', async () => {
    const error = await storeErrorOf(openSqliteStore(join(folder, 'missing', 'events.db')));
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.message).toContain('missing');
  });

  it('is UNAVAILABLE where it is a folder', async () => {
    expect((await storeErrorOf(openSqliteStore(folder))).code).toBe('UNAVAILABLE');
  });

  it('is CORRUPT where it is no SQLite file', async () => {
    await writeFile(file, 'this is no database, but long enough to be taken for one. '.repeat(100));
    const error = await storeErrorOf(openSqliteStore(file));
    expect([error.code, error.message]).toEqual(['CORRUPT', 'the file is no SQLite database: file is not a database']);
  });

  it('is CORRUPT where its pages are damaged', async () => {
    await withStore(async (store) => {
      for (let index = 0; index < 50; index++)
        await store.append(
          'Cart-1',
          Array.from({ length: 20 }, () => event),
        );
    });
    await damage(file);
    const error = await storeErrorOf(withStore((store) => drain(store.readAll())));
    expect(error.code).toBe('CORRUPT');
  });

  it('is UNSUPPORTED where a newer release made it, and stays as it is', async () => {
    await withStore((store) => store.append('Cart-1', [event]));
    const database = new Database(file);
    database.exec('UPDATE varve_store SET schema_version = 4');
    database.close();
    const error = await storeErrorOf(openSqliteStore(file));
    expect([error.code, error.message]).toEqual([
      'UNSUPPORTED',
      "the database has version 4 of the store's tables, and this release of @varve/runtime knows up to 3: install a newer one",
    ]);
  });

  it('is brought up to date where an older release made it, and keeps what it has', async () => {
    await withStore((store) => store.append('Cart-1', [event]));
    const database = new Database(file);
    database.exec(
      'DROP TABLE varve_turns; DROP TABLE varve_builds; DROP TABLE varve_dead_letters; UPDATE varve_store SET schema_version = 1',
    );
    database.close();
    const readOnly = new Database(file, { readonly: true });
    const reader = await openSqliteStore(readOnly);
    expect(await drain(reader.readAll())).toHaveLength(1);
    await reader.close();
    readOnly.close();
    await withStore(async (store) => {
      const stop = new AbortController();
      const seen: number[] = [];
      await store.consume?.(
        'reader',
        (page) => {
          seen.push(...page.map(({ revision }) => revision));
          stop.abort();
        },
        { signal: stop.signal },
      );
      expect(seen).toEqual([1]);
    });
  });

  it('is FULL where there is no room, keeps what it has, and goes on when there is room again', async () => {
    const database = new Database(file);
    const store = await openSqliteStore(database);
    await store.append('Cart-1', [event]);
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages + 2}`);
    const large = { ...event, data: JSON.stringify('x'.repeat(100_000)) };
    expect((await storeErrorOf(store.append('Cart-1', [event, large]))).code).toBe('FULL');
    expect(await drain(store.readAll())).toHaveLength(1);
    database.pragma('max_page_count = 1000000');
    expect((await store.append('Cart-1', [large], { expected: 1 })).revision).toBe(2);
    await store.close();
    database.close();
  });
});

describe('a database that takes no writes', () => {
  it('can be read, and fails appends with READ_ONLY', async () => {
    await withStore((store) => store.append('Cart-1', [event]));
    const database = new Database(file, { readonly: true });
    const store = await openSqliteStore(database);
    expect(await drain(store.read('Cart-1'))).toHaveLength(1);
    expect((await storeErrorOf(store.append('Cart-1', [event]))).code).toBe('READ_ONLY');
    await store.close();
    database.close();
  });

  it('is refused with READ_ONLY where it has no tables yet', async () => {
    new Database(file).exec('CREATE TABLE other (x)').close();
    const database = new Database(file, { readonly: true });
    expect((await storeErrorOf(openSqliteStore(database))).code).toBe('READ_ONLY');
    database.close();
  });
});

describe('another writer in the way', () => {
  it('is waited for, while the process goes on', async () => {
    const store = await openSqliteStore(file);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    const appending = store.append('Cart-1', [event]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ticks).toBeGreaterThan(5);
    expect(await drain(store.readAll())).toEqual([]);
    other.exec('COMMIT');
    expect((await appending).revision).toBe(1);
    clearInterval(ticking);
    other.close();
    await store.close();
  });

  it('is UNAVAILABLE after the busy timeout, for all who waited at once', async () => {
    const store = await openSqliteStore(file, { busyTimeout: 100 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const errors = await Promise.all(Array.from({ length: 20 }, () => storeErrorOf(store.append('Cart-1', [event]))));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['UNAVAILABLE']));
    other.exec('COMMIT');
    expect((await store.append('Cart-1', [event], { expected: 'absent' })).revision).toBe(1);
    other.close();
    await store.close();
  });
});

describe('an opened database', () => {
  it('is used beside its own tables, and stays open when the store is closed', async () => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE own (x); INSERT INTO own VALUES (1)');
    const store = await openSqliteStore(database);
    await store.append('Cart-1', [event]);
    await store.close();
    expect(database.prepare('SELECT count(*) AS count FROM own').get()).toEqual({ count: 1 });
    expect(database.prepare('SELECT category, revision FROM varve_events').all()).toEqual([
      { category: 'Cart', revision: 1 },
    ]);
    const again = await openSqliteStore(database);
    expect((await again.append('Cart-1', [event])).revision).toBe(2);
    await again.close();
    database.close();
  });

  it('is refused where it is none', async () => {
    // @ts-expect-error no database
    expect((await storeErrorOf(openSqliteStore({}))).code).toBe('INVALID_ARGUMENT');
    expect((await storeErrorOf(openSqliteStore(''))).code).toBe('INVALID_ARGUMENT');
  });

  it("keeps its owner's transaction out of harm", async () => {
    const database = new Database(file);
    const store = await openSqliteStore(database);
    database.exec('CREATE TABLE own (x); BEGIN; INSERT INTO own VALUES (1)');
    expect((await storeErrorOf(store.append('Cart-1', [event]))).code).toBe('FAILED');
    database.exec('COMMIT');
    expect(database.prepare('SELECT x FROM own').all()).toEqual([{ x: 1 }]);
    expect((await store.append('Cart-1', [event])).revision).toBe(1);
    await store.close();
    database.close();
  });
});

describe('what is asked of SQLite', () => {
  it('is the WAL mode, and a full sync unless said otherwise', async () => {
    for (const [synchronous, value] of [
      [undefined, 2],
      ['full', 2],
      ['normal', 1],
    ] as const) {
      const database = new Database(file);
      const store = await openSqliteStore(database, synchronous === undefined ? {} : { synchronous });
      expect(database.pragma('synchronous', { simple: true })).toBe(value);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      await store.close();
      database.close();
    }
  });

  it('is positions that go on beyond 2^53, to the last digit', async () => {
    const database = new Database(file);
    const store = await openSqliteStore(database, { pollInterval: 5 });
    await store.append('Cart-1', [event]);
    database.exec(`UPDATE sqlite_sequence SET seq = ${2n ** 53n} WHERE name = 'varve_events'`);
    const { position } = await store.append('Cart-1', [event, event]);
    expect(position).toBe(2n ** 53n + 2n);
    expect((await drain(store.readAll({ after: 2n ** 53n + 1n }))).map((record) => record.position)).toEqual([
      2n ** 53n + 2n,
    ]);
    for await (const page of store.subscribe({ after: 2n ** 53n + 1n })) {
      expect(page.map((record) => record.position)).toEqual([2n ** 53n + 2n]);
      break;
    }
    await store.close();
    database.close();
  });

  it('is an index, not a scan, for streams and categories', async () => {
    const database = new Database(file);
    const store = await openSqliteStore(database);
    const plan = (sql: string): unknown => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(
      plan(`SELECT * FROM varve_events WHERE stream = 'a' AND revision BETWEEN 1 AND 9 ORDER BY revision LIMIT 5`),
    ).toMatchObject([
      {
        detail: expect.stringMatching(
          /^SEARCH varve_events USING INDEX .*\(stream=\? AND revision>\? AND revision<\?\)$/,
        ),
      },
    ]);
    expect(
      plan(
        `SELECT * FROM varve_events WHERE position > 1 AND position <= 9 AND category = 'a' ORDER BY position LIMIT 5`,
      ),
    ).toMatchObject([
      { detail: 'SEARCH varve_events USING INDEX varve_events_category (category=? AND rowid>? AND rowid<?)' },
    ]);
    await store.close();
    database.close();
  });

  it('is a time that never goes back in a stream, whatever the clocks of two processes say', async () => {
    const ahead = await openSqliteStore(file, { clock: () => new Date('2030-01-01T00:00:00.500Z') });
    const behind = await openSqliteStore(file, { clock: () => new Date('2020-01-01T00:00:00Z') });
    await ahead.append('Cart-1', [event]);
    await behind.append('Cart-1', [event]);
    await behind.append('Cart-2', [event]);
    expect((await drain(behind.readAll())).map(({ recordedAt }) => recordedAt)).toEqual([
      '2030-01-01T00:00:00.500Z',
      '2030-01-01T00:00:00.500Z',
      '2020-01-01T00:00:00.000Z',
    ]);
    await ahead.close();
    await behind.close();
  });
});

describe('a driver', () => {
  it.skipIf(process.versions.node >= '22')('is named where it is missing, with what to do', async () => {
    const error = await storeErrorOf(openSqliteStore(file, { driver: 'node:sqlite' }));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain('use Node 22.13 or newer, which has node:sqlite');
  });

  it('is refused where it is unknown', async () => {
    // @ts-expect-error an unknown driver
    expect((await storeErrorOf(openSqliteStore(file, { driver: 'toString' }))).code).toBe('INVALID_ARGUMENT');
  });
});

describe('a large page', () => {
  it('ends early, so that one page of large events is no burden', async () => {
    const store = await openSqliteStore(file);
    await store.append(
      'Big-1',
      Array.from({ length: 20 }, () => ({ ...event, data: JSON.stringify('x'.repeat(1_000_000)) })),
    );
    const pages: number[] = [];
    for await (const page of store.read('Big-1')) pages.push(page.length);
    expect(pages).toEqual([4, 4, 4, 4, 4]);
    const all: number[] = [];
    for await (const page of store.readAll()) all.push(page.length);
    expect(all).toEqual([4, 4, 4, 4, 4]);
    await store.close();
  });
});

/** Overwrites everything but the file's first page. */
async function damage(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
  await handle.close();
}
