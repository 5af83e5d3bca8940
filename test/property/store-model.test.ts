import { openMemoryStore } from '@varve/runtime/memory';
import { openSqliteStore } from '@varve/runtime/sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectedRevision } from '../../src/runtime/expected-revision.js';
import type {
  AppendResult,
  EventStore,
  NewRecord,
  ReadAllOptions,
  ReadOptions,
  StoredRecord,
} from '../../src/runtime/store.js';

// Random sequences of calls, against a model that says in a few lines what each must do.

type Call =
  | {
      readonly kind: 'append';
      readonly stream: string;
      readonly events: readonly NewRecord[];
      readonly expected: ExpectedRevision;
    }
  | { readonly kind: 'repeat'; readonly of: number }
  | { readonly kind: 'read'; readonly stream: string; readonly options: ReadOptions }
  | { readonly kind: 'readAll'; readonly after: number; readonly options: ReadAllOptions };

const streams = ['Cart-1', 'Cart-2', 'Order-1', 'Order'];
const categories = ['Cart', 'Order', 'None'];
const types = ['Opened', 'Closed'];

const stream = fc.constantFrom(...streams);
const expected = fc.oneof(fc.constantFrom<ExpectedRevision>('any', 'absent', 'present'), fc.nat(12));
const event = fc.record(
  {
    id: fc.uuid(),
    type: fc.constantFrom(...types),
    version: fc.integer({ min: 1, max: 3 }),
    data: fc.json(),
    metadata: fc.json({ maxDepth: 1 }),
  },
  { requiredKeys: ['id', 'type', 'version', 'data'] },
);
const bounds = fc.record(
  { from: fc.nat(14), to: fc.nat(14), limit: fc.nat(9), backwards: fc.boolean() },
  { requiredKeys: [] },
);
const filters = fc.record(
  { categories: fc.subarray(categories), types: fc.subarray(types), limit: fc.nat(9) },
  { requiredKeys: [] },
);

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream,
      events: fc.array(event, { maxLength: 5 }),
      expected,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), of: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), stream, options: bounds }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('readAll' as const), after: fc.nat(30), options: filters }) },
);

interface Model {
  /** In the order of their positions, which a store is free to choose. */
  readonly events: { readonly stream: string; readonly revision: number; readonly event: NewRecord }[];
  readonly appends: { readonly call: Call & { kind: 'append' }; readonly result: AppendResult }[];
}

async function agrees(store: EventStore, calls: readonly Call[]): Promise<void> {
  const model: Model = { events: [], appends: [] };
  for (const next of calls) await perform(store, model, next);
  expect(seen(await drain(store.readAll()))).toEqual(expectedOf(model.events));
}

async function perform(store: EventStore, model: Model, next: Call): Promise<void> {
  switch (next.kind) {
    case 'append': {
      const before = ofStream(model, next.stream);
      const append = store.append(next.stream, next.events, { expected: next.expected });
      if (!holds(next.expected, before.length)) {
        await expect(append).rejects.toMatchObject({ code: 'CONCURRENCY', stream: next.stream, actual: before.length });
        return;
      }
      const result = await append;
      expect(result.revision).toBe(before.length + next.events.length);
      next.events.forEach((event, index) =>
        model.events.push({ stream: next.stream, revision: before.length + index + 1, event }),
      );
      if (next.events.length > 0) model.appends.push({ call: next, result });
      return;
    }
    case 'repeat': {
      const earlier = model.appends[next.of];
      if (earlier === undefined) return;
      const { stream: name, events, expected: condition } = earlier.call;
      expect(await store.append(name, events, { expected: condition })).toEqual(earlier.result);
      return;
    }
    case 'read': {
      const { from = 1, to = Infinity, limit = Infinity, backwards = false } = next.options;
      const inRange = ofStream(model, next.stream).filter(({ revision }) => revision >= from && revision <= to);
      const inOrder = backwards ? inRange.toReversed() : inRange;
      expect(seen(await drain(store.read(next.stream, next.options)))).toEqual(expectedOf(inOrder.slice(0, limit)));
      return;
    }
    case 'readAll': {
      const { categories: inCategories = categories, types: ofTypes = types, limit = Infinity } = next.options;
      const all = await drain(store.readAll());
      const after = all[next.after - 1]?.position ?? (next.after === 0 ? 0n : (all.at(-1)?.position ?? 0n));
      const rest = model.events
        .slice(next.after)
        .filter(
          ({ stream: name, event: { type } }) =>
            inCategories.includes(name.split('-')[0] ?? '') && ofTypes.includes(type),
        );
      expect(seen(await drain(store.readAll({ ...next.options, after })))).toEqual(expectedOf(rest.slice(0, limit)));
      return;
    }
  }
}

function holds(condition: ExpectedRevision, revision: number): boolean {
  if (condition === 'any') return true;
  if (condition === 'absent') return revision === 0;
  return condition === 'present' ? revision > 0 : revision === condition;
}

function ofStream(model: Model, name: string): Model['events'] {
  return model.events.filter((entry) => entry.stream === name);
}

function expectedOf(entries: Model['events']): unknown[] {
  return entries.map(({ stream: name, revision, event: { metadata, ...rest } }) => ({
    ...rest,
    metadata,
    stream: name,
    revision,
  }));
}

function seen(records: readonly StoredRecord[]): unknown[] {
  return records.map(({ position: _position, recordedAt: _recordedAt, ...rest }) => rest);
}

async function drain(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) {
    expect(page.length).toBeGreaterThan(0);
    records.push(...page);
  }
  return records;
}

const opened: readonly (readonly [name: string, open: () => Promise<EventStore>])[] = [
  ['the memory store', () => openMemoryStore({ pageSize: 3 })],
  ['the SQLite store', () => openSqliteStore(':memory:', { pageSize: 3 })],
];

describe.each(opened)('%s', (_name, open) => {
  it('does what the model says, whatever it is asked', async () => {
    const checked = fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
        const store = await open();
        try {
          await agrees(store, calls);
        } finally {
          await store.close();
        }
      }),
      { numRuns: 200 },
    );
    await expect(checked).resolves.toBeUndefined();
  });
});
