import { ensure, equal } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, newRecord, newRecords, numbersTo } from '../records.js';
import type { EventStore, ReadAllOptions, StoredRecord } from '../../store.js';

export const readingAllCases: readonly ConformanceCase[] = [
  {
    name: 'yields nothing where nothing is stored',
    run: async ({ store }) => equal(await drain(store.readAll()), [], 'the events'),
  },
  {
    name: 'yields the events of all streams in the order of their positions',
    async run({ store }) {
      for (const number of numbersTo(30))
        await store.append(`Cart-${number % 7}`, newRecords(1 + (number % 3), { data: `${number}` }));
      const records = await drain(store.readAll());
      equal(
        records.map(({ data }) => data),
        numbersTo(30).flatMap((number) => numbersTo(1 + (number % 3)).map(() => `${number}`)),
        'the data',
      );
      ensureRising(records);
    },
  },
  {
    name: 'begins behind a position, and means what it says by limit',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3000));
      const all = await drain(store.readAll());
      equal(all.length, 3000, 'the number of events');
      const positionOf = (index: number): bigint => all[index]?.position ?? -1n;
      const expectAll = async (
        options: ReadAllOptions,
        records: readonly StoredRecord[],
        what: string,
      ): Promise<void> => equal(await drain(store.readAll(options)), records, what);
      await expectAll({ after: 0n }, all, 'the events behind 0');
      await expectAll({ after: positionOf(0) }, all.slice(1), 'the events behind the first');
      await expectAll({ after: positionOf(1499), limit: 3 }, all.slice(1500, 1503), 'three events behind the 1,500th');
      await expectAll({ limit: 2001 }, all.slice(0, 2001), '2,001 events');
      await expectAll({ limit: 0 }, [], 'no events');
      await expectAll({ after: positionOf(2999) }, [], 'the events behind the last');
      await expectAll({ after: positionOf(2999) + 1_000_000n }, [], 'the events far behind the last');
      await expectAll({ after: 2n ** 63n - 1n }, [], 'the events behind the highest position');
    },
  },
  {
    name: 'takes positions beyond 2^53 for what they are',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3));
      equal(await drain(store.readAll({ after: 2n ** 53n + 1n })), [], 'the events behind 2^53 + 1');
    },
  },
  {
    name: 'filters by category: what stands before the first "-"',
    async run({ store }) {
      const streams = ['Cart-1', 'Order-1', 'Cart', 'Cart-1-2', 'Carts-1', 'cart-1', '-1', 'Ca-rt-1'];
      for (const stream of streams) await store.append(stream, newRecords(2));
      await expectStreams(store, { categories: ['Cart'] }, ['Cart-1', 'Cart', 'Cart-1-2']);
      await expectStreams(store, { categories: ['Order', 'Cart'] }, ['Cart-1', 'Order-1', 'Cart', 'Cart-1-2']);
      await expectStreams(store, { categories: [''] }, ['-1']);
      await expectStreams(store, { categories: ['Ca'] }, ['Ca-rt-1']);
      await expectStreams(store, { categories: ['Cart-1'] }, []);
      await expectStreams(store, { categories: ['%', '*', 'C_rt'] }, []);
      await expectStreams(store, { categories: [] }, []);
      await expectStreams(store, { categories: ['Cart', 'Cart'] }, ['Cart-1', 'Cart', 'Cart-1-2']);
    },
  },
  {
    name: 'filters by type, and by both',
    async run({ store }) {
      for (const stream of ['Cart-1', 'Order-1']) {
        for (const type of ['Opened', 'Closed', 'opened']) await store.append(stream, [newRecord({ type })]);
      }
      const typesOf = async (options: ReadAllOptions): Promise<string[]> =>
        (await drain(store.readAll(options))).map(({ stream, type }) => `${stream} ${type}`);
      equal(await typesOf({ types: ['Opened'] }), ['Cart-1 Opened', 'Order-1 Opened'], 'one type');
      equal(
        await typesOf({ types: ['Closed', 'opened'], categories: ['Order'] }),
        ['Order-1 Closed', 'Order-1 opened'],
        'both filters',
      );
      equal(await typesOf({ types: [] }), [], 'no types');
      equal(await typesOf({ types: ['None'] }), [], 'an unknown type');
    },
  },
  {
    name: 'counts only what the filter lets through against the limit, over many pages',
    async run({ store }) {
      await store.append(
        'Cart-1',
        Array.from({ length: 4000 }, (_, index) => newRecord({ type: index % 2 ? 'Odd' : 'Even' })),
      );
      const odd = (await drain(store.readAll())).filter(({ type }) => type === 'Odd');
      equal(await drain(store.readAll({ types: ['Odd'] })), odd, 'every second event');
      equal(await drain(store.readAll({ types: ['Odd'], limit: 1501 })), odd.slice(0, 1501), '1,501 of them');
      equal(
        await drain(store.readAll({ types: ['Odd'], after: odd[999]?.position ?? 0n })),
        odd.slice(1000),
        'those behind the 1,000th',
      );
    },
  },
  {
    name: 'finds the few among the many',
    async run({ store }) {
      await store.append('Rare-1', newRecords(1));
      for (let index = 0; index < 6; index++) await store.append(`Cart-${index}`, newRecords(4000));
      await store.append('Rare-1', newRecords(1, { type: 'Rarest' }));
      equal((await drain(store.readAll({ categories: ['Rare'] }))).length, 2, 'the events of the rare category');
      equal((await drain(store.readAll({ categories: ['Rare', 'None'] }))).length, 2, 'the events of two categories');
      equal((await drain(store.readAll({ types: ['Rarest'] }))).length, 1, 'the events of the rarest type');
    },
  },
  {
    name: 'reads on to what came while it read',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3000));
      let count = 0;
      for await (const page of store.readAll()) {
        if (count === 0) await store.append('Cart-2', newRecords(10));
        count += page.length;
      }
      equal(count, 3010, 'the number of events');
    },
  },
  {
    name: 'never shows an event before one that is still to appear, while 50 writers race',
    run: ({ store }) => followWriters([store], store),
  },
  {
    name: 'never shows an event before one that is still to appear, over different connections',
    needs: 'another',
    run: async ({ store, another }) => followWriters([await another(), await another(), store], store),
  },
];

