import { ensure, equal, within } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, newRecord, newRecords, numbersTo } from '../records.js';
import type { EventStore, StoredRecord } from '../../store.js';

type Pages = AsyncIterable<readonly StoredRecord[]>;

export const subscribingCases: readonly ConformanceCase[] = [
  {
    name: 'catches up, then follows live, each event once and in order',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3000));
      const taking = take(store.subscribe(), 3030);
      for (let index = 0; index < 10; index++) await store.append(`Cart-${index}`, newRecords(3));
      equal(idsOf(await taking), idsOf(await drain(store.readAll())), 'the ids received');
    },
  },
  {
    name: 'begins behind a position, also behind one that is still to come',
    async run({ store }) {
      const { position } = await store.append('Cart-1', newRecords(5));
      const taking = take(store.subscribe({ after: position }), 2);
      await store.append('Cart-1', newRecords(2));
      equal(
        (await taking).map(({ revision }) => revision),
        [6, 7],
        'the revisions received',
      );
    },
  },
  {
    name: 'delivers what is appended while it waits, soon',
    async run({ store }) {
      const subscription = store.subscribe()[Symbol.asyncIterator]();
      for (const number of numbersTo(5)) {
        const next = subscription.next();
        await pause(20);
        await store.append('Cart-1', [newRecord()]);
        const { value } = await within(5000, next, `event ${number}`);
        equal(
          value?.map(({ revision }: StoredRecord) => revision),
          [number],
          'the revisions of the page',
        );
      }
      await subscription.return?.();
    },
  },
  {
    name: 'misses nothing that is appended at the moment when it begins to wait',
    async run({ store }) {
      const taking = take(store.subscribe(), 300);
      for (let index = 0; index < 300; index++) {
        await store.append('Cart-1', [newRecord()]);
        for (let turn = 0; turn < index % 7; turn++) await Promise.resolve();
      }
      equal(
        (await taking).map(({ revision }) => revision),
        numbersTo(300),
        'the revisions received',
      );
    },
  },
  {
    name: 'delivers each event once and in order while 50 writers race',
    run: ({ store }) => followWriters([store], store),
  },
  {
    name: 'notices what is appended over other connections',
    needs: 'another',
    run: async ({ store, another }) => followWriters([await another(), store, await another()], store),
  },
  {
    name: 'filters by category and type, live too',
    async run({ store }) {
      await store.append('Cart-1', [newRecord({ type: 'Opened' }), newRecord({ type: 'Closed' })]);
      const taking = take(store.subscribe({ categories: ['Cart', 'Order'], types: ['Opened'] }), 3);
      await store.append('Other-1', [newRecord({ type: 'Opened' })]);
      await store.append('Order-1', [newRecord({ type: 'Closed' }), newRecord({ type: 'Opened' })]);
      await store.append('Cart-1', [newRecord({ type: 'Opened' })]);
      equal(
        (await taking).map(({ stream, revision }) => `${stream} ${revision}`),
        ['Cart-1 1', 'Order-1 2', 'Cart-1 3'],
        'what is received',
      );
    },
  },
  {
    name: 'serves several subscribers, each at its own pace',
    async run({ store }) {
      const takings = [0, 1, 5].map((delay) => take(store.subscribe(), 200, delay));
      for (let index = 0; index < 40; index++) await store.append(`Cart-${index % 3}`, newRecords(5));
      const ids = idsOf(await drain(store.readAll()));
      for (const taking of takings) equal(idsOf(await taking), ids, 'the ids received');
    },
  },
  {
    name: 'waits for a slow consumer: it holds one page, not all that has come',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      const seen: StoredRecord[] = [];
      let longest = 0;
      for await (const page of store.subscribe()) {
        if (seen.length === 0) await store.append('Cart-1', newRecords(5000));
        longest = Math.max(longest, page.length);
        seen.push(...page);
        await pause(1);
        if (seen.length >= 5001) break;
      }
      equal(
        seen.map(({ revision }) => revision),
        numbersTo(5001),
        'the revisions received',
      );
      ensure(longest < 5000, `a page holds a part of 5,000 events; it held ${longest}`);
    },
  },
  {
    name: 'ends without an error when its signal is aborted while it waits',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      const controller = new AbortController();
      const subscription = store.subscribe({ signal: controller.signal })[Symbol.asyncIterator]();
      const first = await within(5000, subscription.next(), 'the first page');
      equal(first.done === true ? 0 : first.value.length, 1, 'the number of events received');
      const next = subscription.next();
      await pause(20);
      controller.abort();
      equal((await within(5000, next, 'the end')).done, true, 'done after the abort');
    },
  },
  {
    name: 'ends without an error when its signal is aborted while a page is consumed, or was before',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3000));
      const controller = new AbortController();
      let pages = 0;
      const consuming = (async () => {
        for await (const page of store.subscribe({ signal: controller.signal })) {
          pages += page.length > 0 ? 1 : 0;
          controller.abort(new Error('never seen'));
        }
      })();
      await within(5000, consuming, 'the end');
      equal(pages, 1, 'the number of pages received');
      equal(
        await within(5000, drain(store.subscribe({ signal: controller.signal })), 'the end'),
        [],
        'the events after an abort',
      );
    },
  },
  {
    name: 'ends when its consumer leaves, also while it waits',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      for await (const page of store.subscribe()) if (page.length > 0) break;
      const subscription = store.subscribe({ after: 2n ** 62n })[Symbol.asyncIterator]();
      const next = subscription.next();
      await pause(10);
      ensure(subscription.return !== undefined, 'a subscription can be returned from');
      equal((await within(5000, subscription.return(), 'the end')).done, true, 'done after return()');
      equal((await within(5000, next, 'the page that was waited for')).done, true, 'done where a page was waited for');
    },
  },
  {
    name: 'ends without an error when the store is closed',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      const subscription = store.subscribe()[Symbol.asyncIterator]();
      const first = await within(5000, subscription.next(), 'the first page');
      equal(first.done === true ? 0 : first.value.length, 1, 'the number of events received');
      const other = store.subscribe({ categories: ['None'] })[Symbol.asyncIterator]();
      const endings = [subscription.next(), other.next()];
      await pause(20);
      await store.close();
      for (const { done } of await within(5000, Promise.all(endings), 'the end'))
        equal(done, true, 'done after the store was closed');
    },
  },
];

async function followWriters(writers: readonly EventStore[], reader: EventStore): Promise<void> {
  const taking = take(reader.subscribe(), 300);
  await Promise.all(
    numbersTo(50).map(async (number) => {
      const store = writers[number % writers.length] ?? reader;
      for (const length of [1, 3, 2]) await store.append(`Cart-${number}`, newRecords(length));
    }),
  );
  equal(idsOf(await taking), idsOf(await drain(reader.readAll())), 'the ids received');
}

/** The first events of a subscription; fails where more come than were asked for, or none for a while. */
async function take(pages: Pages, count: number, delay?: number): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  const iterator = pages[Symbol.asyncIterator]();
  while (records.length < count) {
    const next = await within(5000, iterator.next(), `event ${records.length + 1} of a subscription`);
    ensure(next.done !== true, `a subscription goes on; it ended after ${records.length} events`);
    records.push(...next.value);
    if (delay !== undefined) await pause(delay);
  }
  await iterator.return?.();
  equal(records.length, count, 'the number of events received');
  return records;
}

function idsOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ id }) => id);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
