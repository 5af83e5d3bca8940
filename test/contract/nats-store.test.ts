import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type NatsStore, type NatsStoreOptions, openNatsStore } from '@varve/runtime/nats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/runtime/errors.js';
import type { StoredRecord, StoreRetry } from '../../src/runtime/store.js';
import { type Link, openLink } from '../support/link.js';
import { because, type NatsServer, natsObstacle, startNatsServer } from '../support/nats-server.js';

const obstacle = natsObstacle();
const event = { type: 'ItemAdded', version: 1, data: '{"sku":"A1"}' };

describe.skipIf(obstacle !== undefined)(`A store in NATS${because(obstacle)}`, () => {
  let server: NatsServer;
  let link: Link;
  let connection: NatsConnection;
  let stores: NatsStore[];
  let count = 0;
  beforeAll(async () => {
    server = await startNatsServer({ maxPayload: 1024 * 1024 });
    link = await openLink(server.port);
    connection = await connect({ servers: server.url });
  });
  afterAll(async () => {
    await connection.close();
    await link.close();
    await server.remove();
  });
  beforeEach(() => {
    count += 1;
    stores = [];
  });
  afterEach(async () => {
    link.mend();
    await Promise.all(stores.map((store) => store.close()));
  });

  const name = (): string => `own${count}`;
  const open = async (
    target: Parameters<typeof openNatsStore>[0] = server.url,
    options: NatsStoreOptions = {},
  ): Promise<NatsStore> => {
    const store = await openNatsStore(target, { name: name(), ...options });
    stores.push(store);
    return store;
  };

  /** What comes over the connection while something is done, in messages and bytes. */
  const traffic = async (work: () => Promise<unknown>): Promise<{ messages: number; bytes: number }> => {
    const before = connection.stats();
    await work();
    const after = connection.stats();
    return { messages: after.inMsgs - before.inMsgs, bytes: after.inBytes - before.inBytes };
  };

  describe('reads a stream for what that stream holds', () => {
    it.each([1, 10, 60, 300])('of %i commits, among ten thousand of others', async (commits) => {
      const store = await open(connection);
      await fill(store, commits);
      const expected = commits * 2;
      for (const backwards of [false, true]) {
        let read: StoredRecord[] = [];
        const { messages, bytes } = await traffic(async () => {
          read = await drain(store.read('Cart-1', { backwards }));
        });
        expect(read).toHaveLength(expected);
        // Each commit, the last one once more, and what is said about a consumer where one is made.
        expect(messages).toBeLessThanOrEqual(commits + 5);
        expect(bytes).toBeLessThan(commits * 2_000 + 10_000);
      }
    });

    it('and of a long one only the end, where only the end is asked for', async () => {
      const store = await open(connection);
      await fill(store, 300);
      const end = await traffic(() => drain(store.read('Cart-1', { from: 590 })));
      expect(end.messages).toBeLessThanOrEqual(20);
      const last = await traffic(() => drain(store.read('Cart-1', { backwards: true, limit: 1 })));
      expect(last.messages).toBeLessThanOrEqual(20);
    });

    it('and one category for what that category holds', async () => {
      const store = await open(connection);
      await fill(store, 100);
      const { messages } = await traffic(() => drain(store.readAll({ categories: ['Cart'] })));
      expect(messages).toBeLessThanOrEqual(110);
    });
  });

  describe('a server that is gone', () => {
    it('is UNAVAILABLE after the retry timeout, each further try is told of, and health says so', async () => {
      const retries: StoreRetry[] = [];
      const store = await open(`127.0.0.1:${link.port}`, {
        retryTimeout: 300,
        onRetry: (retry) => retries.push(retry),
      });
      await store.append('Cart-1', [event]);
      link.fail();
      const calls = [
        store.append('Cart-1', [event]),
        store.append('Cart-2', [{ ...event, id: globalThis.crypto.randomUUID() }]),
        drain(store.read('Cart-1')),
        drain(store.readAll()),
        store.snapshots.read('Cart-1', 'a'),
        store.checkpoints.write('reader', 1n),
        drain(store.subscribe()),
        store.consume('reader', () => undefined),
      ];
      const errors = await Promise.all(calls.map(storeErrorOf));
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['UNAVAILABLE']));
      expect(new Set(retries.map(({ operation }) => operation))).toContain('append');
      const health = await store.health();
      expect([health.healthy, health.problem?.code]).toEqual([false, 'UNAVAILABLE']);
    });

    it('is waited for, and what was asked meanwhile is done when it is back', async () => {
      const store = await open(`127.0.0.1:${link.port}`);
      await store.append('Cart-1', [event]);
      link.fail();
      const appending = [1, 2, 3].map(() => store.append('Cart-1', [event]));
      const reading = drain(store.read('Cart-1'));
      await pause(300);
      link.mend();
      expect((await Promise.all(appending)).map(({ revision }) => revision)).toEqual([2, 3, 4]);
      expect((await reading).length).toBeGreaterThanOrEqual(1);
    });

    it('does not keep a store from being closed', async () => {
      const store = await open(`127.0.0.1:${link.port}`, { retryTimeout: 200 });
      const ended = drain(store.subscribe());
      const consuming = store.consume('reader', () => undefined);
      await store.append('Cart-1', [event]);
      link.fail();
      await pause(50);
      await store.close();
      expect((await ended).length).toBeLessThanOrEqual(1);
      await consuming;
    });

    it('is UNAVAILABLE to who opens a store', async () => {
      link.fail();
      const error = await storeErrorOf(openNatsStore(`127.0.0.1:${link.port}`, { retryTimeout: 200 }));
      expect(error.code).toBe('UNAVAILABLE');
    });

    it('is not meant by one that has no JetStream, which is UNAVAILABLE too, and why is said', async () => {
      const plain = await startNatsServer({ jetStream: false });
      const error = await storeErrorOf(openNatsStore(plain.url, { retryTimeout: 200 }));
      expect([error.code, error.message]).toEqual([
        'UNAVAILABLE',
        'the server could not be used: nobody answers for JetStream: it is not enabled, or nobody leads it',
      ]);
      await plain.remove();
    });
  });

  describe('a server that is killed and started again', () => {
    it('has everything that was acknowledged', async () => {
      const own = await startNatsServer();
      const store = await openNatsStore(own.url, { retryTimeout: 20_000 });
      const following: StoredRecord[] = [];
      const subscription = (async () => {
        for await (const page of store.subscribe()) following.push(...page);
      })();
      const acknowledged: string[] = [];
      const done = new AbortController();
      const writing = Promise.all(
        [1, 2, 3, 4].map(async (writer) => {
          for (let number = 0; !done.signal.aborted; number++) {
            const data = JSON.stringify({ writer, number });
            const { revision } = await store.append(`Cart-${writer}`, [{ ...event, data }]);
            acknowledged.push(`Cart-${writer} ${revision} ${data}`);
          }
        }),
      );
      for (let round = 0; round < 3; round++) {
        const before = acknowledged.length;
        await until(() => acknowledged.length >= before + 100);
        await own.kill();
        await own.start();
      }
      done.abort();
      await writing;
      const stored = await drain(store.readAll());
      const texts = stored.map(({ stream, revision, data }) => `${stream} ${revision} ${data}`);
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.toSorted()).toEqual(acknowledged.toSorted());
      await until(() => following.length >= stored.length);
      expect(following.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
      await store.close();
      await subscription;
      await own.remove();
    });
  });

  describe('an append', () => {
    it('that is larger than the server takes is refused, and says the sizes and the setting', async () => {
      const store = await open();
      const large = { ...event, data: JSON.stringify('x'.repeat(1_100_000)) };
      const error = await storeErrorOf(store.append('Cart-1', [event, large]));
      expect(error.code).toBe('INVALID_ARGUMENT');
      expect(error.message).toMatch(/a message of 11\d{5} bytes, and the server takes 1048576 .*max_payload/);
      expect((await storeErrorOf(store.snapshots.write('Cart-1', 'a', { revision: 1, state: large.data }))).code).toBe(
        'INVALID_ARGUMENT',
      );
      expect(await drain(store.readAll())).toEqual([]);
    });

    it('holds up to 65,536 events', async () => {
      const store = await open();
      const small = { type: 'A', version: 1, data: '1' };
      const error = await storeErrorOf(
        store.append(
          'Cart-1',
          Array.from({ length: 65_537 }, () => small),
        ),
      );
      expect(error.code).toBe('INVALID_ARGUMENT');
    });

    it('goes by the actual revision, however wrong what this process knows is', async () => {
      const [one, other] = [await open(), await open()];
      await one.append('Cart-1', [event, event]);
      await other.append('Cart-1', [event], { expected: 2 });
      await other.append('Cart-1', [event, event], { expected: 3 });
      expect((await one.append('Cart-1', [event], { expected: 5 })).revision).toBe(6);
      const conflict = await one.append('Cart-1', [event], { expected: 2 }).catch((error: unknown) => error);
      expect(conflict).toMatchObject({ code: 'CONCURRENCY', expected: 2, actual: 6 });
      const absent = await other.append('Cart-1', [event], { expected: 'absent' }).catch((error: unknown) => error);
      expect(absent).toMatchObject({ code: 'CONCURRENCY', actual: 6 });
    });

    it('that conflicts gives up the ids that it claimed', async () => {
      const store = await open();
      await store.append('Cart-1', [event]);
      const named = { ...event, id: globalThis.crypto.randomUUID() };
      const conflict = await store.append('Cart-1', [named], { expected: 5 }).catch((error: unknown) => error);
      expect(conflict).toMatchObject({ code: 'CONCURRENCY', actual: 1 });
      expect((await store.append('Cart-2', [named], { expected: 'absent' })).revision).toBe(1);
      expect((await storeErrorOf(store.append('Cart-1', [named]))).code).toBe('DUPLICATE_ID');
    });

    it('is refused where another stream has just claimed an id, and then claims nothing itself', async () => {
      const store = await open();
      const [cutOff, named] = [1, 2].map(() => ({ ...event, id: globalThis.crypto.randomUUID() }));
      if (cutOff === undefined || named === undefined) throw new Error('two events were made');
      const bucket = await new Kvm(connection).create(`${name()}_ids`);
      await bucket.create(cutOff.id, JSON.stringify({ stream: 'Other-1', after: 0, by: 'another process' }));
      expect((await storeErrorOf(store.append('Cart-1', [named, cutOff]))).code).toBe('DUPLICATE_ID');
      expect((await store.append('Cart-2', [named])).revision).toBe(1);
      // The stream that it was claimed for may go on with it.
      expect((await store.append('Other-1', [cutOff])).revision).toBe(1);
    });

    it('is repeated long after, behind hundreds of others', async () => {
      const store = await open();
      const named = [1, 2].map(() => ({ ...event, id: globalThis.crypto.randomUUID() }));
      await store.append('Cart-1', [event]);
      const first = await store.append('Cart-1', named);
      for (let number = 0; number < 300; number++) await store.append('Cart-1', [event]);
      expect(await (await open()).append('Cart-1', named, { expected: 1 })).toEqual(first);
    });
  });

  describe('what is opened', () => {
    it('may be a connection, which stays open', async () => {
      const store = await openNatsStore(connection, { name: `own${count}` });
      await store.append('Cart-1', [event]);
      await store.close();
      expect(connection.isClosed()).toBe(false);
      const again = await open(connection);
      expect(await drain(again.read('Cart-1'))).toHaveLength(1);
    });

    it('is refused where it cannot be', async () => {
      // @ts-expect-error no connection
      expect((await storeErrorOf(openNatsStore({}))).code).toBe('INVALID_ARGUMENT');
      expect((await storeErrorOf(openNatsStore([]))).code).toBe('INVALID_ARGUMENT');
      expect((await storeErrorOf(openNatsStore(''))).code).toBe('INVALID_ARGUMENT');
      const bad: NatsStoreOptions[] = [
        { name: '' },
        { name: 'a.b' },
        { name: 'x'.repeat(33) },
        { replicas: 0 },
        { replicas: 6 },
        { retryTimeout: -1 },
        { pageSize: 0 },
        { takeOverAfter: 1 },
      ];
      for (const options of bad) {
        expect((await storeErrorOf(openNatsStore(server.url, options))).code).toBe('INVALID_ARGUMENT');
      }
    });

    it('is CORRUPT where the stream of that name is no store', async () => {
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: `other${count}`, subjects: [`other${count}.>`] });
      const error = await storeErrorOf(openNatsStore(server.url, { name: `other${count}` }));
      expect([error.code, error.message]).toEqual([
        'CORRUPT',
        `the JetStream stream "other${count}" is no event store: it should have the subjects other${count}.events.> and allow direct reads`,
      ]);
    });

    it('is CORRUPT where somebody else wrote to its subjects', async () => {
      const store = await open();
      await connection.request(`own${count}.events.Cart.1`, 'hello');
      expect((await storeErrorOf(drain(store.read('Cart-1')))).code).toBe('CORRUPT');
      expect((await storeErrorOf(drain(store.readAll()))).code).toBe('CORRUPT');
    });

    it('is UNSUPPORTED where a newer release wrote to it, and says what to do', async () => {
      const store = await open();
      await connection.request(`own${count}.events.Cart.1`, '{"format":2}\n');
      const error = await storeErrorOf(drain(store.read('Cart-1')));
      expect([error.code, error.message]).toEqual([
        'UNSUPPORTED',
        'the log holds messages of form 2, and this release of @varve/runtime knows 1: install a newer one',
      ]);
    });
  });

  describe('a page', () => {
    it('ends early where its events are large', async () => {
      const store = await open();
      const large = { ...event, data: JSON.stringify('x'.repeat(1_000_000)) };
      for (let number = 0; number < 10; number++) await store.append('Big-1', [large]);
      const lengths: number[][] = [];
      for (const pages of [store.read('Big-1'), store.read('Big-1', { backwards: true }), store.readAll()]) {
        const found: number[] = [];
        for await (const page of pages) found.push(page.length);
        lengths.push(found);
      }
      expect(lengths).toEqual([
        [4, 4, 2],
        [4, 4, 2],
        [4, 4, 2],
      ]);
      let taken = 0;
      for await (const page of store.subscribe()) {
        expect(page.length).toBeLessThanOrEqual(4);
        taken += page.length;
        if (taken === 10) break;
      }
    });
  });

  describe('messages that somebody removed', () => {
    it('end a read under way with what is left, and leave an empty stream to begin anew', async () => {
      const store = await open(server.url, { pageSize: 100 });
      for (let number = 0; number < 1300; number++) await store.append('Cart-1', [event]);
      const manager = await jetstreamManager(connection);
      let taken = 0;
      for await (const page of store.read('Cart-1')) {
        if (taken === 0) await manager.streams.purge(name());
        taken += page.length;
      }
      expect(taken).toBeGreaterThanOrEqual(100);
      expect(taken).toBeLessThan(1300);
      expect(await drain(store.read('Cart-1'))).toEqual([]);
      expect(await drain(store.readAll())).toEqual([]);
      expect((await store.append('Cart-1', [event], { expected: 'absent' })).revision).toBe(1);
    });

    it('are missed where they are in the middle of a stream', async () => {
      const store = await open();
      for (let number = 0; number < 30; number++) await store.append('Cart-1', [event]);
      const manager = await jetstreamManager(connection);
      await manager.streams.deleteMessage(name(), 10);
      expect((await storeErrorOf(drain(store.read('Cart-1')))).code).toBe('CORRUPT');
      expect(await drain(store.read('Cart-1', { from: 20 }))).toHaveLength(11);
    });
  });

  describe('a reader', () => {
    it('begins in the middle of a commit', async () => {
      const store = await open();
      const { position } = await store.append('Cart-1', [event, event, event]);
      await store.append('Cart-2', [event]);
      const behind = async (after: bigint): Promise<string[]> =>
        (await drain(store.readAll({ after }))).map(({ stream, revision }) => `${stream} ${revision}`);
      expect(await behind(position - 1n)).toEqual(['Cart-1 3', 'Cart-2 1']);
      for await (const page of store.subscribe({ after: position - 1n })) {
        expect(page[0]?.revision).toBe(3);
        break;
      }
    });
  });
});

/** A stream with so many commits of two events, each among many commits to other streams. */
async function fill(store: NatsStore, commits: number): Promise<void> {
  const others = Math.floor(10_000 / commits);
  let number = 0;
  for (let commit = 0; commit < commits; commit++) {
    await store.append('Cart-1', [event, event]);
    await Promise.all(
      Array.from({ length: others }, () => store.append(`Other-${(number += 1)}`, [event], { expected: 'absent' })),
    );
  }
}

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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
