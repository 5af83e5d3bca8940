import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssertionError,
  type AsyncRetryOptions,
  CommandHandler,
  DeciderCommandHandler,
  DeciderSpecification,
  type Event,
  ExpectedVersionConflictError,
  getInMemoryEventStore,
  IllegalStateError,
  isExpectedVersionConflictError,
  NO_CONCURRENCY_CHECK,
  STREAM_DOES_NOT_EXIST,
  STREAM_EXISTS,
} from '@event-driven-io/emmett';
import { ConcurrencyError, type EventStore, type NewRecord, StoreError, uuidv7 } from '@varve/runtime';
import { emmettEventStore, emmettFold } from '@varve/runtime/emmett';
import { openMemoryStore } from '@varve/runtime/memory';
import { openNatsStore } from '@varve/runtime/nats';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Account, Transfer } from '../../examples/bank/bank.js';
import { Cart } from '../../examples/shop/cart.js';
import { AccountId } from '../../generated/bank/index.js';
import { CartId, type CartEvent, type CartState, Sku } from '../../generated/shop/index.js';
import { because, natsObstacle, startNatsServer } from '../support/nats-server.js';
import { startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

const sku = Sku('A1');
const accountId = AccountId(uuidv7());
const created = { type: 'CartCreated', data: {} } as const;
const added = (quantity = 1) => ({ type: 'ItemAdded', data: { sku, quantity, price: null } }) as const;
const many = (count: number): CartEvent[] => [created, ...new Array<CartEvent>(count - 1).fill(added())];

const retry: { onVersionConflict: AsyncRetryOptions } = {
  onVersionConflict: { retries: 500, minTimeout: 0, maxTimeout: 5, shouldRetryError: isExpectedVersionConflictError },
};

type PutIn = { readonly type: 'PutIn'; readonly data: { readonly quantity: number } };

function decide({ data: { quantity } }: PutIn, { status }: CartState): CartEvent[] {
  if (status === 'checkedOut') throw new IllegalStateError('the cart was checked out');
  return status === 'empty' ? [created, added(quantity)] : [added(quantity)];
}

interface Engine {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly obstacle?: string | undefined;
  /** Starts what its stores need. */
  start(): Promise<{ open: (test: number) => Promise<EventStore>; stop?: () => Promise<void> }>;
}

const engines: readonly Engine[] = [
  { name: 'memory', start: async () => ({ open: () => openMemoryStore({ pageSize: 3 }) }) },
  {
    name: 'SQLite',
    start: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'varve-emmett-'));
      return {
        open: (test) => openSqliteStore(join(folder, `${test}.db`), { pageSize: 3 }),
        stop: () => rm(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'PostgreSQL',
    obstacle: await withoutPostgres(),
    start: async () => {
      const cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
      return {
        open: (test) => openPostgresStore(cluster.url, { schema: `test ${test}`, pageSize: 3 }),
        stop: () => cluster.stop(),
      };
    },
  },
  {
    name: 'NATS JetStream',
    obstacle: natsObstacle(),
    start: async () => {
      const server = await startNatsServer();
      return {
        open: (test) => openNatsStore(server.url, { name: `test${test}`, pageSize: 3 }),
        stop: () => server.remove(),
      };
    },
  },
];

for (const engine of engines) {
  const { name, obstacle } = engine;
  describe.skipIf(obstacle !== undefined)(`an event store of Emmett over ${name}${because(obstacle)}`, () => {
    let started: Awaited<ReturnType<Engine['start']>>;
    let tests = 0;
    let store: EventStore;

    beforeAll(async () => {
      started = await engine.start();
    });
    afterAll(() => started?.stop?.());
    beforeEach(async () => {
      tests += 1;
      store = await started.open(tests);
    });
    afterEach(() => store.close());

    holdEmmettStore(() => store);
  });
}

/** What an event store of Emmett must do, whatever is below. */
function holdEmmettStore(opened: () => EventStore): void {
  let store: EventStore;
  let stream: string;
  const emmett = () => emmettEventStore(store, { Cart, Account, Transfer });
  const positions = async (options: Parameters<ReturnType<typeof emmett>['readStream']>[1]): Promise<unknown> =>
    (await emmett().readStream(stream, options)).events.map(({ metadata }) => metadata.streamPosition);
  const store3 = (): Promise<unknown> => emmett().appendToStream(stream, many(3));

  beforeEach(() => {
    store = opened();
    stream = Cart.stream(CartId(uuidv7()));
  });

  describe('appendToStream', () => {
    it("says 'created' of the first append, and of no other", async () => {
      const results = [];
      for (let n = 0; n < 3; n++) results.push(await emmett().appendToStream(stream, [added()]));
      expect(results).toEqual([
        { nextExpectedStreamVersion: 1n, createdNewStream: true, lastEventGlobalPosition: expect.any(BigInt) },
        { nextExpectedStreamVersion: 2n, createdNewStream: false, lastEventGlobalPosition: expect.any(BigInt) },
        { nextExpectedStreamVersion: 3n, createdNewStream: false, lastEventGlobalPosition: expect.any(BigInt) },
      ]);
    });

    it("says 'created' of a first append of several events, and not of a second as long", async () => {
      expect(await emmett().appendToStream(stream, many(3))).toMatchObject({ createdNewStream: true });
      expect(await emmett().appendToStream(stream, many(3))).toMatchObject({
        createdNewStream: false,
        nextExpectedStreamVersion: 6n,
      });
    });

    it('appends nothing for no events, and checks what is expected all the same', async () => {
      expect(await emmett().appendToStream(stream, [])).toEqual({
        nextExpectedStreamVersion: 0n,
        createdNewStream: false,
        lastEventGlobalPosition: 0n,
      });
      await expect(emmett().appendToStream(stream, [], { expectedStreamVersion: STREAM_EXISTS })).rejects.toThrow(
        ExpectedVersionConflictError,
      );
    });

    it.each([
      ['STREAM_DOES_NOT_EXIST where it does', STREAM_DOES_NOT_EXIST, 3],
      ['STREAM_EXISTS where it does not', STREAM_EXISTS, 0],
      ['a version behind', 2n, 3],
      ['a version ahead', 4n, 3],
      ['a version that no number holds', 2n ** 60n, 3],
      ['0n where there are events', 0n, 3],
      ['1n where there are none', 1n, 0],
    ])(
      'refuses %s, with the conflict that Emmett knows and the facts of ours',
      async (_, expectedStreamVersion, length) => {
        if (length > 0) await emmett().appendToStream(stream, many(length));
        const error: unknown = await emmett()
          .appendToStream(stream, [added()], { expectedStreamVersion })
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ExpectedVersionConflictError);
        expect(isExpectedVersionConflictError(error)).toBe(true);
        expect(error).toMatchObject({
          current: String(length),
          expected: String(expectedStreamVersion),
          errorCode: 412,
        });
        expect(error).toHaveProperty('cause', expect.any(ConcurrencyError));
        expect(await emmett().readStream(stream)).toMatchObject({ currentStreamVersion: BigInt(length) });
      },
    );

    it.each([
      ['STREAM_DOES_NOT_EXIST', STREAM_DOES_NOT_EXIST, 0],
      ['0n', 0n, 0],
      ['STREAM_EXISTS', STREAM_EXISTS, 3],
      ['3n', 3n, 3],
      ['NO_CONCURRENCY_CHECK', NO_CONCURRENCY_CHECK, 3],
      ['nothing', undefined, 3],
    ])('appends where %s is true', async (_, expectedStreamVersion, length) => {
      if (length > 0) await emmett().appendToStream(stream, many(length));
      const options = expectedStreamVersion === undefined ? {} : { expectedStreamVersion };
      expect(await emmett().appendToStream(stream, [added()], options)).toMatchObject({
        nextExpectedStreamVersion: BigInt(length + 1),
      });
    });

    it('lets one of many first appends through', async () => {
      const appends = Array.from({ length: 20 }, () =>
        emmett().appendToStream(stream, [created], { expectedStreamVersion: STREAM_DOES_NOT_EXIST }),
      );
      const settled = await Promise.allSettled(appends);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of settled)
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(ExpectedVersionConflictError);
    });

    it('refuses an expectation of no kind', async () => {
      for (const wrong of [-1n, 'SOMETHING', 3]) {
        await expect(
          emmett().appendToStream(stream, [created], { expectedStreamVersion: wrong as bigint }),
        ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
      expect(await emmett().streamExists(stream)).toBe(false);
    });

    it('refuses an event of another shape, and stores none of those beside it', async () => {
      const wrong: Event = { type: 'ItemAdded', data: { sku: 'A1', quantity: 'two', price: null } };
      await expect(emmett().appendToStream(stream, [created, wrong])).rejects.toMatchObject({
        code: 'ENCODE',
        index: 1,
        pointer: '/quantity',
      });
      expect(await emmett().streamExists(stream)).toBe(false);
    });

    it('takes a repeated append for what it is', async () => {
      const event = { ...created, id: uuidv7() };
      const first = await emmett().appendToStream(stream, [event], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
      const again = await emmett().appendToStream(stream, [event], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
      expect(again).toEqual(first);
      expect(await emmett().readStream(stream)).toMatchObject({ currentStreamVersion: 1n });
    });

    it('keeps the metadata of an event, and none of what reading added, where it is appended again', async () => {
      const metadata = { correlationId: 'c-1' };
      await emmett().appendToStream(stream, [{ ...created, metadata }, added()]);
      const { events } = await emmett().readStream(stream);
      const copy = Cart.stream(CartId(uuidv7()));
      await emmett().appendToStream(
        copy,
        events.map((event): Event => ({ ...event, kind: 'Event' })),
      );
      const stored: (string | undefined)[] = [];
      for await (const page of store.read(copy)) stored.push(...page.map((record) => record.metadata));
      expect(stored).toEqual([JSON.stringify(metadata), undefined]);
      const [first] = (await emmett().readStream(copy)).events;
      expect(first?.metadata).toMatchObject({ ...metadata, streamName: copy, streamPosition: 1n });
    });

    it("applies the caller's own downcast and upcast around the codec's", async () => {
      type Bag = { readonly type: 'ItemAdded'; readonly data: { readonly pieces: number } };
      const downcast = ({ type, data }: Bag): CartEvent => ({
        type,
        data: { sku, quantity: data.pieces, price: null },
      });
      const upcast = (event: CartEvent): Bag => ({
        type: 'ItemAdded',
        data: { pieces: event.type === 'ItemAdded' ? event.data.quantity : 0 },
      });
      await emmett().appendToStream<Bag, CartEvent>(stream, [{ type: 'ItemAdded', data: { pieces: 7 } }], {
        schema: { versioning: { downcast } },
      });
      expect((await emmett().readStream(stream)).events).toMatchObject([added(7)]);
      const read = await emmett().readStream<Bag, CartEvent>(stream, { schema: { versioning: { upcast } } });
      expect(read.events).toMatchObject([{ type: 'ItemAdded', data: { pieces: 7 } }]);
    });
  });

  describe('readStream', () => {
    it('says of a stream without events that it does not exist', async () => {
      expect(await emmett().readStream(stream)).toEqual({ currentStreamVersion: 0n, events: [], streamExists: false });
      expect(await emmett().readStream(stream, { from: 3n, maxCount: 2n })).toEqual({
        currentStreamVersion: 0n,
        events: [],
        streamExists: false,
      });
      expect(await emmett().streamExists(stream)).toBe(false);
    });

    it('gives events with what Emmett says of where they are, and what we know beside', async () => {
      const metadata = { correlationId: 'c-1' };
      await emmett().appendToStream(stream, [{ ...created, metadata }, added(2)]);
      const { events } = await emmett().readStream(stream);
      const records = [];
      for await (const page of store.read(stream)) records.push(...page);
      expect(events).toEqual(
        records.map(({ id, position, recordedAt, version }, index) => ({
          kind: 'Event',
          ...(index === 0 ? created : added(2)),
          metadata: {
            ...(index === 0 && metadata),
            messageId: id,
            streamName: stream,
            streamPosition: BigInt(index + 1),
            globalPosition: position,
            varve: { recordedAt, version, storedVersion: version, index: 0 },
          },
        })),
      );
      expect(await emmett().streamExists(stream)).toBe(true);
    });

    it('means what it says by from, to and maxCount', async () => {
      await emmett().appendToStream(stream, many(8));
      expect(await positions({ from: 2n, maxCount: 2n })).toEqual([2n, 3n]);
      expect(await positions({ maxCount: 2n })).toEqual([1n, 2n]);
      expect(await positions({ maxCount: 0n })).toEqual([]);
      expect(await positions({ from: 0n, to: 2n })).toEqual([1n, 2n]);
      expect(await positions({ from: 4n, to: 7n })).toEqual([4n, 5n, 6n, 7n]);
      expect(await positions({ from: 4n, to: 7n, maxCount: 1n })).toEqual([4n]);
      expect(await positions({ from: 7n })).toEqual([7n, 8n]);
      expect(await positions({ to: 2n ** 70n, from: 8n })).toEqual([8n]);
      expect(await positions({ from: 9n })).toEqual([]);
      await expect(positions({ from: -1n })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    });

    it("gives the stream's own version where only a part of it is read", async () => {
      await emmett().appendToStream(stream, many(8));
      for (const options of [{ maxCount: 2n }, { to: 3n }, { from: 5n }, { from: 9n }, { from: 20n, to: 30n }, {}])
        expect(await emmett().readStream(stream, options)).toMatchObject({
          currentStreamVersion: 8n,
          streamExists: true,
        });
    });

    it('refuses a stream that is not as expected', async () => {
      await store3();
      for (const expectedStreamVersion of [STREAM_DOES_NOT_EXIST, 2n, 4n]) {
        const read = emmett().readStream(stream, { expectedStreamVersion });
        await expect(read).rejects.toThrow(ExpectedVersionConflictError);
      }
      for (const expectedStreamVersion of [STREAM_EXISTS, 3n, NO_CONCURRENCY_CHECK])
        expect((await emmett().readStream(stream, { expectedStreamVersion })).events).toHaveLength(3);
    });

    it('reads old versions in the newest shape, and says which was stored', async () => {
      const old: NewRecord[] = [
        { type: 'ItemAdded', version: 1, data: '{"sku":"A1","qty":2}' },
        { type: 'ItemAdded', version: 2, data: '{"sku":"A1","quantity":3}' },
      ];
      await store.append(stream, old);
      await emmett().appendToStream(stream, [added(4)]);
      const { events } = await emmett().readStream(stream);
      expect(events).toMatchObject([added(2), added(3), added(4)]);
      expect(events.map(({ metadata }) => metadata.varve)).toMatchObject([
        { version: 3, storedVersion: 1 },
        { version: 3, storedVersion: 2 },
        { version: 3, storedVersion: 3 },
      ]);
      expect(await emmett().aggregateStream(stream, emmettFold(Cart))).toMatchObject({ state: { items: { A1: 9 } } });
      const stored: number[] = [];
      for await (const page of store.read(stream)) stored.push(...page.map(({ version }) => version));
      expect(stored).toEqual([1, 2, 3]);
    });

    it('reads what is split as its parts, passes over what is dropped, and counts what is stored', async () => {
      stream = Account.stream(accountId);
      await store.append(stream, [
        { type: 'AccountOpened', version: 2, data: '{"owner":"Ada","currency":"EUR"}' },
        { type: 'CashExchanged', version: 1, data: '{"out":"500","back":"300"}' },
        { type: 'NewsletterSent', version: 1, data: '{"issue":1}' },
      ]);
      const { events, currentStreamVersion } = await emmett().readStream(stream);
      expect(events.map(({ type, metadata }) => [type, metadata.streamPosition, metadata.varve.index])).toEqual([
        ['AccountOpened', 1n, 0],
        ['MoneyWithdrawn', 2n, 0],
        ['MoneyDeposited', 2n, 1],
      ]);
      expect(new Set(events.map(({ metadata }) => metadata.messageId)).size).toBe(3);
      expect(currentStreamVersion).toBe(3n);
      const folded = await emmett().aggregateStream(stream, emmettFold(Account));
      expect(folded).toMatchObject({ currentStreamVersion: 3n, state: { balance: -200n, overdrawn: true } });
      const { state } = await Account.repository(store).load(accountId);
      expect(folded.state).toEqual(state);
    });

    it('says what is wrong with an event that cannot be read', async () => {
      await store.append(stream, [{ type: 'ItemAdded', version: 2, data: '{"sku":"A1"}' }]);
      await expect(emmett().readStream(stream)).rejects.toMatchObject({ code: 'DECODE', stream, revision: 1 });
    });
  });

  describe('a stream of no aggregate that it was given', () => {
    it.each(['Order-1', 'Cart', 'Cart-', 'cart-1', ''])('%j is refused by every call', async (name) => {
      const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('Cart (Cart-…)') };
      await expect(emmett().readStream(name)).rejects.toMatchObject(refused);
      await expect(emmett().streamExists(name)).rejects.toMatchObject(refused);
      await expect(emmett().appendToStream(name, [created])).rejects.toMatchObject(refused);
      await expect(emmett().aggregateStream(name, emmettFold(Cart))).rejects.toMatchObject(refused);
      expect(await firstStored(store)).toBeUndefined();
    });

    it('two aggregates of one category are refused at once', () => {
      expect(() => emmettEventStore(store, { Cart, Other: { ...Cart, name: 'Basket' } })).toThrow(
        new StoreError('INVALID_ARGUMENT', 'Cart and Basket both have streams of category Cart'),
      );
    });
  });

  describe("Emmett's CommandHandler", () => {
    it('creates, goes on and says what came of it', async () => {
      const handle = CommandHandler(emmettFold(Cart));
      const first = await handle(emmett(), stream, () => [created, added(2)]);
      expect(first).toMatchObject({
        createdNewStream: true,
        nextExpectedStreamVersion: 2n,
        newState: { status: 'open', items: { A1: 2 } },
      });
      const second = await handle(emmett(), stream, ({ items }) => added(items[sku]));
      expect(second).toMatchObject({
        createdNewStream: false,
        nextExpectedStreamVersion: 3n,
        newEvents: [added(2)],
        newState: { items: { A1: 4 } },
      });
      const third = await handle(emmett(), stream, () => []);
      expect(third).toMatchObject({ createdNewStream: false, nextExpectedStreamVersion: 3n, newEvents: [] });
    });

    it('loses nothing when many handle one stream at once and retry', async () => {
      const handle = CommandHandler({ ...emmettFold(Cart), retry });
      const results = await Promise.all(
        Array.from({ length: 20 }, () =>
          handle(emmett(), stream, ({ status }) => (status === 'empty' ? [created, added()] : [added()])),
        ),
      );
      expect(results.filter(({ createdNewStream }) => createdNewStream)).toHaveLength(1);
      const { state, revision } = await Cart.repository(store).load(cartIdOf(stream));
      expect({ state, revision }).toEqual({ state: { status: 'open', items: { A1: 20 } }, revision: 21 });
    });

    it('fails with the conflict where it may not retry', async () => {
      const handle = CommandHandler(emmettFold(Cart));
      const late = handle(emmett(), stream, async () => {
        await emmett().appendToStream(stream, [created]);
        return created;
      });
      await expect(late).rejects.toThrow(ExpectedVersionConflictError);
      await expect(handle(emmett(), stream, () => added(), { expectedStreamVersion: 5n })).rejects.toThrow(
        ExpectedVersionConflictError,
      );
    });

    it('does not retry what a decision throws', async () => {
      let calls = 0;
      const handle = CommandHandler({ ...emmettFold(Cart), retry });
      const failing = handle(emmett(), stream, () => {
        calls += 1;
        throw new IllegalStateError('no');
      });
      await expect(failing).rejects.toThrow(IllegalStateError);
      expect(calls).toBe(1);
    });
  });

  it("Emmett's DeciderCommandHandler runs several commands in one append", async () => {
    const handle = DeciderCommandHandler({ ...emmettFold(Cart), decide, retry });
    const put = (quantity: number): PutIn => ({ type: 'PutIn', data: { quantity } });
    const result = await handle(emmett(), stream, [put(2), put(3)]);
    expect(result.newEvents).toEqual([created, added(2), added(3)]);
    await Promise.all(Array.from({ length: 10 }, () => handle(emmett(), stream, put(1))));
    expect(await Cart.repository(store).load(cartIdOf(stream))).toMatchObject({
      state: { items: { A1: 15 } },
      revision: 13,
    });
    await emmett().appendToStream(stream, [checkedOut]);
    await expect(handle(emmett(), stream, put(1))).rejects.toThrow('the cart was checked out');
  });
}

it('what is read of a part of a stream is of one moment, whoever appends meanwhile', async () => {
  const inner = await openMemoryStore();
  const stream = Cart.stream(CartId(uuidv7()));
  await inner.append(stream, Cart.codec.encode(many(3)));
  const store: EventStore = {
    ...inner,
    async *read(name, options = {}) {
      yield* inner.read(name, options);
      // Somebody is quicker than the next call.
      if (options.backwards === true) await inner.append(name, Cart.codec.encode([added()]));
    },
  };
  const read = await emmettEventStore(store, { Cart }).readStream(stream, { from: 2n, maxCount: 10n });
  expect(read.events.map(({ metadata }) => metadata.streamPosition)).toEqual([2n, 3n]);
  expect(read.currentStreamVersion).toBe(3n);
});

describe("an aggregate's fold in Emmett's words", () => {
  it('gives reducers the envelope of what is recorded', async () => {
    const store = await openMemoryStore({ clock: () => new Date('2026-01-02T03:04:05.678Z') });
    const stream = Cart.stream(CartId(uuidv7()));
    const seen: unknown[] = [];
    const fold = emmettFold({
      initialState: Cart.initialState,
      reduce: (state: CartState, event: Parameters<typeof Cart.reduce>[1]) => {
        seen.push(event);
        return state;
      },
    });
    const eventStore = emmettEventStore(store, { Cart });
    await eventStore.appendToStream(stream, [{ ...created, metadata: { correlationId: 'c-1' } }, created]);
    await eventStore.aggregateStream(stream, fold);
    const read: unknown[] = [];
    for await (const page of store.read(stream)) read.push(...Cart.codec.decode(page));
    expect(seen.map((event) => ({ kind: 'Event', ...Object(event) }))).toEqual(
      read.map((event) => ({ kind: 'Event', ...Object(event) })),
    );
  });

  it('gives reducers the envelope of the parts that one stored event is read as', async () => {
    const store = await openMemoryStore();
    const stream = Account.stream(accountId);
    await store.append(stream, [{ type: 'CashExchanged', version: 1, data: '{"out":"500","back":"300"}' }]);
    const seen: unknown[] = [];
    const fold = emmettFold({
      initialState: 0,
      reduce: (count: number, event: Parameters<typeof Account.reduce>[1]) => {
        seen.push(event);
        return count + 1;
      },
    });
    const { state } = await emmettEventStore(store, { Account }).aggregateStream(stream, fold);
    const read: unknown[] = [];
    for await (const page of store.read(stream)) read.push(...Account.codec.decode(page));
    expect({ state, seen }).toEqual({ state: 2, seen: read });
  });

  it("folds what Emmett's own stores hold", async () => {
    const handle = CommandHandler(emmettFold(Cart));
    const eventStore = getInMemoryEventStore();
    await handle(eventStore, 'Cart-1', () => [created, added(2)]);
    const { newState } = await handle(eventStore, 'Cart-1', () => added(3));
    expect(newState).toEqual({ status: 'open', items: { A1: 5 } });
  });

  it('serves a DeciderSpecification', () => {
    const checkOut = (_: PutIn, { status }: CartState): CartEvent => {
      if (status === 'checkedOut') throw new IllegalStateError('the cart was checked out');
      return status === 'empty' ? created : checkedOut;
    };
    const given = DeciderSpecification.for({ ...emmettFold(Cart), decide: checkOut });
    const command: PutIn = { type: 'PutIn', data: { quantity: 2 } };
    given([]).when(command).then([created]);
    given([created]).when(command).then([checkedOut]);
    given([created, checkedOut]).when(command).thenThrows(IllegalStateError);
    expect(() => given([created]).when(command).then([created])).toThrow(AssertionError);
  });
});

const checkedOut: CartEvent = { type: 'CartCheckedOut', data: { payment: { kind: 'card', last4: '4711' } } };

function cartIdOf(stream: string): CartId {
  const id = Cart.idOf(stream);
  if (id === undefined) throw new Error(`${stream} is a stream of a cart`);
  return id;
}

async function firstStored(store: EventStore): Promise<unknown> {
  for await (const page of store.readAll({ limit: 1 })) return page[0];
  return undefined;
}
