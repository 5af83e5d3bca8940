import { ensure, equal } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, givenOf, newRecord, newRecords, numbersTo, revisionsOf } from '../records.js';
import type { EventStore, ReadOptions } from '../../store.js';

export const readingCases: readonly ConformanceCase[] = [
  {
    name: 'yields nothing for a stream that does not exist',
    async run({ store }) {
      await store.append('Cart-1', newRecords(1));
      equal(await drain(store.read('Cart-2')), [], 'the stream');
      equal(await drain(store.read('Cart-2', { backwards: true })), [], 'the stream backwards');
    },
  },
  {
    name: 'means what it says by from, to and limit',
    async run({ store }) {
      await store.append('Cart-0', newRecords(3));
      await store.append('Cart-1', newRecords(10));
      await expectRevisions(store, { from: 2, limit: 2 }, [2, 3]);
      await expectRevisions(store, { from: 4, to: 6 }, [4, 5, 6]);
      await expectRevisions(store, { to: 3 }, [1, 2, 3]);
      await expectRevisions(store, { from: 9 }, [9, 10]);
      await expectRevisions(store, { from: 10, to: 10 }, [10]);
      await expectRevisions(store, { from: 0, to: 2 }, [1, 2]);
      await expectRevisions(store, { from: 2, to: 9, limit: 3 }, [2, 3, 4]);
      await expectRevisions(store, { from: 2, to: 3, limit: 9 }, [2, 3]);
      await expectRevisions(store, { from: 8, to: 99 }, [8, 9, 10]);
      await expectRevisions(store, { limit: 1 }, [1]);
      await expectRevisions(store, { limit: 0 }, []);
      await expectRevisions(store, { to: 0 }, []);
      await expectRevisions(store, { from: 11 }, []);
      await expectRevisions(store, { from: 6, to: 5 }, []);
      await expectRevisions(store, { from: Number.MAX_SAFE_INTEGER }, []);
    },
  },
  {
    name: 'means the same bounds backwards: from is the lowest, to the highest, limit counts from the top',
    async run({ store }) {
      await store.append('Cart-1', newRecords(10));
      await expectRevisions(store, { backwards: true, limit: 3 }, [10, 9, 8]);
      await expectRevisions(store, { backwards: true, from: 9 }, [10, 9]);
      await expectRevisions(store, { backwards: true, to: 2 }, [2, 1]);
      await expectRevisions(store, { backwards: true, from: 4, to: 6 }, [6, 5, 4]);
      await expectRevisions(store, { backwards: true, from: 2, to: 9, limit: 2 }, [9, 8]);
      await expectRevisions(store, { backwards: true, from: 0, to: 1 }, [1]);
      await expectRevisions(store, { backwards: true, to: Number.MAX_SAFE_INTEGER, limit: 1 }, [10]);
      await expectRevisions(store, { backwards: true, limit: 0 }, []);
      await expectRevisions(store, { backwards: true, from: 6, to: 5 }, []);
      await expectRevisions(store, { backwards: true, from: 11 }, []);
    },
  },
  {
    name: 'means the same bounds over many pages',
    async run({ store }) {
      await store.append('Cart-1', newRecords(5000));
      await expectRevisions(store, {}, range(1, 5000));
      await expectRevisions(store, { backwards: true }, range(1, 5000).toReversed());
      await expectRevisions(store, { from: 3, to: 4998 }, range(3, 4998));
      await expectRevisions(store, { from: 3, to: 4998, backwards: true }, range(3, 4998).toReversed());
      await expectRevisions(store, { from: 10, limit: 3001 }, range(10, 3010));
      await expectRevisions(store, { to: 4000, limit: 3001, backwards: true }, range(1000, 4000).toReversed());
    },
  },
  {
    name: 'reads in pages, not event by event and not all at once',
    async run({ store }) {
      await store.append('Cart-1', newRecords(5000));
      for (const options of [{}, { backwards: true }]) {
        let pages = 0;
        for await (const page of store.read('Cart-1', options)) {
          pages += 1;
          ensure(page.length < 5000, 'a page holds a part of a stream of 5,000 events');
        }
        ensure(pages < 500, `a page holds many events; there were ${pages} pages of 5,000 events`);
      }
    },
  },
  {
    name: 'takes a reader that stops early, and readers that take turns',
    async run({ store }) {
      const records = newRecords(3000);
      await store.append('Cart-1', records);
      for await (const page of store.read('Cart-1')) {
        ensure(page.length > 0, 'there is a first page');
        break;
      }
      const readers = [1, 2, 3].map(() => drain(store.read('Cart-1')));
      await store.append('Cart-2', [newRecord()]);
      for (const read of await Promise.all(readers)) equal(givenOf(read), records, 'what one of three readers read');
    },
  },
  {
    name: 'keeps streams apart whose names are alike',
    async run({ store }) {
      const streams = [
        'Cart-1',
        'Cart-10',
        'Cart-',
        'Cart',
        'cart-1',
        'CART-1',
        'Cart_1',
        'Cart%',
        'Cart-*',
        ' Cart-1',
        'Cart-1 ',
        'Cart-01',
      ];
      for (const stream of streams) await store.append(stream, [newRecord({ data: JSON.stringify(stream) })]);
      for (const stream of streams) {
        const records = await drain(store.read(stream));
        equal(
          records.map((record) => [record.stream, record.data]),
          [[stream, JSON.stringify(stream)]],
          `stream "${stream}"`,
        );
      }
    },
  },
  {
    name: 'reads a stream without a gap while it grows',
    async run({ store }) {
      await store.append('Cart-1', newRecords(1500));
      const reading = drain(store.read('Cart-1'));
      await Promise.all(numbersTo(20).map(() => store.append('Cart-1', newRecords(5))));
      const revisions = revisionsOf(await reading);
      ensure(revisions.length >= 1500, 'what was there is read');
      equal(revisions, numbersTo(revisions.length), 'the revisions');
    },
  },
];

async function expectRevisions(store: EventStore, options: ReadOptions, revisions: readonly number[]): Promise<void> {
  const records = await drain(store.read('Cart-1', options));
  equal(revisionsOf(records), revisions, `the revisions of ${JSON.stringify(options)}`);
}

function range(low: number, high: number): number[] {
  return numbersTo(high).slice(low - 1);
}
