import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryStore } from '@varve/runtime/memory';
import { openNatsStore } from '@varve/runtime/nats';
import { openPostgresStore } from '@varve/runtime/postgres';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { type ClientCall, findViolation, recordHistory } from '@varve/runtime/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectedRevision } from '../../src/runtime/expected-revision.js';
import type { EventStore } from '../../src/runtime/store.js';
import { because, natsObstacle, startNatsCluster, startNatsServer } from '../support/nats-server.js';
import { startPostgres, withoutPostgres } from '../support/postgres-cluster.js';

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

/** Several connections to one store, as several processes have them. */
interface Opened {
  readonly stores: readonly EventStore[];
  readonly dispose: () => Promise<void>;
}

interface Engine {
  /** Why it is not here. */
  readonly obstacle?: string | undefined;
  readonly runs: number;
  readonly open: () => Promise<Opened>;
}

const engines: Readonly<Record<string, Engine>> = {
  memory: { runs: 60, open: async () => ({ stores: [await openMemoryStore()], dispose: async () => undefined }) },
  SQLite: {
    runs: 60,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'varve-linearizable-'));
      const open = (): Promise<EventStore> => openSqliteStore(join(folder, 'events.db'), { synchronous: 'normal' });
      return { stores: [await open(), await open(), await open()], dispose: () => rm(folder, { recursive: true }) };
    },
  },
  PostgreSQL: {
    obstacle: await withoutPostgres(),
    runs: 60,
    async open() {
      const cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
      const open = (): Promise<EventStore> => openPostgresStore(cluster.url);
      return { stores: [await open(), await open(), await open()], dispose: cluster.stop };
    },
  },
  'NATS JetStream': {
    obstacle: natsObstacle(),
    runs: 30,
    async open() {
      const server = await startNatsServer();
      const open = (): Promise<EventStore> => openNatsStore(server.url);
      return { stores: [await open(), await open(), await open()], dispose: server.remove };
    },
  },
  // Each client asks another server: what a follower has not heard of yet must not be read as if it were not there.
  'NATS JetStream, a cluster of three': {
    obstacle: natsObstacle(),
    runs: 30,
    async open() {
      const cluster = await startNatsCluster();
      const open = (url: string): Promise<EventStore> => openNatsStore(url, { replicas: 3 });
      return { stores: await Promise.all(cluster.urls.map(open)), dispose: cluster.remove };
    },
  },
};

describe.each(Object.entries(engines))('%s', (_, { obstacle, runs, open }) => {
  // oxlint-disable-next-line vitest/no-disabled-tests -- what cannot be tried is listed, not passed over
  it.skipIf(obstacle !== undefined)(
    `answers random clients as if it did one thing after the other${because(obstacle)}`,
    async () => {
      const { stores, dispose } = await open();
      let run = 0;
      try {
        await fc.assert(
          fc.asyncProperty(programs, async (each) => {
            run += 1;
            const ofRun = each.map((calls) => calls.map((one) => onStreamOf(run, one)));
            const storeOf = (client: number): EventStore => stores[client % stores.length] ?? fail();
            expect(findViolation(await recordHistory(storeOf, ofRun))).toBeUndefined();
          }),
          { numRuns: runs },
        );
      } finally {
        for (const store of stores) await store.close();
        await dispose();
      }
    },
  );
});

/** Runs share a store, and have streams of their own. */
function onStreamOf(run: number, one: ClientCall): ClientCall {
  return one.kind === 'readAll' ? one : { ...one, stream: `${one.stream}-${run}` };
}

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
