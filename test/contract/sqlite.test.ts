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
    const open = (): ReturnType<typeof openSqliteStore> =>
      openSqliteStore(join(folder, 'events.db'), { ...options, driver, pollInterval: 10 });
    return { store: await open(), another: open, dispose: () => rm(folder, { recursive: true }) };
  };
}

function inMemory(driver: SqliteDriver): (options: OpenStoreOptions) => Promise<OpenedStore> {
  return async (options) => ({ store: await openSqliteStore(':memory:', { ...options, driver }) });
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

/** Runs the cases where the driver is there, and says why not where it is not. */
function hold(driver: SqliteDriver, where: 'in a file' | 'in memory', problem: string | undefined): void {
  const name = `the SQLite store ${where} with ${driver}`;
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  if (problem !== undefined) it.skip(`${name}: skipped, because ${problem}`, () => undefined);
  else if (where === 'in a file')
    describeEventStore(name, inFile(driver), { describe, it }, { without: ['interrupt'] });
  else describeEventStore(name, inMemory(driver), { describe, it }, { without: ['another', 'interrupt'] });
}

const [withoutNodeSqlite, withoutBetterSqlite3] = [await obstacle('node:sqlite'), await obstacle('better-sqlite3')];

// better-sqlite3's binary is installed for one Node: when another runs the tests, node:sqlite is what is tried. That the
// binary is missing altogether is no reason to pass over it.
const otherBinary = withoutBetterSqlite3?.includes('ERR_DLOPEN_FAILED')
  ? `its binary is not for Node ${process.version}`
  : undefined;
const noModule = withoutNodeSqlite === undefined ? undefined : `Node ${process.version} does not have it`;

hold('better-sqlite3', 'in a file', otherBinary);
hold('better-sqlite3', 'in memory', otherBinary);
hold('node:sqlite', 'in a file', noModule);
hold('node:sqlite', 'in memory', noModule);
