import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryStore } from '@varve/runtime/memory';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { type ClientCall, findViolation, recordHistory } from '@varve/runtime/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectedRevision } from '../../src/runtime/expected-revision.js';
import type { EventStore } from '../../src/runtime/store.js';

// Random clients at once, judged by what any correct store could have answered. A failure prints its seed, and shrinks to
// few clients with few calls; what two clients do at once may need more than one try to fail again.

const stream = fc.constantFrom('Cart-1', 'Cart-2');
const expected = fc.oneof(fc.constantFrom<ExpectedRevision>('any', 'absent', 'present'), fc.nat(12));
const call: fc.Arbitrary<ClientCall> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream,
      events: fc.integer({ min: 1, max: 3 }),
      expected,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), stream }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('readAll' as const) }) },
);
const programs = fc.array(fc.array(call, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 6 });

interface Opened {
  readonly stores: readonly EventStore[];
  readonly close: () => Promise<void>;
}

async function closeAll(stores: readonly EventStore[]): Promise<void> {
  for (const store of stores) await store.close();
}

const engines: Readonly<Record<string, () => Promise<Opened>>> = {
  async memory() {
    const stores = [await openMemoryStore()];
    return { stores, close: () => closeAll(stores) };
  },
  async 'SQLite, over three connections'() {
    const folder = await mkdtemp(join(tmpdir(), 'varve-linearizable-'));
    const open = (): Promise<EventStore> => openSqliteStore(join(folder, 'events.db'), { synchronous: 'normal' });
    const stores = [await open(), await open(), await open()];
    return {
      stores,
      async close() {
        await closeAll(stores);
        await rm(folder, { recursive: true });
      },
    };
  },
};

describe.each(Object.entries(engines))('%s', (_, open) => {
  it('answers random clients as if it did one thing after the other', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (each) => {
        const { stores, close } = await open();
        try {
          const storeOf = (client: number): EventStore => stores[client % stores.length] ?? fail();
          expect(findViolation(await recordHistory(storeOf, each))).toBeUndefined();
        } finally {
          await close();
        }
      }),
      { numRuns: 60 },
    );
  });
});

function fail(): never {
  throw new Error('there is no store');
}

describe('a store that answers from what it remembers', () => {
  it('is found out, with few operations to show it', async () => {
    const forgetful = async (each: readonly (readonly ClientCall[])[]): Promise<string | undefined> => {
      const store = await openMemoryStore();
      // It looks at the expectation, and appends later as if nobody had come between.
      const append: EventStore['append'] = async (name, events, options) => {
        await store.append(name, [], options);
        await Promise.resolve();
        return store.append(name, events);
      };
      return findViolation(await recordHistory(() => ({ ...store, append }), each));
    };
    const result = await fc.check(
      fc.asyncProperty(programs, async (each) => (await forgetful(each)) === undefined),
      { numRuns: 500, seed: 1 },
    );
    expect(result.failed).toBe(true);
    const [smallest = []] = result.counterexample ?? [];
    expect(smallest.flat().length).toBeLessThanOrEqual(3);
  });
});
