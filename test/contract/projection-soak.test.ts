import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { because, natsObstacle } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const script = fileURLToPath(new URL('../soak/projections.mjs', import.meta.url));
const noPostgres = await withoutPostgres();
const noNats = natsObstacle();
let cluster: PostgresCluster | undefined;

beforeAll(async () => {
  if (noPostgres === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

/** A quarter of a minute of what runs for ten in `test/soak`; fails as that does. */
async function soak(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '0.25', ...args]);
  return stdout;
}

describe('writers and runners that are killed at random, while new versions are rolled out', () => {
  it('leave rows that appends keep as a fresh fold has them, in SQLite', { timeout: 180_000 }, async () => {
    expect(await soak('--engine', 'sqlite', '--inline')).toMatch(/rows as a fresh fold has them\n$/u);
  });

  it.skipIf(noPostgres !== undefined)(
    `leave rows that appends keep as a fresh fold has them, in PostgreSQL${because(noPostgres)}`,
    { timeout: 180_000 },
    async () => {
      await cluster?.query('CREATE DATABASE inline');
      expect(
        await soak('--engine', 'postgres', '--url', cluster?.urlOf({ database: 'inline' }) ?? '', '--inline'),
      ).toMatch(/rows as a fresh fold has them\n$/u);
    },
  );

  it('leave every projection as a fresh fold has it, in SQLite', { timeout: 180_000 }, async () => {
    expect(await soak('--engine', 'sqlite')).toMatch(/rows as a fresh fold has them\n$/u);
  });

  it.skipIf(noPostgres !== undefined)(
    `leave every projection as a fresh fold has it, in PostgreSQL${because(noPostgres)}`,
    { timeout: 180_000 },
    async () => {
      expect(await soak('--engine', 'postgres', '--url', cluster?.url ?? '')).toMatch(
        /rows as a fresh fold has them\n$/u,
      );
    },
  );

  it.skipIf(noNats !== undefined)(
    `leave every projection as a fresh fold has it, with events in JetStream and rows in SQLite${because(noNats)}`,
    { timeout: 180_000 },
    async () => {
      expect(await soak('--engine', 'nats')).toMatch(/rows as a fresh fold has them\n$/u);
    },
  );
});
