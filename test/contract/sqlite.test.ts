import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteDriver } from '@varve/runtime/sqlite';
import { describeEventStore, type OpenedStore, type OpenStoreOptions } from '@varve/runtime/testing';
import { describe, it } from 'vitest';

function inFile(driver: SqliteDriver): (options: OpenStoreOptions) => Promise<OpenedStore> {
  return async (options) => {
    const folder = await mkdtemp(join(tmpdir(), 'varve-sqlite-'));
    const open = (): ReturnType<typeof openSqliteStore> => openSqliteStore(join(folder, 'events.db'), { ...options, driver, pollInterval: 10 });
    return { store: await open(), another: open, dispose: () => rm(folder, { recursive: true }) };
  };
}

describeEventStore('the SQLite store with better-sqlite3', inFile('better-sqlite3'), { describe, it });

describeEventStore(
  'the SQLite store in memory with better-sqlite3',
  async (options) => ({ store: await openSqliteStore(':memory:', { ...options, driver: 'better-sqlite3' }) }),
  { describe, it },
  { without: ['another'] },
);

const hasNodeSqlite = await openSqliteStore(':memory:', { driver: 'node:sqlite' }).then(
  (store) => store.close().then(() => true),
  () => false,
);

if (hasNodeSqlite) describeEventStore('the SQLite store with node:sqlite', inFile('node:sqlite'), { describe, it });
else it.skip(`the SQLite store with node:sqlite: Node ${process.versions.node} does not have it`, () => undefined);
