import { beforeEach, describe, expect, it } from 'vitest';
import {
  type EventOf,
  type EventStore,
  openMemoryProjection,
  type Projection,
  type ProjectionTable,
  type ProjectionTransaction,
  type StoredRecord,
} from '../../../src/runtime/index.js';
import { openMemoryStore } from '../../../src/runtime/stores/memory/index.js';
import { Counter, type CounterSchema } from './counter.js';

type Row = { readonly stream: string; readonly total: number; readonly parts: readonly number[] };
type Key = { readonly stream: string };
type CounterProjection = Projection<Row, Key, EventOf<CounterSchema>, 'Counter'>;

let store: EventStore;
let failing: boolean;

/** In memory, rows need no stored form. */
const totalsTable: ProjectionTable<Row, Key> = {
  name: 'totals',
  columns: [],
  indexes: [],
  write: ({ stream, total, parts }) => ({ stream, total, parts }),
  parse: (stored) => stored as Row,
  writeKey: ({ stream }) => ({ stream }),
};

/** A reset deletes the row. */
const totals: CounterProjection = {
  name: 'Totals',
  of: ['Counter'],
  fingerprint: 'totals',
  table: totalsTable,
  touches: ({ stream }) => ({ stream }),
  keyText: ({ stream }) => stream,
  keyOf: ({ stream }) => ({ stream }),
  handle: (rows, { type, stream, data, index }) => {
    if (type === 'Reset') return rows.delete({ stream });
    const row = rows.get({ stream }) ?? { stream, total: 0, parts: [] };
    rows.put({ stream, total: row.total + data.by, parts: [...row.parts, index] });
    if (failing && index === 2) throw new Error('the second part');
  },
};

const append = (stream: string, type: string, data: object): Promise<unknown> =>
  store.append(stream, [{ type, version: 1, data: JSON.stringify(data) }]);

beforeEach(async () => {
  failing = false;
  store = await openMemoryStore({ pageSize: 2 });
  await append('Counter-a', 'Increased', { n: 1 });
  await append('Counter-b', 'Increased', { n: 5 });
  await append('Order-a', 'OrderPlaced', {});
  await append('Counter-a', 'Doubled', { by: 2 });
});

async function everything(): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readAll()) records.push(...page);
  return records;
}

describe('openMemoryProjection', () => {
  it('catches up, and again from where it was', async () => {
    const projection = openMemoryProjection(totals, { Counter });
    expect([projection.position, projection.rows()]).toEqual([0n, []]);
    await projection.catchUp(store);
    const records = await everything();
    expect(projection.position).toBe(records.at(-1)?.position);
    expect(projection.rows()).toEqual([
      { stream: 'Counter-a', total: 5, parts: [0, 0, 2] },
      { stream: 'Counter-b', total: 5, parts: [0] },
    ]);
    await append('Counter-b', 'Increased', { n: 1 });
    await projection.catchUp(store);
    await projection.catchUp(store);
    expect(projection.get({ stream: 'Counter-b' })).toEqual({ stream: 'Counter-b', total: 6, parts: [0, 0] });
    expect(projection.get({ stream: 'Counter-c' })).toBeUndefined();
  });

  it('counts each event once, whoever brings it', async () => {
    const projection = openMemoryProjection(totals, { Counter });
    const records = await everything();
    await Promise.all([
      projection.apply(records),
      projection.catchUp(store),
      projection.apply(records),
      projection.catchUp(store),
    ]);
    expect(projection.rows().map(({ total }) => total)).toEqual([5, 5]);
    expect(projection.position).toBe(records.at(-1)?.position);
  });

  it('counts each event once where handlers take their time', async () => {
    const slow: CounterProjection = {
      ...totals,
      handle: async (rows, event, transaction) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return totals.handle(rows, event, transaction);
      },
    };
    const projection = openMemoryProjection(slow, { Counter });
    await Promise.all([projection.catchUp(store), projection.catchUp(store)]);
    expect(projection.rows().map(({ total }) => total)).toEqual([5, 5]);
  });

  it('does all of an event or nothing, and stops in front of one that fails', async () => {
    const projection = openMemoryProjection(totals, { Counter });
    failing = true;
    await expect(projection.catchUp(store)).rejects.toThrow('the second part');
    expect(projection.get({ stream: 'Counter-a' })).toMatchObject({ total: 1 });
    const { position } = projection;
    await expect(projection.catchUp(store)).rejects.toThrow('the second part');
    expect(projection.position).toBe(position);
    failing = false;
    await projection.catchUp(store);
    expect(projection.get({ stream: 'Counter-a' })).toMatchObject({ total: 5 });
  });

  it('has no database for a handler, and takes every event for one that was handled before', async () => {
    const seen: ProjectionTransaction[] = [];
    const asking: CounterProjection = {
      ...totals,
      handle: async (_rows, _event, transaction) => {
        seen.push(transaction);
        await transaction.query('SELECT 1');
      },
    };
    const projection = openMemoryProjection(asking, { Counter });
    await expect(projection.catchUp(store)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(seen.map(({ engine, isReplay }) => [engine, isReplay])).toEqual([['memory', true]]);
    expect(projection.position).toBe(0n);
  });

  it('shows a handler what the parts before have done', async () => {
    const seen: (number | undefined)[] = [];
    const watching: CounterProjection = {
      ...totals,
      handle: (rows, event, transaction) => {
        seen.push(rows.get({ stream: event.stream })?.total);
        return totals.handle(rows, event, transaction);
      },
    };
    await openMemoryProjection(watching, { Counter }).catchUp(store);
    expect(seen).toEqual([undefined, undefined, 1, 3]);
  });

  it('deletes rows, and puts one that is made again at the end', async () => {
    const projection = openMemoryProjection(totals, { Counter });
    await append('Counter-a', 'Reset', {});
    await projection.catchUp(store);
    expect(projection.rows().map(({ stream }) => stream)).toEqual(['Counter-b']);
    await append('Counter-a', 'Increased', { n: 1 });
    await projection.catchUp(store);
    expect(projection.rows().map(({ stream }) => stream)).toEqual(['Counter-b', 'Counter-a']);
  });

  it('says which event it cannot read', async () => {
    const projection = openMemoryProjection(totals, { Counter });
    await append('Counter-a', 'Increased', {});
    await expect(projection.catchUp(store)).rejects.toMatchObject({ code: 'DECODE', stream: 'Counter-a', revision: 3 });
    expect(projection.rows()).toHaveLength(2);
  });

  it('refuses two aggregates of one category', () => {
    const two: Projection<Row, Key, EventOf<CounterSchema>, 'A' | 'B'> = { ...totals, of: ['A', 'B'] };
    expect(() => openMemoryProjection(two, { A: Counter, B: Counter })).toThrow(
      'Totals reads two aggregates of category Counter',
    );
  });
});
