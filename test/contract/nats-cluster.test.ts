import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type NatsStore, openNatsStore } from '@varve/runtime/nats';
import { eventStoreCases, type OpenedStore, type OpenStoreOptions, runCase } from '@varve/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/runtime/store.js';
import {
  because,
  type NatsCluster,
  type NatsServer,
  natsObstacle,
  startNatsCluster,
  untilWhole,
} from '../support/nats-server.js';

interface Acknowledgement {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly data: string;
}

const obstacle = natsObstacle();

describe.skipIf(obstacle !== undefined)(`A NATS cluster${because(obstacle)}`, () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await startNatsCluster();
  });
  afterAll(() => cluster.remove());

  const open = (name: string): Promise<NatsStore> =>
    openNatsStore(cluster.urls, { name, replicas: 3, retryTimeout: 30_000 });

  // What depends on replicas that agree. The rest of the suite runs on one server.
  let count = 0;
  const openCase = async (options: OpenStoreOptions): Promise<OpenedStore> => {
    count += 1;
    const another = (): Promise<NatsStore> =>
      openNatsStore(cluster.urls, { ...options, name: `case${count}`, replicas: 3, retryTimeout: 30_000 });
    return { store: await another(), another };
  };
  for (const name of ['expected revision', 'repeated append', 'consume', 'concurrent clients']) {
    const group = eventStoreCases.find((each) => each.name === name);
    describe(`holds a store with three replicas to the contract: ${name}`, () => {
      for (const each of group?.cases ?? []) it(`${each.name}`, () => runCase(each, openCase));
      it('has such cases', () => expect(group?.cases.length).toBeGreaterThan(0));
    });
  }

  it('lets one of four through that follow one commit at once, which its servers alone do not', async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => open('guard')));
    for (let round = 0; round < 150; round++) {
      const results = await Promise.allSettled(
        stores.map((store, number) =>
          store.append('Cart-1', [{ type: 'A', version: 1, data: `${number}` }], { expected: round }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
    const stored = await drain(storeAt(stores, 0).readAll());
    expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, index) => index + 1));
    expect(stored).toHaveLength(150);
    await Promise.all(stores.map((store) => store.close()));
  });

  it(
    'loses and doubles nothing when the leader is killed under load, and writers go on',
    { timeout: 120_000 },
    async () => {
      const stores = await Promise.all([open('leader'), open('leader'), open('leader')]);
      const [subscriber, ...writerStores] = stores;
      const stop = new AbortController();
      const seen: StoredRecord[] = [];
      const following = follow(subscriber, seen);
      const acknowledged: Acknowledgement[] = [];
      const writers = Array.from({ length: 8 }, (_, writer) =>
        write(storeAt(writerStores, writer), writer, acknowledged, stop.signal),
      );

      await until(() => acknowledged.length >= 200);
      for (let round = 0; round < 2; round++) {
        const leader = await leaderOf(cluster, 'leader');
        await leader.kill();
        const before = acknowledged.length;
        await until(() => acknowledged.length >= before + 300);
        await leader.start();
        await untilWhole(cluster);
      }
      stop.abort();
      await Promise.all(writers);

      const stored = await drain(storeAt(writerStores, 0).readAll());
      expectWhole(stored);
      expectAcknowledged(stored, acknowledged);
      // Each append was acknowledged, so nothing else may be stored.
      expect(stored).toHaveLength(acknowledged.length * 2);
      await until(() => seen.length >= stored.length);
      expect(seen.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
      await Promise.all(stores.map((store) => store.close()));
      await following;
    },
  );
});

/** Appends to streams that others append to as well, each append with an expectation, and half of them with named ids. */
async function write(
  store: NatsStore,
  writer: number,
  acknowledged: Acknowledgement[],
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; !signal.aborted; number++) {
    const stream = `Cart-${(writer + number) % 5}`;
    const data = JSON.stringify({ writer, number });
    const events = [0, 1].map(() => ({
      type: 'ItemAdded',
      version: 1,
      data,
      ...(number % 2 === 0 && { id: globalThis.crypto.randomUUID() }),
    }));
    const { revision, position } = await appendExpecting(store, stream, events);
    acknowledged.push({ stream, revision, position, data });
  }
}

async function appendExpecting(
  store: NatsStore,
  stream: string,
  events: Parameters<NatsStore['append']>[1],
): ReturnType<NatsStore['append']> {
  for (let expected: number | 'any' = 'any'; ;) {
    try {
      return await store.append(stream, events, { expected });
    } catch (error) {
      if (!(error instanceof Error && 'actual' in error && typeof error.actual === 'number')) throw error;
      expected = error.actual;
    }
  }
}

async function follow(store: NatsStore | undefined, seen: StoredRecord[]): Promise<void> {
  for await (const page of store?.subscribe() ?? []) seen.push(...page);
}

/** The server that leads a store's log. */
async function leaderOf({ servers, urls }: NatsCluster, log: string): Promise<NatsServer> {
  const connection = await connect({ servers: [...urls] });
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    for (let tries = 0; tries < 100; tries++) {
      const info = await manager.streams.info(log).catch(() => undefined);
      const leader = servers.find(({ name }) => name === info?.cluster?.leader);
      if (leader !== undefined) return leader;
      await pause(100);
    }
    throw new Error(`no server leads ${log}`);
  } finally {
    await connection.close();
  }
}

function expectWhole(stored: readonly StoredRecord[]): void {
  const lengths = new Map<string, number>();
  for (const { stream, revision } of stored) {
    expect(revision).toBe((lengths.get(stream) ?? 0) + 1);
    lengths.set(stream, revision);
  }
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
  const counts = new Map<string, number>();
  for (const { data } of stored) counts.set(data, (counts.get(data) ?? 0) + 1);
  expect(new Set(counts.values())).toEqual(new Set([2]));
}

function expectAcknowledged(stored: readonly StoredRecord[], acknowledged: readonly Acknowledgement[]): void {
  const at = new Map(stored.map((record) => [`${record.stream} ${record.revision}`, record]));
  for (const { stream, revision, position, data } of acknowledged) {
    const last = at.get(`${stream} ${revision}`);
    expect([at.get(`${stream} ${revision - 1}`)?.data, last?.data, last?.position]).toEqual([data, data, position]);
  }
}

function storeAt(stores: readonly NatsStore[], index: number): NatsStore {
  const store = stores[index % stores.length];
  if (store === undefined) throw new Error('there is a store');
  return store;
}

async function drain(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
