import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
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

/** Why a driver cannot be used here; `undefined` where it can. */
async function obstacle(driver: SqliteDriver): Promise<string | undefined> {
  try {
    const store = await openSqliteStore(':memory:', { driver });
    await store.close();
    return undefined;
  } catch (error) {
    return inspect(error, { depth: 6 });
  }
}

const withoutNodeSqlite = await obstacle('node:sqlite');
const withoutBetterSqlite3 = await obstacle('better-sqlite3');

// Its binary is installed for one Node. When another runs the tests, node:sqlite is what is to be tried; that the binary
// is missing altogether is no reason to pass over this.
if (withoutBetterSqlite3?.includes('ERR_DLOPEN_FAILED')) {
  it.skip(`the SQLite store with better-sqlite3: its binary is for another Node than ${process.version}`, () => undefined);
} else {
  describeEventStore('the SQLite store with better-sqlite3', inFile('better-sqlite3'), { describe, it });
  describeEventStore(
    'the SQLite store in memory with better-sqlite3',
    async (options) => ({ store: await openSqliteStore(':memory:', { ...options, driver: 'better-sqlite3' }) }),
    { describe, it },
    { without: ['another'] },
  );
}

if (withoutNodeSqlite === undefined) {
  describeEventStore('the SQLite store with node:sqlite', inFile('node:sqlite'), { describe, it });
} else {
  it.skip(`the SQLite store with node:sqlite: Node ${process.version} does not have it`, () => undefined);
}
