import { equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, newRecord, newRecords, numbersTo } from '../records.js';

export const closingCases: readonly ConformanceCase[] = [
  {
    name: 'fails later calls with CLOSED, and may be closed twice',
    async run({ store }) {
      await store.append('Cart-1', [newRecord()]);
      await store.close();
      await rejects(store.append('Cart-1', [newRecord()]), 'CLOSED', 'append');
      await rejects(drain(store.read('Cart-1')), 'CLOSED', 'read');
      await rejects(drain(store.readAll()), 'CLOSED', 'readAll');
      await rejects(drain(store.subscribe()), 'CLOSED', 'subscribe');
      if (store.appendMany !== undefined) await rejects(store.appendMany([]), 'CLOSED', 'appendMany');
      if (store.snapshots !== undefined) {
        await rejects(store.snapshots.read('Cart-1', 'a'), 'CLOSED', 'snapshots.read');
        await rejects(store.snapshots.write('Cart-1', 'a', { revision: 1, state: '1' }), 'CLOSED', 'snapshots.write');
        await rejects(store.snapshots.delete('Cart-1'), 'CLOSED', 'snapshots.delete');
      }
      if (store.checkpoints !== undefined) {
        await rejects(store.checkpoints.read('a'), 'CLOSED', 'checkpoints.read');
        await rejects(store.checkpoints.write('a', 1n), 'CLOSED', 'checkpoints.write');
      }
      await Promise.all([store.close(), store.close()]);
    },
  },
  {
    name: 'waits for the appends under way',
    needs: 'another',
    async run({ store, another }) {
      const other = await another();
      const appends = numbersTo(20).map((number) => store.append(`Cart-${number}`, newRecords(2)));
      await store.close();
      const results = await Promise.allSettled(appends);
      equal(
        results.map(({ status }) => status),
        results.map(() => 'fulfilled'),
        'the appends that were under way',
      );
      equal((await drain(other.readAll())).length, 40, 'the number of events in all');
    },
  },
  {
    name: 'keeps what was stored for whoever opens it again',
    needs: 'another',
    async run({ store, another }) {
      const { revision, position } = await store.append('Cart-1', newRecords(700));
      const before = await drain(store.readAll());
      await store.close();
      const other = await another();
      equal(await drain(other.readAll()), before, 'the events');
      const next = await other.append('Cart-1', [newRecord()], { expected: revision });
      equal([next.revision, next.position > position], [revision + 1, true], 'the next append');
    },
  },
  {
    name: 'ends a read under way with CLOSED, not as if there were no more',
    async run({ store }) {
      await store.append('Cart-1', newRecords(3000));
      const reading = (async () => {
        for await (const page of store.read('Cart-1')) if (page.length > 0) await store.close();
      })();
      await rejects(reading, 'CLOSED', 'the rest of the read');
    },
  },
];
