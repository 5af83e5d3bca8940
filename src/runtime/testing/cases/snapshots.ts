import { ensure, equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { numbersTo } from '../records.js';
import type { EventStore, SnapshotStore } from '../../store.js';

export const snapshotCases: readonly ConformanceCase[] = [
  {
    name: 'gives back a snapshot to the letter, and none where none is',
    needs: 'snapshots',
    async run({ store }) {
      const snapshots = snapshotsOf(store);
      equal(await snapshots.read('Cart-1', 'a'), undefined, 'a snapshot that was never written');
      const state = `{"text" : "日本 👩‍👩‍👧 \\ud800", "long":"${'x'.repeat(100_000)}"}`;
      await snapshots.write('Cart-1', 'a', { revision: 3, state });
      equal(await snapshots.read('Cart-1', 'a'), { revision: 3, state }, 'the snapshot');
      await snapshots.write('Cart-1', 'a', { revision: 4, state: '42' });
      equal(await snapshots.read('Cart-1', 'a'), { revision: 4, state: '42' }, 'the next snapshot');
    },
  },
  {
    name: 'keeps one for each stream and fingerprint',
    needs: 'snapshots',
    async run({ store }) {
      const snapshots = snapshotsOf(store);
      const keys = ['Cart-1', 'Cart-2', '__proto__'].flatMap((stream) =>
        ['a', 'A', 'b'].map((fingerprint) => [stream, fingerprint] as const),
      );
      for (const [index, key] of keys.entries())
        await snapshots.write(...key, { revision: index + 1, state: JSON.stringify(key) });
      for (const [index, key] of keys.entries()) {
        equal(
          await snapshots.read(...key),
          { revision: index + 1, state: JSON.stringify(key) },
          `the snapshot of ${key.join(' ')}`,
        );
      }
    },
  },
  {
    name: 'keeps the higher revision, and of two with one revision the later',
    needs: 'snapshots',
    async run({ store }) {
      const snapshots = snapshotsOf(store);
      await snapshots.write('Cart-1', 'a', { revision: 20, state: '"twenty"' });
      await snapshots.write('Cart-1', 'a', { revision: 10, state: '"ten"' });
      equal(
        await snapshots.read('Cart-1', 'a'),
        { revision: 20, state: '"twenty"' },
        'the snapshot after an older one',
      );
      await snapshots.write('Cart-1', 'a', { revision: 20, state: '"mended"' });
      equal(
        await snapshots.read('Cart-1', 'a'),
        { revision: 20, state: '"mended"' },
        'the snapshot after one of the same revision',
      );
      await Promise.all(
        numbersTo(50).map((number) =>
          snapshots.write('Cart-1', 'a', { revision: (number * 37) % 101, state: `${number}` }),
        ),
      );
      equal((await snapshots.read('Cart-1', 'a'))?.revision, 100, 'the revision after 50 writers');
    },
  },
  {
    name: "deletes a stream's snapshots, and no other's",
    needs: 'snapshots',
    async run({ store }) {
      const snapshots = snapshotsOf(store);
      for (const stream of ['Cart-1', 'Cart-10']) {
        for (const fingerprint of ['a', 'b']) await snapshots.write(stream, fingerprint, { revision: 5, state: '1' });
      }
      await snapshots.delete('Cart-1');
      await snapshots.delete('Cart-2');
      equal(await snapshots.read('Cart-1', 'a'), undefined, 'a deleted snapshot');
      equal(await snapshots.read('Cart-1', 'b'), undefined, 'another deleted snapshot');
      equal(await snapshots.read('Cart-10', 'a'), { revision: 5, state: '1' }, "another stream's snapshot");
      await snapshots.write('Cart-1', 'a', { revision: 1, state: '2' });
      equal(await snapshots.read('Cart-1', 'a'), { revision: 1, state: '2' }, 'an older snapshot after the deletion');
    },
  },
  {
    name: 'refuses a snapshot that cannot be',
    needs: 'snapshots',
    async run({ store }) {
      const snapshots = snapshotsOf(store);
      for (const revision of [0, -1, 1.5, Number.NaN]) {
        await rejects(
          snapshots.write('Cart-1', 'a', { revision, state: '1' }),
          'INVALID_ARGUMENT',
          `revision ${revision}`,
        );
      }
      for (const state of ['', '\0', '\ud800']) {
        await rejects(
          snapshots.write('Cart-1', 'a', { revision: 1, state }),
          'INVALID_ARGUMENT',
          `state ${JSON.stringify(state)}`,
        );
      }
      await rejects(
        snapshots.write('', 'a', { revision: 1, state: '1' }),
        'INVALID_ARGUMENT',
        'a stream without a name',
      );
      await rejects(
        snapshots.write('Cart-1', '', { revision: 1, state: '1' }),
        'INVALID_ARGUMENT',
        'an empty fingerprint',
      );
      equal(await snapshots.read('Cart-1', 'a'), undefined, 'the snapshot');
    },
  },
];

function snapshotsOf({ snapshots }: EventStore): SnapshotStore {
  ensure(snapshots !== undefined, 'the store keeps snapshots');
  return snapshots;
}
