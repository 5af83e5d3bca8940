import { openPostgresStore, type PostgresStoreOptions } from '@varve/runtime/postgres';
import { describeEventStore, type OpenedStore, type OpenStoreOptions } from '@varve/runtime/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
let schemas = 0;

beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

type Open = (options: OpenStoreOptions) => Promise<OpenedStore>;

/** Each case has a schema of its own. */
async function opened(options: OpenStoreOptions & PostgresStoreOptions, pool?: pg.Pool): Promise<OpenedStore> {
  schemas += 1;
  const schema = `case ${schemas}`;
  const open = (): ReturnType<typeof openPostgresStore> =>
    openPostgresStore(pool ?? cluster.url, { schema, pollInterval: 50, connections: 5, ...options });
  return {
    store: await open(),
    another: open,
    interrupt: async () =>
      void (await cluster.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()',
        ['postgres'],
      )),
    async dispose() {
      await pool?.end();
      await cluster.query(`DROP SCHEMA "${schema}" CASCADE`);
    },
  };
}

const withPool: Open = (options) => {
  const pool = new pg.Pool({ connectionString: cluster.url, max: 6 });
  pool.on('error', () => undefined);
  return opened(options, pool);
};

/** What a pooler does that gives each transaction another connection: nothing of a session is left to the next. */
const withPooler: Open = (options) => {
  const pool = new pg.Pool({ connectionString: cluster.url, max: 6, maxUses: 1 });
  pool.on('error', () => undefined);
  return opened({ ...options, pooling: 'transaction' }, pool);
};

const ways: Readonly<Record<string, Open>> = {
  'the PostgreSQL store': opened,
  'the PostgreSQL store without group commit': (options) => opened({ ...options, groupCommit: false }),
  'the PostgreSQL store with a pool': withPool,
  'the PostgreSQL store behind a pooler of transactions': withPooler,
};

for (const [name, open] of Object.entries(ways)) {
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  if (problem !== undefined) it.skip(`${name}: skipped, because ${problem}`, () => undefined);
  else describeEventStore(name, open, { describe, it });
}
