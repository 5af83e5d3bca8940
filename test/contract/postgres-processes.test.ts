import { openPostgresStore, type PostgresStore } from '@varve/runtime/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import {
  type Acknowledgement,
  acknowledgementsOf,
  expectAcknowledged,
  expectGaplessStreams,
} from './processes/acknowledged.js';
import { createRunner, type Runner } from './processes/runner.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
let runner: Runner;
let store: PostgresStore;

beforeAll(async () => {
  if (problem !== undefined) return;
  runner = createRunner();
  cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(async () => {
  runner?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  store = await openPostgresStore(cluster.url);
});
afterEach(async () => {
  runner.killAll();
  await store.close();
  await cluster.query('DROP SCHEMA varve CASCADE');
});

describe.skipIf(problem !== undefined)('several processes with one schema', () => {
  it('make it together, when all of them open it at the same moment', async () => {
    await cluster.query('DROP SCHEMA varve CASCADE');
    const writers = Array.from({ length: 6 }, (_, index) =>
      runner.start('writer', [cluster.url, `w${index}`, '1', '1', '2']),
    );
    await Promise.all(writers.map(({ ready }) => ready));
    for (const { begin } of writers) begin();
    const acknowledged = acknowledgementsOf((await Promise.all(writers.map(({ lines }) => lines))).flat());
    expect(acknowledged.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10, 12]);
    expect((await allEvents()).map(({ revision }) => revision)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it('lose and double nothing under contention, and a subscriber in another sees it once and in order', async () => {
    const [writerCount, appends, length, streams] = [4, 100, 2, 3];
    const total = writerCount * appends * length;
    const reader = runner.start('reader', [cluster.url, `${total}`]);
    await reader.ready;
    const writers = Array.from({ length: writerCount }, (_, index) =>
      runner.start('writer', [cluster.url, `w${index}`, `${streams}`, `${appends}`, `${length}`]),
    );
    for (const { begin } of writers) begin();
    const acknowledged = acknowledgementsOf((await Promise.all(writers.map(({ lines }) => lines))).flat());
    const seen = await reader.lines;
    const stored = await allEvents();
    expect(acknowledged).toHaveLength(writerCount * appends);
    expect(stored).toHaveLength(total);
    expectGaplessStreams(stored);
    expectAcknowledged(stored, acknowledged, length);
    expect(seen).toEqual(stored.map(({ id }) => id));
  });

  it('leave no half append and lose no acknowledged one, when they are killed a hundred times', async () => {
    const length = 3;
    const acknowledged: Acknowledgement[] = [];
    for (let round = 0; round < 50; round += 1) {
      const victims = ['a', 'b'].map((name) =>
        runner.start('tireless-writer', [cluster.url, `${name}${round}`, `${length}`]),
      );
      for (const victim of victims) {
        await victim.ready;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        victim.child.kill('SIGKILL');
      }
      for (const { lines } of victims) acknowledged.push(...acknowledgementsOf(await lines));
    }
    const stored = await allEvents();
    expect(acknowledged.length).toBeGreaterThan(100);
    expectGaplessStreams(stored);
    expectAcknowledged(stored, acknowledged, length);
    // Of each victim at most the eight that were under way: stored, and not yet acknowledged.
    expect(stored.length / length - acknowledged.length).toBeLessThanOrEqual(8 * 100);
  });

  it('share the events of a name, in order and each once, also when the one that has the turn is killed', async () => {
    await cluster.query('CREATE TABLE IF NOT EXISTS handled (number bigserial, id uuid NOT NULL, process integer)');
    const consumers = [1, 2, 3].map(() => runner.start('postgres-consumer', [cluster.url]));
    await Promise.all(consumers.map(({ ready }) => ready));
    const writer = runner.start('writer', [cluster.url, 'writer', '3', '150', '5']);
    writer.begin();
    for (const victim of consumers.slice(0, 2)) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      victim.child.kill('SIGKILL');
      await victim.lines;
    }
    await writer.lines;
    const stored = await allEvents();
    const handled = async (): Promise<unknown[]> =>
      (await cluster.query('SELECT id FROM handled ORDER BY number')).rows.map(({ id }) => id);
    await expect.poll(async () => (await handled()).length, { timeout: 20_000 }).toBe(750);
    consumers[2]?.begin();
    await consumers[2]?.lines;
    // What is done in the transaction of a page is done once, whoever dies.
    expect(await handled()).toEqual(stored.map(({ id }) => id));
    expect(await store.checkpoints.read('reader')).toBe(stored.at(-1)?.position);
  });
});

async function allEvents(): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return records;
}
