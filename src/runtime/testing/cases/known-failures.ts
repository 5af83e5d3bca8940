import { equal, rejects, within } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, freshId, newRecord, newRecords, numbersTo, revisionsOf } from '../records.js';
import type { EventStore, StoredRecord } from '../../store.js';

/** Ways in which event stores have been known to fail, each by its name. */
export const knownFailureCases: readonly ConformanceCase[] = [
  {
    name: "'must not exist' accepted and not enforced, so that two first commands both commit",
    async run({ store }) {
      const first = numbersTo(2).map(() => store.append('Cart-1', [newRecord()], { expected: 'absent' }));
      const outcomes = await Promise.allSettled(first);
      equal(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'two first commands at once');
      equal((await drain(store.read('Cart-1'))).length, 1, 'the number of events');
    },
  },
  {
    name: "'must exist' accepted and not enforced",
    async run({ store }) {
      await rejects(store.append('Cart-1', [newRecord()], { expected: 'present' }), 'CONCURRENCY', 'the append');
      equal((await drain(store.readAll())).length, 0, 'the number of events');
    },
  },
  {
    name: "'any' appends rejected under concurrency",
    async run({ store }) {
      const appends = numbersTo(30).map(() => store.append('Cart-1', newRecords(2), { expected: 'any' }));
      const revisions = (await Promise.all(appends)).map(({ revision }) => revision);
      equal(
        revisions.sort((a, b) => a - b),
        numbersTo(30).map((number) => number * 2),
        'the revisions',
      );
    },
  },
  {
    name: 'a conflict that reports the wrong current revision',
    async run({ store }) {
      await store.append('Order-1', newRecords(9));
      await store.append('Cart-1', newRecords(3));
      const conflict = await rejects(
        store.append('Cart-1', [newRecord()], { expected: 1 }),
        'CONCURRENCY',
        'the append',
      );
      equal('actual' in conflict ? conflict.actual : undefined, 3, 'the actual revision');
    },
  },
  {
    name: "'created' reported on the third append",
    async run({ store }) {
      const revisions: number[] = [];
      for (let index = 0; index < 3; index++) revisions.push((await store.append('Cart-1', [newRecord()])).revision);
      equal(revisions, [1, 2, 3], 'the revisions: only the first event of a stream has revision 1');
    },
  },
  {
    name: '{ from: 2, limit: 2 } returns three',
    async run({ store }) {
      await store.append('Cart-1', newRecords(5));
      equal(revisionsOf(await drain(store.read('Cart-1', { from: 2, limit: 2 }))), [2, 3], 'the revisions');
    },
  },
  {
    name: "'both or neither' over two streams, and the first survives",
    needs: 'appendMany',
    async run({ store }) {
      await store.append('Cart-2', [newRecord()]);
      const both = store.appendMany?.([
        { stream: 'Cart-1', events: newRecords(2) },
        { stream: 'Cart-2', events: newRecords(2), expected: 'absent' },
      ]);
      await rejects(both ?? Promise.resolve(), 'CONCURRENCY', 'the append to both');
      equal((await drain(store.read('Cart-1'))).length, 0, 'the number of events of the first');
    },
  },
  {
    name: 'a subscriber loses events, because positions are not in the order of commits',
    async run({ store }) {
      const seen = follow(store, 200);
      const writers = numbersTo(20).map(async (writer) => {
        // Large ones take longer to commit than small ones that began later.
        const data = JSON.stringify('x'.repeat(writer % 4 === 0 ? 50_000 : 1));
        for (let index = 0; index < 5; index++) await store.append(`Cart-${writer}`, newRecords(2, { data }));
      });
      await Promise.all(writers);
      equal(await seen, idsOf(await drain(store.readAll())), 'the ids received');
    },
  },
  {
    name: 'a subscriber stalls on a gap that is permanent',
    async run({ store }) {
      const known = freshId();
      await store.append('Cart-1', [newRecord({ id: known })]);
      const seen = follow(store, 4);
      for (let index = 0; index < 3; index++) {
        // It may have drawn positions for its first events when it fails.
        const refused = store.append(`Cart-${index}`, [newRecord(), newRecord({ id: known })]);
        await rejects(refused, 'DUPLICATE_ID', 'an append that holds a known id');
        await rejects(store.append('Cart-1', newRecords(2), { expected: 77 }), 'CONCURRENCY', 'a conflict');
        await store.append('Order-1', [newRecord()]);
      }
      equal(await seen, idsOf(await drain(store.readAll())), 'the ids');
    },
  },
  {
    name: 'success reported and the event dropped under contention',
    async run({ store }) {
      const ids = numbersTo(100).map(freshId);
      const outcomes = await Promise.allSettled(
        ids.map((id, index) => store.append('Cart-1', [newRecord({ id })], index % 2 ? { expected: index } : {})),
      );
      const acknowledged = ids.filter((_, index) => outcomes[index]?.status === 'fulfilled');
      equal(idsOf(await drain(store.read('Cart-1'))).sort(), acknowledged.sort(), 'the ids stored, and acknowledged');
    },
  },
  {
    name: 'schema version written as a constant',
    async run({ store }) {
      const versions = [3, 1, 2, 2_147_483_647];
      await store.append(
        'Cart-1',
        versions.map((version) => newRecord({ version })),
      );
      const read = [await drain(store.read('Cart-1')), await drain(store.readAll())];
      for (const records of read)
        equal(
          records.map(({ version }) => version),
          versions,
          'the versions',
        );
    },
  },
  {
    name: 'numeric-looking strings read back as bigint, dates as strings of another form',
    async run({ store }) {
      const texts = ['"9007199254740993"', '"0012"', '1e400', '"2026-11-28T00:00:00Z"', '"2026-11-28"', '1.0', '-0'];
      await store.append(
        'Cart-1',
        texts.map((data) => newRecord({ data })),
      );
      equal(
        (await drain(store.read('Cart-1'))).map(({ data }) => data),
        texts,
        'the texts',
      );
    },
  },
  {
    name: "the sequence of the store's log taken for a revision",
    async run({ store }) {
      await store.append('Cart-other', newRecords(7));
      equal((await store.append('Cart-1', newRecords(2))).revision, 2, 'the revision');
      equal((await store.append('Cart-1', [newRecord()], { expected: 2 })).revision, 3, 'the next revision');
    },
  },
  {
    name: 'snapshots decoded before their version is compared',
    needs: 'snapshots',
    async run({ store }) {
      await store.snapshots?.write('Cart-1', 'of another build', { revision: 9, state: '{"never":"read"}' });
      equal(await store.snapshots?.read('Cart-1', 'of this build'), undefined, 'the snapshot of this build');
    },
  },
];

async function follow(store: EventStore, count: number): Promise<string[]> {
  const seen: StoredRecord[] = [];
  const following = (async () => {
    for await (const page of store.subscribe()) {
      seen.push(...page);
      if (seen.length >= count) return;
    }
  })();
  await within(15_000, following, `event ${count} of a subscription`);
  return idsOf(seen);
}

function idsOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ id }) => id);
}
