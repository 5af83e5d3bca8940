import { ensure, equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, givenOf, newRecord, newRecords, numbersTo, revisionsOf } from '../records.js';
import type { ExpectedRevision } from '../../expected-revision.js';
import type { AppendResult, EventStore } from '../../store.js';

export const expectationCases: readonly ConformanceCase[] = [
  {
    name: "enforces 'absent': a second first command fails",
    async run({ store }) {
      equal((await store.append('Cart-1', [newRecord()], { expected: 'absent' })).revision, 1, 'the revision');
      await conflict(store, 'Cart-1', 'absent', 1);
      await conflict(store, 'Cart-1', 0, 1);
    },
  },
  {
    name: "enforces 'present': a stream must have an event",
    async run({ store }) {
      await conflict(store, 'Cart-1', 'present', 0);
      await store.append('Cart-1', [newRecord()]);
      equal((await store.append('Cart-1', [newRecord()], { expected: 'present' })).revision, 2, 'the revision');
    },
  },
  {
    name: 'enforces a revision, below and above the actual one',
    async run({ store }) {
      await conflict(store, 'Cart-1', 1, 0);
      equal((await store.append('Cart-1', newRecords(3), { expected: 0 })).revision, 3, 'the revision');
      await conflict(store, 'Cart-1', 2, 3);
      await conflict(store, 'Cart-1', 4, 3);
      await conflict(store, 'Cart-1', Number.MAX_SAFE_INTEGER, 3);
      equal((await store.append('Cart-1', [newRecord()], { expected: 3 })).revision, 4, 'the revision');
    },
  },
  {
    name: "compares with the stream's revision, not with that of another or of the store",
    async run({ store }) {
      await store.append('Cart-2', newRecords(5));
      equal((await store.append('Cart-1', [newRecord()], { expected: 'absent' })).revision, 1, 'the revision');
      equal((await store.append('Cart-1', [newRecord()], { expected: 1 })).revision, 2, 'the revision');
      await conflict(store, 'Cart-1', 7, 2);
    },
  },
  {
    name: 'stores nothing of an append that conflicts, and leaves no gap',
    async run({ store }) {
      await store.append('Cart-1', newRecords(2));
      await rejects(
        store.append('Cart-1', newRecords(5), { expected: 1 }),
        'CONCURRENCY',
        'an append at an old revision',
      );
      equal((await store.append('Cart-1', [newRecord()])).revision, 3, 'the next revision');
      equal(revisionsOf(await drain(store.read('Cart-1'))), [1, 2, 3], 'the revisions read');
      equal((await drain(store.readAll())).length, 3, 'the number of events in all');
    },
  },
  {
    name: "lets one of 50 writers through that all expect 'absent'",
    run: ({ store }) => race([store], 'absent', 0),
  },
  {
    name: 'lets one of 50 writers through that all expect one revision',
    async run({ store }) {
      await store.append('Cart-1', newRecords(2));
      await race([store], 2, 2);
    },
  },
  {
    name: 'lets one of 50 writers through that use different connections',
    needs: 'another',
    async run({ store, another }) {
      await store.append('Cart-1', newRecords(2));
      await race([store, await another(), await another()], 2, 2);
    },
  },
  {
    name: "never lets 'any' conflict: 50 writers lose and double nothing",
    run: ({ store }) => appendAtOnce([store]),
  },
  {
    name: "never lets 'any' conflict over different connections",
    needs: 'another',
    run: async ({ store, another }) => appendAtOnce([store, await another(), await another()]),
  },
  {
    name: 'stores exactly what it said it stored, when 50 writers conflict and try again',
    async run({ store }) {
      const acknowledged = new Map<number, string>();
      await Promise.all(
        numbersTo(50).map(async (writer) => {
          let expected = 0;
          for (;;) {
            try {
              const { revision } = await store.append('Cart-1', [newRecord({ data: `"${writer}"` })], { expected });
              equal(revision, expected + 1, 'the revision of an append that expected the one before');
              acknowledged.set(revision, `"${writer}"`);
              return;
            } catch (error) {
              expected = actualOf(error);
            }
          }
        }),
      );
      const records = await drain(store.read('Cart-1'));
      equal(revisionsOf(records), numbersTo(50), 'the revisions');
      equal(
        records.map(({ data }) => data),
        numbersTo(50).map((revision) => acknowledged.get(revision)),
        'what was acknowledged',
      );
    },
  },
];

async function conflict(store: EventStore, stream: string, expected: ExpectedRevision, actual: number): Promise<void> {
  const error = await rejects(
    store.append(stream, [newRecord()], { expected }),
    'CONCURRENCY',
    `expected: ${expected}`,
  );
  const {
    stream: ofStream,
    expected: wanted,
    actual: found,
  } = { stream: undefined, expected: undefined, actual: undefined, ...error };
  equal([ofStream, wanted, found], [stream, expected, actual], 'the stream, expected and actual revision of the error');
}

/** The revision that a conflict reports; any other error goes on. */
function actualOf(error: unknown): number {
  if (error instanceof Error && 'code' in error && error.code === 'CONCURRENCY' && 'actual' in error)
    return Number(error.actual);
  throw error;
}

async function race(stores: readonly EventStore[], expected: ExpectedRevision, before: number): Promise<void> {
  const results = await Promise.allSettled(
    numbersTo(50).map((writer) => storeOf(stores, writer).append('Cart-1', newRecords(2), { expected })),
  );
  const winners = results.filter(
    (result): result is PromiseFulfilledResult<AppendResult> => result.status === 'fulfilled',
  );
  equal(
    winners.map(({ value }) => value.revision),
    [before + 2],
    'the revisions of those let through',
  );
  for (const result of results) {
    if (result.status === 'rejected')
      equal(actualOf(result.reason), before + 2, 'the actual revision that a conflict reports');
  }
  equal((await drain(storeOf(stores, 0).read('Cart-1'))).length, before + 2, 'the length of the stream');
}

async function appendAtOnce(stores: readonly EventStore[]): Promise<void> {
  const writers = numbersTo(50);
  const given = new Map(writers.map((writer) => [writer, newRecords(3, { type: `Writer${writer}` })]));
  const results = await Promise.all(
    writers.map((writer) => storeOf(stores, writer).append('Cart-1', given.get(writer) ?? [], { expected: 'any' })),
  );
  const records = await drain(storeOf(stores, 0).read('Cart-1'));
  equal(revisionsOf(records), numbersTo(150), 'the revisions');
  results.forEach(({ revision, position }, index) => {
    const own = records.slice(revision - 3, revision);
    equal(givenOf(own), given.get(index + 1), `the events of writer ${index + 1}, together and in order`);
    ensure(own.at(-1)?.position === position, 'the result says the position of the last event');
  });
}

function storeOf(stores: readonly EventStore[], index: number): EventStore {
  const store = stores[index % stores.length];
  ensure(store !== undefined, 'there is a store');
  return store;
}
