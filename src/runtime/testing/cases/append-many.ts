import { ensure, equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, freshId, newRecord, newRecords, numbersTo, revisionsOf } from '../records.js';
import type { AppendResult, EventStore, StreamAppend } from '../../store.js';

export const appendManyCases: readonly ConformanceCase[] = [
  {
    name: 'appends to several streams, and gives a result for each',
    needs: 'appendMany',
    async run({ store }) {
      await store.append('Account-2', newRecords(3));
      const results = await appendMany(store, [
        { stream: 'Account-1', events: newRecords(2), expected: 'absent' },
        { stream: 'Account-2', events: newRecords(1), expected: 3 },
        { stream: 'Account-3', events: [] },
      ]);
      equal(
        results.map(({ revision }) => revision),
        [2, 4, 0],
        'the revisions',
      );
      const positions = (await drain(store.readAll())).map(({ position }) => position);
      equal(
        results.map(({ position }) => position),
        [positions[4], positions[5], 0n],
        'the positions',
      );
    },
  },
  {
    name: 'appends to both streams or to neither, whichever conflicts',
    needs: 'appendMany',
    async run({ store }) {
      await store.append('Account-2', newRecords(1));
      const good: StreamAppend = { stream: 'Account-1', events: newRecords(2), expected: 'absent' };
      const bad: StreamAppend = { stream: 'Account-2', events: newRecords(2), expected: 'absent' };
      for (const appends of [
        [good, bad],
        [bad, good],
      ]) {
        const error = await rejects(appendMany(store, appends), 'CONCURRENCY', 'appendMany with one conflict');
        ensure('stream' in error && error.stream === 'Account-2', 'the error names the stream that is not as expected');
        equal(await drain(store.read('Account-1')), [], 'the stream that was as expected');
      }
      equal((await drain(store.readAll())).length, 1, 'the number of events in all');
      equal((await store.append('Account-1', [newRecord()])).revision, 1, 'the next revision');
    },
  },
  {
    name: 'is all or nothing under a race of 50',
    needs: 'appendMany',
    async run({ store }) {
      const results = await Promise.allSettled(
        numbersTo(50).map((number) =>
          appendMany(store, [
            { stream: `Account-${number}`, events: newRecords(1) },
            { stream: 'Account-0', events: newRecords(1), expected: Math.floor(number / 10) },
          ]),
        ),
      );
      const stored = revisionsOf(await drain(store.read('Account-0'))).length;
      equal(results.filter(({ status }) => status === 'fulfilled').length, stored, 'the number of appends let through');
      for (const [index, { status }] of results.entries()) {
        const length = (await drain(store.read(`Account-${index + 1}`))).length;
        equal(length, status === 'fulfilled' ? 1 : 0, `the length of stream ${index + 1}, whose append was ${status}`);
      }
    },
  },
  {
    name: 'applies appends to one stream in their order',
    needs: 'appendMany',
    async run({ store }) {
      const results = await appendMany(store, [
        { stream: 'Account-1', events: newRecords(2), expected: 'absent' },
        { stream: 'Account-1', events: newRecords(1), expected: 2 },
      ]);
      equal(
        results.map(({ revision }) => revision),
        [2, 3],
        'the revisions',
      );
      const again: StreamAppend = { stream: 'Account-1', events: newRecords(1), expected: 3 };
      await rejects(
        appendMany(store, [again, { ...again, events: newRecords(1) }]),
        'CONCURRENCY',
        'one revision expected twice',
      );
      equal((await drain(store.read('Account-1'))).length, 3, 'the length of the stream');
    },
  },
  {
    name: 'recognises its own repeat, and refuses a part of it',
    needs: 'appendMany',
    async run({ store }) {
      const first: StreamAppend = { stream: 'Account-1', events: [newRecord({ id: freshId() })], expected: 'absent' };
      const second: StreamAppend = { stream: 'Account-2', events: [newRecord({ id: freshId() })], expected: 'absent' };
      const results = await appendMany(store, [first, second]);
      await store.append('Account-1', newRecords(2));
      equal(await appendMany(store, [first, second]), results, 'the results of the repeat');
      const third: StreamAppend = { stream: 'Account-3', events: [newRecord({ id: freshId() })] };
      await rejects(appendMany(store, [first, third]), 'DUPLICATE_ID', 'a known append and a new one');
      await rejects(
        appendMany(store, [third, { ...third, stream: 'Account-4' }]),
        'DUPLICATE_ID',
        'one id in two streams',
      );
      equal((await drain(store.readAll())).length, 4, 'the number of events in all');
    },
  },
  {
    name: 'does nothing for no appends',
    needs: 'appendMany',
    run: async ({ store }) => equal(await appendMany(store, []), [], 'the results'),
  },
];

async function appendMany(store: EventStore, appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> {
  ensure(store.appendMany !== undefined, 'the store has appendMany');
  return store.appendMany(appends);
}
