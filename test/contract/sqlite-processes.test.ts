import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import {
  type Acknowledgement,
  acknowledgementsOf,
  expectAcknowledged,
  expectGaplessStreams,
} from './processes/acknowledged.js';
import { createRunner, type Runner } from './processes/runner.js';

let runner: Runner;
let folder: string;
let file: string;

beforeAll(() => {
  runner = createRunner();
});
afterAll(() => runner?.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-processes-'));
  file = join(folder, 'events.db');
});
afterEach(async () => {
  runner.killAll();
  await rm(folder, { recursive: true });
});

describe('several processes with one file', () => {
  it('make it together, when all of them open it at the same moment', async () => {
    const writers = Array.from({ length: 8 }, (_, index) => runner.start('writer', [file, `w${index}`, '1', '1', '2']));
    await Promise.all(writers.map(({ ready }) => ready));
    for (const { begin } of writers) begin();
    const acknowledged = acknowledgementsOf((await Promise.all(writers.map(({ lines }) => lines))).flat());
    const stored = await allEvents();
    expect(acknowledged.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(stored.map(({ revision }) => revision)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it('lose and double nothing under contention, and a subscriber in another sees it once and in order', async () => {
    const [writerCount, appends, length, streams] = [4, 100, 2, 3];
    const total = writerCount * appends * length;
    const reader = runner.start('reader', [file, `${total}`]);
    await reader.ready;
    const writers = Array.from({ length: writerCount }, (_, index) =>
      runner.start('writer', [file, `w${index}`, `${streams}`, `${appends}`, `${length}`]),
    );
    for (const { begin } of writers) begin();
    const acknowledged = acknowledgementsOf((await Promise.all(writers.map(({ lines }) => lines))).flat());
    const seen = await reader.lines;
    const stored = await allEvents();

    expect(acknowledged).toHaveLength(writerCount * appends);
    expectGaplessStreams(stored);
    expectAcknowledged(stored, acknowledged, length);
    expect(stored).toHaveLength(total);
    expect(seen).toEqual(stored.map(({ id }) => id));
  });

  it('leave no half append and lose no acknowledged one, when they are killed', async () => {
    const length = 5;
    const acknowledged: Acknowledgement[] = [];
    const survivor = runner.start('writer', [file, 'survivor', '2', '150', `${length}`]);
    survivor.begin();
    for (let round = 0; round < 4; round++) {
      const victim = runner.start('writer', [file, `victim${round}`, '2', '100000', `${length}`]);
      victim.begin();
      await victim.printed(10 + round * 7);
      victim.child.kill('SIGKILL');
      // What it was saying when it died may be cut short.
      acknowledged.push(...acknowledgementsOf(await victim.lines));
    }
    acknowledged.push(...acknowledgementsOf(await survivor.lines));
    const stored = await allEvents();

    expect(acknowledged.length).toBeGreaterThan(150 + 10 + 17 + 24 + 31 - 1);
    expectGaplessStreams(stored);
    expectAcknowledged(stored, acknowledged, length);
    const appends = new Map<string, number>();
    for (const { data } of stored) appends.set(data, (appends.get(data) ?? 0) + 1);
    expect(new Set(appends.values())).toEqual(new Set([length]));
    // At most the one append of each victim that was stored, and not yet acknowledged.
    expect(appends.size - acknowledged.length).toBeLessThanOrEqual(4);
  });

  it('consume under one name, each event once, and take over from one that is killed', async () => {
    const consumers = [1, 2, 3].map(() => runner.start('consumer', [file]));
    await Promise.all(consumers.map(({ ready }) => ready));
    const writer = runner.start('writer', [file, 'writer', '3', '100', '5']);
    writer.begin();
    const [victim, ...survivors] = consumers;
    if (victim === undefined) throw new Error('there are three consumers');
    await Promise.race(consumers.map(({ printed }) => printed(20)));
    victim.child.kill('SIGKILL');
    await writer.lines;
    const stored = (await allEvents()).map(({ id }) => id);
    const isDone = async (): Promise<boolean> => (await checkpointOf('reader')) === BigInt(stored.length);
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const survivor of survivors) survivor.begin();
    const [byVictim, ...bySurvivors] = await Promise.all(consumers.map(({ lines }) => lines));

    const handled = [...(byVictim ?? []), ...bySurvivors.flat()];
    expect(new Set(handled)).toEqual(new Set(stored));
    // At most the page that the victim handled and could not record is handled again.
    expect(handled.length - stored.length).toBeLessThanOrEqual(10);
    const again = bySurvivors.flat().filter((id) => byVictim?.includes(id));
    expect(handled.length - stored.length).toBe(again.length);
    for (const lines of [byVictim ?? [], ...bySurvivors]) {
      const places = lines.map((id) => stored.indexOf(id));
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    }
  });

  it('leave no half append and lose no acknowledged one, killed at a random moment a hundred times', async () => {
    const length = 3;
    const acknowledged: Acknowledgement[] = [];
    for (let round = 0; round < 100; round += 2) {
      const victims = [round, round + 1].map((number) =>
        runner.start('tireless-writer', [file, `${number}`, `${length}`]),
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
    const appends = new Map<string, number>();
    for (const { data } of stored) appends.set(data, (appends.get(data) ?? 0) + 1);
    expect(new Set(appends.values())).toEqual(new Set([length]));
    // Of each victim at most the eight that were under way: stored, and not yet acknowledged.
    expect(appends.size - acknowledged.length).toBeLessThanOrEqual(8 * 100);
  });
});

async function allEvents(): Promise<StoredRecord[]> {
  const store = await openSqliteStore(file);
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  await store.close();
  return records;
}

async function checkpointOf(name: string): Promise<bigint | undefined> {
  const store = await openSqliteStore(file);
  const position = await store.checkpoints.read(name);
  await store.close();
  return position;
}
