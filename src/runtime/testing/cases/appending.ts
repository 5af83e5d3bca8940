import { ensure, equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, freshId, givenOf, newRecord, newRecords, numbersTo, revisionsOf } from '../records.js';
import type { StoredRecord } from '../../store.js';

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const appendingCases: readonly ConformanceCase[] = [
  {
    name: 'numbers the events of a stream from 1, and says the last revision',
    async run({ store }) {
      equal((await store.append('Cart-1', newRecords(2))).revision, 2, 'the revision after two events');
      equal((await store.append('Cart-1', newRecords(3))).revision, 5, 'the revision after three more');
      equal(revisionsOf(await drain(store.read('Cart-1'))), [1, 2, 3, 4, 5], 'the revisions read');
    },
  },
  {
    name: "says the stream's revision, not the store's, on a third append and beside other streams",
    async run({ store }) {
      await store.append('Cart-other', newRecords(7));
      for (const revision of [1, 2, 3]) {
        equal((await store.append('Cart-1', [newRecord()])).revision, revision, `the revision of append ${revision}`);
      }
    },
  },
  {
    name: 'says the position that readers see',
    async run({ store }) {
      const { position } = await store.append('Cart-1', newRecords(3));
      equal((await drain(store.readAll())).at(-1)?.position, position, 'the position of the last event');
      ensure(position > 0n, 'a position is greater than 0');
      const next = await store.append('Cart-2', [newRecord()]);
      ensure(next.position > position, 'positions rise over all streams');
    },
  },
  {
    name: 'gives back every field of an event',
    async run({ store }) {
      const id = freshId();
      await store.append('Cart-1', [
        { id, type: 'ItemAdded', version: 3, data: '{"sku":"A1"}', metadata: '{"correlationId":"x"}' },
        { type: 'ItemRemoved', version: 1, data: 'null' },
      ]);
      const [first, second] = await drain(store.read('Cart-1'));
      ensure(first !== undefined && second !== undefined, 'two events are read');
      const { position, recordedAt, ...given } = first;
      equal(
        given,
        {
          id,
          type: 'ItemAdded',
          version: 3,
          data: '{"sku":"A1"}',
          metadata: '{"correlationId":"x"}',
          stream: 'Cart-1',
          revision: 1,
        },
        'the first event',
      );
      equal(typeof position, 'bigint', 'the kind of a position');
      ensure(timestamp.test(recordedAt), `recordedAt is RFC 3339 in UTC with milliseconds; it is ${recordedAt}`);
      equal(second.metadata, undefined, 'metadata that was not given');
      equal(await drain(store.readAll()), [first, second], 'the same events by readAll');
    },
  },
  {
    name: 'makes a UUIDv7 for each event that has no id',
    async run({ store }) {
      await store.append('Cart-1', newRecords(100));
      const ids = (await drain(store.read('Cart-1'))).map(({ id }) => id);
      equal(new Set(ids).size, 100, 'the number of ids');
      equal(
        ids.find((id) => !uuidv7.test(id)),
        undefined,
        'an id that is no UUIDv7',
      );
    },
  },
  {
    name: 'takes 2,000 events in one append',
    async run({ store }) {
      const records = newRecords(2000);
      equal((await store.append('Cart-1', records)).revision, 2000, 'the revision');
      const stored = await drain(store.read('Cart-1'));
      equal(revisionsOf(stored), numbersTo(2000), 'the revisions');
      equal(givenOf(stored), records, 'the events');
    },
  },
  {
    name: 'keeps ten thousand streams apart',
    async run({ store }) {
      const streams = numbersTo(10_000).map((number) => `Cart-${number}`);
      for (let start = 0; start < streams.length; start += 500) {
        const together = streams.slice(start, start + 500);
        await Promise.all(
          together.map((stream) => store.append(stream, newRecords(2, { data: JSON.stringify(stream) }))),
        );
      }
      const expected = (stream: string): unknown[] => [1, 2].map((revision) => [stream, revision, `"${stream}"`]);
      const seen = (records: readonly StoredRecord[]): unknown[] =>
        records.map(({ stream, revision, data }) => [stream, revision, data]);
      for (const stream of streams.filter((_, index) => index % 250 === 0)) {
        equal(seen(await drain(store.read(stream))), expected(stream), `stream ${stream}`);
      }
      const byStream = new Map<string, StoredRecord[]>();
      for (const record of await drain(store.readAll())) {
        const before = byStream.get(record.stream);
        if (before === undefined) byStream.set(record.stream, [record]);
        else before.push(record);
      }
      equal(byStream.size, 10_000, 'the number of streams in all');
      for (const [stream, records] of byStream) equal(seen(records), expected(stream), `stream ${stream} in all`);
    },
  },
  {
    name: 'stores nothing for no events, and says where the stream is',
    async run({ store }) {
      equal(await store.append('Cart-1', []), { revision: 0, position: 0n }, 'the result on a stream without events');
      const last = await store.append('Cart-1', newRecords(2));
      await store.append('Cart-2', newRecords(2));
      equal(await store.append('Cart-1', []), last, 'the result on a stream with events');
      equal((await drain(store.readAll())).length, 4, 'the number of events in all');
    },
  },
  {
    name: 'checks the expectation of an append without events',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      await rejects(store.append('Cart-1', [], { expected: 'absent' }), 'CONCURRENCY', 'expected: absent');
      await rejects(store.append('Cart-1', [], { expected: 0 }), 'CONCURRENCY', 'expected: 0');
      await rejects(store.append('Cart-2', [], { expected: 'present' }), 'CONCURRENCY', 'expected: present');
      equal((await store.append('Cart-1', [], { expected: 1 })).revision, 1, 'the revision');
    },
  },
  {
    name: 'stores what it was given, whatever its caller then does to it',
    async run({ store }) {
      const record = { type: 'ItemAdded', version: 1, data: '1' };
      const records = [record];
      const appended = store.append('Cart-1', records);
      record.data = '2';
      records.push({ type: 'ItemAdded', version: 1, data: '3' });
      await appended;
      equal(
        (await drain(store.read('Cart-1'))).map(({ data }) => data),
        ['1'],
        'the data stored',
      );
    },
  },
  {
    name: 'keeps what it stored, whatever a reader does to what it was given',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3, { data: '"kept"' }));
      for (const pages of [store.read('Cart-1'), store.readAll()]) {
        for await (const page of pages) {
          tamper(() => page.forEach((record) => Object.assign(record, { data: '"gone"', revision: 99 })));
          tamper(() => Object.assign(page, { length: 0 }));
        }
      }
      const records = await drain(store.read('Cart-1'));
      equal(
        records.map(({ revision, data }) => [revision, data]),
        [
          [1, '"kept"'],
          [2, '"kept"'],
          [3, '"kept"'],
        ],
        'the stream',
      );
      equal(
        (await drain(store.readAll())).map(({ data }) => data),
        ['"kept"', '"kept"', '"kept"'],
        'the events of all streams',
      );
    },
  },
  {
    name: 'never records an event at an earlier time than the one before it in its stream',
    clock: clockGoingBack,
    async run({ store }) {
      for (let index = 0; index < 4; index++) await store.append('Cart-1', newRecords(2));
      const times = (await drain(store.read('Cart-1'))).map(({ recordedAt }) => recordedAt);
      equal(times, [...times].sort(), 'the times in the order of the stream');
    },
  },
];

/** Frozen records are as good as copies. */
function tamper(change: () => void): void {
  try {
    change();
  } catch (error) {
    ensure(error instanceof TypeError, 'a change to what was read fails with a TypeError, or changes a copy');
  }
}

function clockGoingBack(): () => Date {
  let now = Date.UTC(2026, 10, 23, 12);
  return () => new Date((now -= 60_000));
}
