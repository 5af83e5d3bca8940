import { equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, freshId, newRecord, newRecords, numbersTo } from '../records.js';
import type { NewRecord } from '../../store.js';

export const idempotenceCases: readonly ConformanceCase[] = [
  {
    name: 'gives the first result again, and stores nothing twice',
    async run({ store }) {
      const records = named(3);
      const first = await store.append('Cart-1', records);
      await store.append('Cart-1', newRecords(4));
      await store.append('Cart-2', newRecords(4));
      equal(await store.append('Cart-1', records), first, 'the result of the repeat');
      equal((await drain(store.readAll())).length, 11, 'the number of events in all');
    },
  },
  {
    name: 'recognises a repeat before it looks at the expectation',
    async run({ store }) {
      const records = named(2);
      const first = await store.append('Cart-1', records, { expected: 'absent' });
      equal(await store.append('Cart-1', records, { expected: 'absent' }), first, 'the result of the repeat');
      equal(await store.append('Cart-1', records, { expected: 7 }), first, 'the result of another repeat');
    },
  },
  {
    name: 'stores one of 50 repeats at once, and answers all alike',
    async run({ store }) {
      const records = named(2);
      const results = await Promise.all(
        numbersTo(50).map(() => store.append('Cart-1', records, { expected: 'absent' })),
      );
      results.forEach((result) => equal(result, results[0], 'a result'));
      equal((await drain(store.read('Cart-1'))).length, 2, 'the length of the stream');
    },
  },
  {
    name: 'stores one of 50 repeats at once over different connections',
    needs: 'another',
    async run({ store, another }) {
      const other = await another();
      const records = named(2);
      const results = await Promise.all(
        numbersTo(50).map((number) => (number % 2 ? store : other).append('Cart-1', records)),
      );
      results.forEach((result) => equal(result, results[0], 'a result'));
      equal((await drain(store.read('Cart-1'))).length, 2, 'the length of the stream');
    },
  },
  {
    name: 'refuses a known id with other content',
    async run({ store }) {
      const id = freshId();
      const [type, version, data] = ['ItemAdded', 1, '{"quantity":1}'] as const;
      const same: NewRecord = { id, type, version, data, metadata: '{"correlationId":"x"}' };
      const first = await store.append('Cart-1', [same]);
      const others: NewRecord[] = [
        { ...same, data: '{"other":true}' },
        { ...same, data: `${data} ` },
        { ...same, type: 'Other' },
        { ...same, version: 2 },
        { ...same, metadata: '{"other":true}' },
        { id, type, version, data },
      ];
      for (const other of others) {
        await rejects(store.append('Cart-1', [other]), 'DUPLICATE_ID', `an event like ${JSON.stringify(other)}`);
      }
      equal(await store.append('Cart-1', [same]), first, 'the result of the repeat');
      equal((await drain(store.readAll())).length, 1, 'the number of events in all');
    },
  },
  {
    name: 'refuses a known id in another stream',
    async run({ store }) {
      const records = named(1);
      await store.append('Cart-1', records);
      await rejects(store.append('Cart-2', records), 'DUPLICATE_ID', 'the append to another stream');
      equal(await drain(store.read('Cart-2')), [], 'the other stream');
    },
  },
  {
    name: 'refuses an append of which only a part is stored, and stores none of it',
    async run({ store }) {
      const [first, second, third] = named(3);
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('three records were made');
      await store.append('Cart-1', [second]);
      await rejects(store.append('Cart-1', [first, second]), 'DUPLICATE_ID', 'a new event and a known one');
      await rejects(store.append('Cart-1', [second, third]), 'DUPLICATE_ID', 'a known event and a new one');
      await rejects(
        store.append('Cart-1', [second, newRecord()]),
        'DUPLICATE_ID',
        'a known event and one without an id',
      );
      equal((await drain(store.readAll())).length, 1, 'the number of events in all');
      equal((await store.append('Cart-1', [first, third])).revision, 3, 'the revision of the others');
    },
  },
  {
    name: 'refuses known events in another order',
    async run({ store }) {
      const records = named(2);
      await store.append('Cart-1', records);
      await rejects(store.append('Cart-1', records.toReversed()), 'DUPLICATE_ID', 'the events reversed');
    },
  },
  {
    name: 'refuses one id twice in one append',
    async run({ store }) {
      const [record] = named(1);
      if (record === undefined) throw new Error('a record was made');
      await rejects(store.append('Cart-1', [record, record]), 'DUPLICATE_ID', 'an event twice');
      await rejects(
        store.append('Cart-1', [record, { ...record, data: '{"other":1}' }]),
        'DUPLICATE_ID',
        'an id twice',
      );
      equal(await drain(store.read('Cart-1')), [], 'the stream');
    },
  },
  {
    name: 'knows an id in upper case, and gives it back in lower case',
    async run({ store }) {
      const id = freshId();
      const record = newRecord();
      const first = await store.append('Cart-1', [{ ...record, id: id.toUpperCase() }]);
      equal(await store.append('Cart-1', [{ ...record, id }]), first, 'the result of the repeat');
      equal(
        (await drain(store.read('Cart-1'))).map((stored) => stored.id),
        [id],
        'the ids',
      );
    },
  },
];

function named(length: number): NewRecord[] {
  return newRecords(length).map((record) => ({ ...record, id: freshId() }));
}
