import {
  asyncProjection,
  type EventStore,
  type ProjectionTables,
  runProjections,
  type StoreRetry,
} from '@varve/runtime';
import { openPostgresStore } from '@varve/runtime/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { because } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import { sampleProjection, sampleSources, sampleTable, set } from '../support/sample-projection.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

type Store = EventStore & { readonly tables: ProjectionTables };

const schema = 'switch';
const tableName = `"${schema}"."${sampleTable.name.replaceAll('"', '""')}"`;

/** A transaction that has read the rows and goes on for as long as it likes: a report, or a backup. */
async function readForLong(): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  await client.query(`BEGIN; SELECT count(*) FROM ${tableName}`);
  return {
    async end() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

function projections(fingerprint: string) {
  return [asyncProjection({ ...sampleProjection(), fingerprint }, { aggregates: sampleSources })];
}

describe.skipIf(problem !== undefined)(`a switch to new rows in PostgreSQL${because(problem)}`, () => {
  it('lets others read while it waits for one that reads for long, and takes place when that ends', async () => {
    await cluster.query(`CREATE SCHEMA "${schema}"`);
    const retries: StoreRetry[] = [];
    const open = (onRetry?: (retry: StoreRetry) => void): Promise<Store> =>
      openPostgresStore(cluster.url, { schema, tablesSchema: schema, ...(onRetry && { onRetry }) });
    const store = await open();
    await store.append('Sample-1', [set('a', 1), set('b', 2)]);
    const old = await runProjections({ store, projections: projections('old') });
    await old.caughtUp();
    await old.stop();

    const long = await readForLong();
    const other = await open((retry) => void retries.push(retry));
    const next = await runProjections({ store: other, projections: projections('new') });
    const names = async () => (await store.tables.reader(sampleTable).find()).rows.map(({ name }) => name);
    let reads = 0;
    await expect
      .poll(
        async () => {
          // One that had to wait behind the switch would wait for the long one, which waits for this.
          expect(await names()).toEqual(['a', 'b']);
          reads += 1;
          return retries.filter(({ error }) => String(error).includes('lock timeout')).length;
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBeGreaterThan(2);
    expect(reads).toBeGreaterThan(0);
    expect(next.status()).toMatchObject([{ fingerprint: 'new', state: 'building' }]);

    await long.end();
    await next.caughtUp();
    expect(await names()).toEqual(['a', 'b']);
    expect(next.status()).toMatchObject([{ fingerprint: 'new', state: 'live' }]);
    await next.stop();
    await Promise.all([store.close(), other.close()]);
  });
});