/** A reader goes on behind the last position it saw: whatever appears behind its back is lost to it. */
async function followWriters(writers: readonly EventStore[], reader: EventStore): Promise<void> {
  const seen: StoredRecord[] = [];
  let writing = true;
  const written = Promise.all(
    numbersTo(50).map(async (number) => {
      const store = writers[number % writers.length] ?? reader;
      for (const length of [1, 3, 2]) await store.append(`Cart-${number}`, newRecords(length));
    }),
  ).finally(() => (writing = false));
  for (let last = false; !last;) {
    last = !writing;
    for await (const page of reader.readAll({ after: seen.at(-1)?.position ?? 0n })) seen.push(...page);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await written;
  ensureRising(seen);
  equal(
    seen.map(({ id }) => id),
    (await drain(reader.readAll())).map(({ id }) => id),
    'what a reader saw that went on behind the last',
  );
  equal(seen.length, 300, 'the number of events');
}

function ensureRising(records: readonly StoredRecord[]): void {
  records.reduce((last, { position }) => {
    ensure(position > last, `positions rise; ${position} came behind ${last}`);
    return position;
  }, 0n);
}

async function expectStreams(store: EventStore, options: ReadAllOptions, streams: readonly string[]): Promise<void> {
  const records = await drain(store.readAll(options));
  equal(
    records.map(({ stream }) => stream),
    streams.flatMap((stream) => [stream, stream]),
    `the streams of ${JSON.stringify(options)}`,
  );
}
