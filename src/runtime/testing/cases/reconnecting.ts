import { ensure, equal, within } from '../assertions.js';
import type { CaseContext, ConformanceCase } from '../case.js';
import { drain, newRecords, numbersTo } from '../records.js';
import type { StoredRecord } from '../../store.js';

export const reconnectingCases: readonly ConformanceCase[] = [
  {
    name: 'goes on when its connections are lost between two calls',
    needs: 'interrupt',
    async run({ store, interrupt }) {
      for (const revision of [2, 4, 6]) {
        equal((await store.append('Cart-1', newRecords(2))).revision, revision, 'the revision');
        await interrupt();
        equal((await drain(store.read('Cart-1'))).length, revision, 'the number of events');
        await interrupt();
      }
    },
  },
  {
    name: 'neither loses nor doubles an append whose connection is lost while it is under way',
    needs: 'interrupt',
    run: writeThroughInterruptions,
  },
  {
    name: 'follows on, each event once and in order, when the connections of a subscription are lost',
    needs: 'interrupt',
    async run({ store, interrupt }) {
      const seen: StoredRecord[] = [];
      const following = (async () => {
        for await (const page of store.subscribe()) {
          seen.push(...page);
          if (seen.length >= 60) return;
        }
      })();
      for (let round = 0; round < 6; round++) {
        await store.append(`Cart-${round % 3}`, newRecords(10));
        await interrupt();
      }
      await within(30_000, following, '60 events');
      equal(
        seen.map(({ id }) => id),
        (await drain(store.readAll())).map(({ id }) => id),
        'the ids received',
      );
    },
  },
];

async function writeThroughInterruptions({ store, interrupt }: CaseContext): Promise<void> {
  const acknowledged: { readonly stream: string; readonly revision: number; readonly data: string }[] = [];
  const done = new AbortController();
  const interrupting = (async () => {
    while (!done.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      await interrupt();
    }
  })();
  const writers = numbersTo(10).map(async (writer) => {
    for (let index = 0; index < 20; index++) {
      const data = `"writer ${writer}, append ${index}"`;
      const { revision } = await store.append(`Cart-${writer % 4}`, newRecords(2, { data }));
      acknowledged.push({ stream: `Cart-${writer % 4}`, revision, data });
    }
  });
  try {
    await within(50_000, Promise.all(writers), 'the end of the writers');
  } finally {
    done.abort();
    await interrupting;
  }
  const stored = await drain(store.readAll());
  equal(stored.length, 400, 'the number of events in all');
  const dataAt = new Map(stored.map(({ stream, revision, data }) => [`${stream} ${revision}`, data]));
  for (const { stream, revision, data } of acknowledged) {
    const found = [revision - 1, revision].map((each) => dataAt.get(`${stream} ${each}`));
    ensure(found[0] === data && found[1] === data, `${stream} holds ${data} where it was said to be stored`);
  }
}
