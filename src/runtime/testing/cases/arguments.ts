import { equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, newRecord } from '../records.js';
import type { NewRecord, ReadAllOptions, ReadOptions } from '../../store.js';

const noCounts = [-1, 1.5, Number.NaN, Infinity, 2 ** 53];
const noPositions = [-1n, 2n ** 63n];

export const argumentCases: readonly ConformanceCase[] = [
  {
    name: 'refuses a stream without a name, or with one longer than 512 characters',
    async run({ store }) {
      for (const name of ['', 'x'.repeat(513)]) {
        await rejects(store.append(name, [newRecord()]), 'INVALID_ARGUMENT', `a name of ${name.length} characters`);
        await rejects(store.append(name, []), 'INVALID_ARGUMENT', `no events, and a name of ${name.length} characters`);
        await rejects(drain(store.read(name)), 'INVALID_ARGUMENT', `reading a name of ${name.length} characters`);
      }
    },
  },
  {
    name: 'refuses events that cannot be',
    async run({ store }) {
      const bad: Partial<NewRecord>[] = [
        { type: '' },
        { type: 'x'.repeat(513) },
        { version: 0 },
        { version: -1 },
        { version: 1.5 },
        { version: Number.NaN },
        { version: 2 ** 31 },
        { data: '' },
        { metadata: '' },
        { id: '' },
        { id: 'no uuid' },
        { id: '0190163d8694739baea5966c26f8ad9' },
        { id: '{0190163d-8694-739b-aea5-966c26f8ad91}' },
      ];
      for (const fields of bad) {
        await rejects(
          store.append('Cart-1', [newRecord(), newRecord(fields)]),
          'INVALID_ARGUMENT',
          `an event with ${JSON.stringify(fields)}`,
        );
      }
      equal(await drain(store.readAll()), [], 'the events in all');
    },
  },
  {
    name: 'refuses an expected revision that cannot be',
    async run({ store }) {
      for (const expected of noCounts) {
        await rejects(store.append('Cart-1', [newRecord()], { expected }), 'INVALID_ARGUMENT', `expected: ${expected}`);
      }
      equal(await drain(store.readAll()), [], 'the events in all');
    },
  },
  {
    name: 'refuses bounds that cannot be',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      const reads = noCounts.flatMap((count): ReadOptions[] => [
        { from: count },
        { to: count },
        { limit: count },
        { limit: count, backwards: true },
      ]);
      for (const options of reads) {
        await rejects(drain(store.read('Cart-1', options)), 'INVALID_ARGUMENT', `read with ${JSON.stringify(options)}`);
      }
      const readAlls: ReadAllOptions[] = [
        ...noCounts.map((limit) => ({ limit })),
        ...noPositions.map((after) => ({ after })),
      ];
      for (const options of readAlls) await rejects(drain(store.readAll(options)), 'INVALID_ARGUMENT', 'readAll');
      for (const after of noPositions)
        await rejects(drain(store.subscribe({ after })), 'INVALID_ARGUMENT', `subscribe after ${after}`);
    },
  },
];
