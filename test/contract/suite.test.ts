import { openMemoryStore } from '@varve/runtime/memory';
import { ContractViolation, eventStoreCases, type OpenStoreOptions, runCase } from '@varve/runtime/testing';
import { describe, expect, it } from 'vitest';
import type { EventStore, PageHandler, StoredRecord, StreamAppend } from '../../src/runtime/store.js';

// A suite that lets a broken store through is worth nothing: each of these stores breaks in a way that event stores have
// been known to break, and the suite must say so.

type Pages = AsyncIterable<readonly StoredRecord[]>;

async function* eachPage(pages: Pages, change: (page: readonly StoredRecord[]) => readonly StoredRecord[]): Pages {
  for await (const page of pages) {
    const changed = change(page);
    if (changed.length > 0) yield changed;
  }
}

const changedRecords =
  (change: (record: StoredRecord) => StoredRecord) =>
  (page: readonly StoredRecord[]): StoredRecord[] =>
    page.map(change);

/** How often the connections of the store were lost. */
interface Network {
  losses: number;
}

type Fault = (store: EventStore, network: Network) => Partial<EventStore>;

/** By the group of cases that must find the store out. */
const faults: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  'expected revision': {
    "accepts 'absent' and does not enforce it": (store) => ({
      append: (stream, events, options = {}) =>
        store.append(stream, events, options.expected === 'absent' ? {} : options),
    }),
    "accepts 'present' and does not enforce it": (store) => ({
      append: (stream, events, options = {}) =>
        store.append(stream, events, options.expected === 'present' ? {} : options),
    }),
    'checks the expectation, then appends as if nobody came between': (store) => ({
      async append(stream, events, options = {}) {
        await store.append(stream, [], options);
        return store.append(stream, events);
      },
    }),
    "lets 'any' conflict": (store) => ({
      async append(stream, events, { expected = 'any' } = {}) {
        if (expected !== 'any') return store.append(stream, events, { expected });
        const { revision } = await store.append(stream, []);
        return store.append(stream, events, { expected: revision });
      },
    }),
    'reports the expected revision as the actual one': (store) => ({
      append: (stream, events, options = {}) =>
        store.append(stream, events, options).catch((error: unknown) => {
          throw error instanceof Error && 'actual' in error ? Object.assign(error, { actual: 0 }) : error;
        }),
    }),
    'appends the events of one append one by one': (store) => ({
      async append(stream, events, options = {}) {
        let result = await store.append(stream, [], options);
        for (const event of events) result = await store.append(stream, [event]);
        return result;
      },
    }),
    'says that it stored what it dropped under contention': (store) => {
      let underWay = 0;
      return {
        async append(stream, events, options = {}) {
          underWay += 1;
          try {
            if (underWay > 40) return { revision: 3, position: 3n };
            await Promise.resolve();
            return await store.append(stream, events, options);
          } finally {
            underWay -= 1;
          }
        },
      };
    },
  },
  append: {
    "gives the store's sequence for the stream's revision": (store) => ({
      async append(stream, events, options = {}) {
        const { position } = await store.append(stream, events, options);
        return { revision: Number(position), position };
      },
    }),
    'gives back metadata as null where there was none': (store) => ({
      read: (stream, options) =>
        eachPage(
          store.read(stream, options),
          changedRecords((record) => ({ ...record, metadata: record.metadata ?? 'null' })),
        ),
    }),
  },
  'repeated append': {
    'stores a repeated append twice': (store) => ({
      append: (stream, events, options = {}) =>
        store.append(
          stream,
          events.map(({ id: _id, ...event }) => event),
          options,
        ),
    }),
    'looks at the expectation before it recognises a repeat': (store) => ({
      async append(stream, events, options = {}) {
        await store.append(stream, [], options);
        return store.append(stream, events, options);
      },
    }),
  },
  read: {
    'returns one event more than the limit': (store) => ({
      read: (stream, { limit, ...options } = {}) =>
        store.read(stream, limit === undefined || limit === 0 ? options : { ...options, limit: limit + 1 }),
    }),
    'takes `to` as exclusive': (store) => ({
      read: (stream, { to, ...options } = {}) =>
        store.read(stream, to === undefined ? options : { ...options, to: Math.max(0, to - 1) }),
    }),
    'puts everything on one page': (store) => ({
      async *read(stream, options) {
        const all: StoredRecord[] = [];
        for await (const page of store.read(stream, options)) all.push(...page);
        if (all.length > 0) yield all;
      },
    }),
    'takes names in any case for the same': (store) => ({
      append: (stream, events, options = {}) => store.append(stream.toLowerCase(), events, options),
      read: (stream, options) => store.read(stream.toLowerCase(), options),
    }),
  },
  readAll: {
    'begins at a position, not behind it': (store) => ({
      readAll: (options = {}) => store.readAll(options.after ? { ...options, after: options.after - 1n } : options),
    }),
    'takes a category for a prefix': (store) => ({
      readAll: ({ categories, ...options } = {}) =>
        eachPage(store.readAll(options), (page) =>
          page.filter(({ stream }) => categories?.some((category) => stream.startsWith(category)) ?? true),
        ),
    }),
  },
  texts: {
    'gives back data that was parsed and printed again': (store) => ({
      read: (stream, options) =>
        eachPage(
          store.read(stream, options),
          changedRecords((record) => ({ ...record, data: reprinted(record.data) })),
        ),
    }),
    'normalises names': (store) => ({
      append: (stream, events, options = {}) => store.append(stream.normalize('NFC'), events, options),
      read: (stream, options) => store.read(stream.normalize('NFC'), options),
    }),
  },
  subscribe: {
    'subscribes to what is there, and does not follow': (store) => ({
      subscribe: (options = {}) => store.readAll(options),
    }),
    'loses what is appended while a subscriber consumes': (store) => ({
      async *subscribe(options = {}) {
        let last = -1n;
        for await (const page of store.subscribe(options)) {
          if (last === -1n || page.length < 3) yield page;
          last = page.at(-1)?.position ?? last;
        }
      },
    }),
    'delivers a page twice': (store) => ({
      async *subscribe(options = {}) {
        for await (const page of store.subscribe(options)) yield* [page, page];
      },
    }),
    'throws when a subscription is aborted': (store) => ({
      async *subscribe(options = {}) {
        yield* store.subscribe(options);
        if (options.signal?.aborted === true) throw new Error('aborted');
      },
    }),
  },
  consume: {
    'hands every page to every consumer of a name': (store) => ({
      async consume(_name, handle, { signal, ...options } = {}) {
        const stop = signal === undefined ? {} : { signal };
        for await (const page of store.subscribe({ ...options, ...stop })) await handle(page, undefined);
      },
    }),
    'forgets how far a name has come': (store) => ({
      consume: (name, handle, options) => ofStore(store.consume)(`${name} ${nextNumber()}`, handle, options),
    }),
    'records a page as handled whose handler failed': (store) => ({
      async consume(name, handle, options) {
        let failure: { readonly error: unknown } | undefined;
        const stop = new AbortController();
        options?.signal?.addEventListener('abort', () => stop.abort());
        const careless: PageHandler = async (records, context) => {
          try {
            await handle(records, context);
          } catch (error) {
            failure = { error };
            stop.abort();
          }
        };
        await ofStore(store.consume)(name, careless, { ...options, signal: stop.signal });
        if (failure !== undefined) throw failure.error;
      },
    }),
    'is closed without waiting for the page under way': (store) => ({
      consume: (name, handle, options) =>
        ofStore(store.consume)(
          name,
          (records, context) => void Promise.resolve(handle(records, context)).catch(() => undefined),
          options,
        ),
    }),
  },
  'concurrent clients': {
    'reads what it has remembered': (store) => {
      const remembered = new Map<string, readonly StoredRecord[]>();
      return {
        async *read(stream) {
          const before = remembered.get(stream);
          if (before !== undefined && before.length > 4) return yield before;
          const records: StoredRecord[] = [];
          for await (const page of store.read(stream)) records.push(...page);
          remembered.set(stream, records);
          if (records.length > 0) yield records;
        },
      };
    },
    'reports a revision that the stream no longer had': (store) => ({
      async append(stream, events, options = {}) {
        const { revision } = await store.append(stream, []);
        await pause();
        return store.append(stream, events, options).catch((error: unknown) => {
          throw error instanceof Error && 'actual' in error ? Object.assign(error, { actual: revision }) : error;
        });
      },
    }),
    'checks the expectation, then appends as if nobody came between': (store) => ({
      async append(stream, events, options = {}) {
        await store.append(stream, [], options);
        await Promise.resolve();
        return store.append(stream, events);
      },
    }),
  },
  arguments: {
    'takes a stream without a name': (store) => ({
      append: (stream, events, options) => store.append(stream === '' ? 'none' : stream, events, options),
    }),
    'takes a limit that is no number for none': (store) => ({
      read: (stream, { limit, ...options } = {}) =>
        store.read(stream, limit === undefined || Number.isNaN(limit) ? options : { ...options, limit }),
    }),
  },
  close: {
    'takes appends when it is closed': (store) => ({ close: async () => undefined, append: store.append }),
    'ends a read that is under way as if there were no more': (store) => ({
      async *read(stream, options) {
        let pages = 0;
        try {
          for await (const page of store.read(stream, options)) {
            pages += 1;
            yield page;
          }
        } catch (error) {
          if (pages === 0) throw error;
        }
      },
    }),
  },
  'what other stores got wrong': {
    'gives every event the version 1': (store) => ({
      append: (stream, events, options) =>
        store.append(
          stream,
          events.map((event) => ({ ...event, version: 1 })),
          options,
        ),
    }),
    'reads numbers again': (store) => ({
      read: (stream, options) =>
        eachPage(
          store.read(stream, options),
          changedRecords((record) => ({ ...record, data: reprinted(record.data) })),
        ),
    }),
    'subscribes to less than was stored': (store) => ({
      subscribe: (options) => eachPage(store.subscribe(options), (page) => page.slice(0, 3)),
    }),
  },
  health: {
    'says that it is well when it is closed': (store) => ({
      health: async () => ({ ...(await ofStore(store.health)()), healthy: true }),
    }),
    'throws where it is not well': (store) => ({
      async health() {
        const { problem, ...health } = await ofStore(store.health)();
        if (problem !== undefined) throw problem;
        return health;
      },
    }),
  },
  'lost connections': {
    'gives up what was under way': (store, network) => ({
      async append(stream, events, options = {}) {
        const { losses } = network;
        await pause();
        if (network.losses > losses) throw new Error('the connection was lost');
        return store.append(stream, events, options);
      },
    }),
    'does again what was done already': (store, network) => ({
      async append(stream, events, options = {}) {
        const { losses } = network;
        const result = await store.append(stream, events, options);
        await pause();
        return network.losses > losses ? store.append(stream, events, options) : result;
      },
    }),
    'begins a subscription again at its beginning': (store, network) => ({
      async *subscribe(options = {}) {
        const { losses } = network;
        for await (const page of store.subscribe(options)) {
          yield page;
          if (network.losses > losses) return yield* store.subscribe(options);
        }
      },
    }),
  },
  appendMany: {
    'appends to the first stream, and then finds that the second conflicts': (store) => ({
      async appendMany(appends: readonly StreamAppend[]) {
        return Promise.all(appends.map(({ stream, events, ...options }) => store.append(stream, events, options)));
      },
    }),
  },
  snapshots: {
    'keeps one snapshot for a stream, whatever its fingerprint': (store) => ({
      snapshots: {
        ...ofStore(store.snapshots),
        read: (stream: string) => ofStore(store.snapshots).read(stream, 'any'),
        write: (stream: string, _fingerprint: string, snapshot) =>
          ofStore(store.snapshots).write(stream, 'any', snapshot),
      },
    }),
  },
  checkpoints: {
    'keeps checkpoints as doubles': (store) => ({
      checkpoints: {
        ...ofStore(store.checkpoints),
        write: async (name: string, position: bigint) =>
          ofStore(store.checkpoints).write(
            name,
            position < 2n ** 62n && position >= 0n ? BigInt(Number(position)) : position,
          ),
      },
    }),
  },
};

