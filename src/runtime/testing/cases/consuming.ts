import { ensure, equal, within } from '../assertions.js';
import type { CaseContext, ConformanceCase } from '../case.js';
import { drain, newRecord, newRecords, numbersTo } from '../records.js';
import type { ConsumeOptions, EventStore, PageHandler, StoredRecord } from '../../store.js';

export const consumingCases: readonly ConformanceCase[] = [
  {
    name: 'hands on each event once and in order, then follows, until its signal is aborted',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', newRecords(1200));
      const seen = consumeUntil(store, 'reader', 1230);
      for (let index = 0; index < 10; index++) await store.append(`Cart-${index}`, newRecords(3));
      equal(idsOf(await seen), idsOf(await drain(store.readAll())), 'the ids handed on');
    },
  },
  {
    name: 'goes on where the name has come to, and keeps names apart',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', newRecords(5));
      equal(revisionsOf(await consumeUntil(store, 'one', 5)), numbersTo(5), 'the first run');
      await store.append('Cart-1', newRecords(2));
      equal(revisionsOf(await consumeUntil(store, 'one', 2)), [6, 7], 'the second run');
      equal(revisionsOf(await consumeUntil(store, 'two', 7)), numbersTo(7), 'another name');
    },
  },
  {
    name: 'begins a new name where it is told, and filters by category and type',
    needs: 'consume',
    async run({ store }) {
      const { position } = await store.append('Cart-1', newRecords(5));
      await store.append('Order-1', newRecords(2));
      await store.append('Cart-1', [newRecord({ type: 'Other' }), ...newRecords(2)]);
      const options = { after: position, categories: ['Cart'], types: ['ItemAdded'] };
      equal(revisionsOf(await consumeUntil(store, 'reader', 2, options)), [7, 8], 'the revisions handed on');
    },
  },
  {
    name: 'hands a page out again whose handler failed, and fails as the handler did',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3));
      const failure = new Error('the handler failed');
      const handed: number[] = [];
      const consuming = consume(store, 'reader', (records) => {
        handed.push(...revisionsOf(records));
        throw failure;
      });
      const thrown = await within(10_000, consuming, 'the end of the consumption').catch((error: unknown) => error);
      ensure(thrown === failure, `what the handler throws is thrown; it was ${String(thrown)}`);
      ensure(handed.length > 0, 'a page was handed out');
      equal(revisionsOf(await consumeUntil(store, 'reader', 3)), [1, 2, 3], 'the next run');
    },
  },
  {
    name: 'hands no event to two consumers of one name, nor out of order',
    needs: 'consume',
    run: (context) => share(context, [context.store, context.store, context.store]),
  },
  {
    name: 'hands no event to two consumers of one name over different connections',
    needs: 'another',
    async run(context) {
      if (context.store.consume === undefined) return;
      await share(context, [context.store, await context.another(), await context.another()]);
    },
  },
  {
    name: 'lets another go on when a consumer of the name ends',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', newRecords(2));
      const first = consumeUntil(store, 'reader', 2);
      equal(revisionsOf(await first), [1, 2], 'the first consumer');
      const second = consumeUntil(store, 'reader', 2);
      await store.append('Cart-1', newRecords(2));
      equal(revisionsOf(await second), [3, 4], 'the second consumer');
    },
  },
  {
    name: 'waits for the page under way when it is closed, and ends without an error',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', newRecords(2));
      let isDone = false;
      let closing: Promise<void> | undefined;
      const consuming = consume(store, 'reader', async () => {
        closing ??= store.close();
        await pause(30);
        isDone = true;
      });
      await within(10_000, consuming, 'the end of the consumption');
      await within(10_000, closing ?? Promise.resolve(), 'the closing');
      ensure(isDone, 'the handler ended before the store was closed');
    },
  },
  {
    name: 'consumes nothing where its signal is aborted before',
    needs: 'consume',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      let pages = 0;
      const ended = consume(store, 'reader', () => void (pages += 1), { signal: AbortSignal.abort() });
      await within(10_000, ended, 'the end of the consumption');
      equal(pages, 0, 'the number of pages handed on');
    },
  },
];

/** Three consumers, while 20 writers append: together they see each event once, in order, one page at a time. */
async function share({ store }: CaseContext, stores: readonly EventStore[]): Promise<void> {
  const total = 20 * 15;
  const seen: StoredRecord[] = [];
  const stop = new AbortController();
  let handling = 0;
  const consumers = stores.map((each) =>
    consume(
      each,
      'reader',
      async (records) => {
        handling += 1;
        ensure(handling === 1, 'one page is handled at a time');
        await pause(1);
        seen.push(...records);
        handling -= 1;
        if (seen.length >= total) stop.abort();
      },
      { signal: stop.signal },
    ),
  );
  const writing = numbersTo(20).map(async (writer) => {
    for (let index = 0; index < 5; index++) await store.append(`Cart-${writer}`, newRecords(3));
  });
  await Promise.all(writing);
  await within(10_000, Promise.all(consumers), `${total} events`);
  equal(idsOf(seen), idsOf(await drain(store.readAll())), 'the ids handed on');
}

async function consumeUntil(
  store: EventStore,
  name: string,
  count: number,
  options: ConsumeOptions = {},
): Promise<StoredRecord[]> {
  const seen: StoredRecord[] = [];
  const stop = new AbortController();
  const handle: PageHandler = (records) => {
    seen.push(...records);
    if (seen.length >= count) stop.abort();
  };
  await within(10_000, consume(store, name, handle, { ...options, signal: stop.signal }), `${count} events`);
  return seen;
}

async function consume(
  store: EventStore,
  name: string,
  handle: PageHandler,
  options: ConsumeOptions = {},
): Promise<void> {
  ensure(store.consume !== undefined, 'the store says that it has `consume`');
  await store.consume(name, handle, options);
}

function idsOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ id }) => id);
}

function revisionsOf(records: readonly StoredRecord[]): number[] {
  return records.map(({ revision }) => revision);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