/** The capability that the store under the fault is known to have. */
function ofStore<Capability>(capability: Capability | undefined): Capability {
  if (capability === undefined) throw new Error('the memory store has every capability');
  return capability;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

let number = 0;
function nextNumber(): number {
  number += 1;
  return number;
}

function reprinted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

describe('the conformance suite', () => {
  const each = Object.entries(faults).flatMap(([group, inGroup]) =>
    Object.entries(inGroup).map(([name, fault]) => ({ group, name, fault })),
  );

  it.concurrent.each(each)('finds a store out that $name, by its cases of $group', async ({ group, fault }) => {
    const cases = eventStoreCases.filter(({ name }) => name === group).flatMap((found) => found.cases);
    const violations: unknown[] = [];
    for (const conformanceCase of cases.filter(({ needs }) => needs !== 'another')) {
      await runCase(conformanceCase, async (options: OpenStoreOptions) => {
        const store = await openMemoryStore(options);
        const network: Network = { losses: 0 };
        const interrupt = async (): Promise<void> => void (network.losses += 1);
        return { store: { ...store, ...fault(store, network) }, interrupt };
      }).catch((error: unknown) => violations.push(error));
      if (violations.length > 0) break;
    }
    expect(violations).toEqual([expect.any(Error)]);
  });

  it.each(eventStoreCases.map(({ name }) => name))('has a broken store for its cases of %s', (name) => {
    expect(Object.keys(faults[name] ?? {})).not.toEqual([]);
  });

  it('says what was wrong, and where', async () => {
    const failing = eventStoreCases
      .flatMap(({ cases }) => cases)
      .find(({ name }) => name === 'means what it says by from, to and limit');
    if (failing === undefined) throw new Error('there is such a case');
    const run = runCase(failing, async () => {
      const store = await openMemoryStore();
      const oneMore: EventStore['read'] = (stream, { limit = 98, ...options } = {}) =>
        store.read(stream, { ...options, limit: limit + 1 });
      return { store: { ...store, read: oneMore } };
    });
    await expect(run).rejects.toThrow(
      new ContractViolation('the revisions of {"from":2,"limit":2} should be [2, 3]; it is [2, 3, 4]'),
    );
  });
});
