import { beforeEach, describe, expect, it } from 'vitest';
import { createRepository } from '../../../src/runtime/create-repository.js';
import {
  CommittedError,
  ConcurrencyError,
  type EventStore,
  type ReadOptions,
  type SnapshotStore,
  StoreError,
} from '../../../src/runtime/index.js';
import { openMemoryStore } from '../../../src/runtime/stores/memory/index.js';
import { Counter, counterSnapshot, defineCounter } from './counter.js';

let store: EventStore;
let now: Date;
let reads: (ReadOptions | undefined)[];
let snapshotErrors: unknown[];

const increased = (by: number) => ({ type: 'Increased' as const, data: { by } });
const many = (count: number) => Array.from({ length: count }, () => increased(1));
const stream = 'Counter-a';
const { fingerprint } = counterSnapshot;

/** A store that notes how it is read, and whose parts a test may replace. */
function watched(parts: Partial<EventStore> = {}): EventStore {
  return {
    ...store,
    read: (name, options) => {
      reads.push(options);
      return store.read(name, options);
    },
    ...parts,
  };
}

const open = (over: EventStore = watched()) =>
  Counter.repository(over, { onSnapshotError: (error) => snapshotErrors.push(error) });
const stored = (): Promise<unknown> => Promise.resolve(store.snapshots?.read(stream, fingerprint));

beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z');
  store = await openMemoryStore({ clock: () => now, pageSize: 7 });
  reads = [];
  snapshotErrors = [];
});

/** Somebody is quicker, `times` times. */
const interrupted = (
  times: number,
): { decide: () => Promise<ReturnType<typeof increased>>; readonly decided: number } => {
  const count = { decided: 0 };
  return {
    get decided() {
      return count.decided;
    },
    decide: async () => {
      count.decided += 1;
      if (count.decided <= times) await store.append(stream, [{ type: 'Increased', version: 2, data: '{"by":10}' }]);
      return increased(1);
    },
  };
};

function fail(): never {
  throw new Error('no');
}

describe('load', () => {
  it('gives the initial state of what does not exist', async () => {
    expect(await open().load('a')).toEqual({ id: 'a', state: { total: 0 }, revision: 0, exists: false });
  });

  it('folds every page', async () => {
    await open().append('a', many(20));
    expect(await open().load('a')).toEqual({
      id: 'a',
      state: { total: 20, at: '2026-01-01T00:00:00.000Z' },
      revision: 20,
      exists: true,
    });
  });

  it('counts events that are dropped or split', async () => {
    await store.append(stream, [
      { type: 'Increased', version: 1, data: '{"n":1}' },
      { type: 'Doubled', version: 1, data: '{"by":2}' },
      { type: 'Seen', version: 1, data: '-' },
    ]);
    expect(await open().load('a')).toMatchObject({ state: { total: 5 }, revision: 3 });
  });

  it('says which event cannot be read', async () => {
    await store.append(stream, [{ type: 'Increased', version: 2, data: '{}' }]);
    await expect(open().load('a')).rejects.toMatchObject({ code: 'DECODE', stream, revision: 1 });
  });
});

describe('time travel', () => {
  beforeEach(async () => {
    for (let i = 1; i <= 25; i += 1) {
      now = new Date(Date.UTC(2026, 0, i));
      await open().append('a', [increased(1)]);
    }
    reads = [];
  });

  it('to a revision', async () => {
    expect(await open().load('a', { at: { revision: 12 } })).toMatchObject({
      state: { total: 12 },
      revision: 12,
      exists: true,
    });
    expect(await open().load('a', { at: { revision: 0 } })).toEqual({
      id: 'a',
      state: { total: 0 },
      revision: 0,
      exists: false,
    });
    expect(await open().load('a', { at: { revision: 99 } })).toMatchObject({ state: { total: 25 }, revision: 25 });
    expect(await stored()).toBeUndefined();
  });

  it('to a time, which counts itself', async () => {
    expect(await open().load('a', { at: { time: '2026-01-12T00:00:00Z' } })).toMatchObject({ revision: 12 });
    expect(await open().load('a', { at: { time: new Date('2026-01-11T23:59:59.999Z') } })).toMatchObject({
      revision: 11,
    });
    expect(await open().load('a', { at: { time: '2026-01-12T01:00:00+02:00' } })).toMatchObject({ revision: 11 });
    expect(await open().load('a', { at: { time: '2025-12-31T00:00:00Z' } })).toEqual({
      id: 'a',
      state: { total: 0 },
      revision: 0,
      exists: false,
    });
    expect(await open().load('a', { at: { time: '2027-01-01T00:00:00Z' } })).toMatchObject({ revision: 25 });
    expect(await stored()).toBeUndefined();
  });

  it('starts at a snapshot that is not too late', async () => {
    await store.snapshots?.write(stream, fingerprint, { revision: 10, state: '{"total":1000}' });
    expect(await open().load('a', { at: { revision: 12 } })).toMatchObject({ state: { total: 1002 } });
    expect(await open().load('a', { at: { revision: 10 } })).toMatchObject({ state: { total: 1000 }, revision: 10 });
    expect(await open().load('a', { at: { revision: 9 } })).toMatchObject({ state: { total: 9 } });
    expect(await open().load('a', { at: { time: '2026-01-12T00:00:00Z' } })).toMatchObject({ state: { total: 1002 } });
    expect(await open().load('a', { at: { time: '2026-01-10T00:00:00Z' } })).toMatchObject({ state: { total: 1000 } });
    expect(await open().load('a', { at: { time: '2026-01-09T23:00:00Z' } })).toMatchObject({ state: { total: 9 } });
    expect(snapshotErrors).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN])('refuses revision %d', async (revision) => {
    await expect(open().load('a', { at: { revision } })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses a time that is none', async () => {
    await expect(open().load('a', { at: { time: 'yesterday' } })).rejects.toMatchObject({ code: 'INVALID_DATA' });
  });
});

describe('append', () => {
  it('expects nothing by default', async () => {
    expect(await open().append('a', many(2))).toMatchObject({ revision: 2 });
    expect(await open().append('a', many(1))).toMatchObject({ revision: 3 });
    expect(await open().append('a', [])).toMatchObject({ revision: 3 });
    expect(reads).toEqual([]);
  });

  it('enforces what it expects', async () => {
    await open().append('a', many(2), { expected: 'absent' });
    const error = new ConcurrencyError({ stream, expected: 'absent', actual: 2 });
    await expect(open().append('a', many(1), { expected: 'absent' })).rejects.toThrow(error);
    await expect(open().append('a', many(1), { expected: 1 })).rejects.toBeInstanceOf(ConcurrencyError);
    expect(await open().append('a', many(1), { expected: 2 })).toMatchObject({ revision: 3 });
  });

  it('stores nothing where one event is wrong', async () => {
    await expect(
      open().append('a', [increased(1), increased(Number('x')), { ...increased(1), id: 'x' }]),
    ).rejects.toMatchObject({ code: 'ENCODE', index: 2 });
    expect(await open().load('a')).toMatchObject({ exists: false });
  });

  it('leaves snapshots to the next load', async () => {
    await open().append('a', many(50));
    expect(await stored()).toBeUndefined();
  });
});

describe('execute', () => {
  it('decides on what is there, appends, and gives what is there then', async () => {
    await open().append('a', many(3));
    now = new Date('2026-02-02T00:00:00Z');
    const executed = await open().execute('a', (state, { revision, exists }) => {
      expect([state.total, revision, exists]).toEqual([3, 3, true]);
      return increased(4);
    });
    expect(executed).toEqual({
      id: 'a',
      state: { total: 7, at: '2026-02-02T00:00:00.000Z' },
      revision: 4,
      exists: true,
      events: [increased(4)],
      position: 4n,
    });
  });

  it('takes several events, a promise of some, or none', async () => {
    expect(await open().execute('a', () => many(3))).toMatchObject({ revision: 3, events: many(3) });
    expect(await open().execute('a', async () => increased(1))).toMatchObject({ revision: 4 });
    for (const decide of [() => [], () => undefined, () => {}, async () => undefined]) {
      expect(await open().execute('a', decide)).toEqual({
        id: 'a',
        revision: 4,
        exists: true,
        state: { total: 4, at: expect.any(String) },
        events: [],
      });
    }
  });

  it('appends nothing where the decision throws', async () => {
    const refusal = new Error('no');
    const decide = () => {
      throw refusal;
    };
    await expect(open().execute('a', decide, { retry: 3 })).rejects.toBe(refusal);
  });

  it('fails on a conflict by default', async () => {
    const work = interrupted(1);
    await expect(open().execute('a', work.decide)).rejects.toMatchObject({
      code: 'CONCURRENCY',
      expected: 0,
      actual: 1,
    });
    expect(work.decided).toBe(1);
  });

  it('decides again as often as it may', async () => {
    const work = interrupted(2);
    expect(await open().execute('a', work.decide, { retry: 2 })).toMatchObject({ state: { total: 21 }, revision: 3 });
    expect(work.decided).toBe(3);
    const tooMuch = interrupted(3);
    await expect(open().execute('a', tooMuch.decide, { retry: 2 })).rejects.toBeInstanceOf(ConcurrencyError);
    expect(tooMuch.decided).toBe(3);
  });

  it('reads only what is new after a conflict', async () => {
    await open().append('a', many(5));
    reads = [];
    await open().execute('a', interrupted(1).decide, { retry: 1 });
    expect(reads).toEqual([{ from: 1 }, { from: 6 }, { from: 7, to: 7 }]);
  });

  it.each([Number.NaN, -1])('does not take retry %d for ever', async (retry) => {
    await expect(open().execute('a', interrupted(9).decide, { retry })).rejects.toBeInstanceOf(ConcurrencyError);
  });

  it('does not retry what is no conflict of its own', async () => {
    let decided = 0;
    const decide = async () => {
      decided += 1;
      throw new ConcurrencyError({ stream: 'Other-1', expected: 0, actual: 1 });
    };
    await expect(open().execute('a', decide, { retry: 3 })).rejects.toBeInstanceOf(ConcurrencyError);
    expect(decided).toBe(1);
  });

  it('says that it appended, where only the reading back fails', async () => {
    const cause = new StoreError('UNAVAILABLE', 'gone');
    let broken = false;
    const over = watched({
      read: (name, options) => {
        if (broken) throw cause;
        return store.read(name, options);
      },
    });
    const decide = () => {
      broken = true;
      return many(2);
    };
    await store.append(stream, [{ type: 'Increased', version: 2, data: '{"by":10}' }]);
    const error: unknown = await open(over)
      .execute('a', decide, { retry: 3 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommittedError);
    expect(error).toMatchObject({ code: 'COMMITTED', stream, revision: 3, position: 3n, cause });
    expect(String(error)).toBe(
      'CommittedError: events were appended to stream Counter-a, which is at revision 3 now, but its state could not be read: gone',
    );
    broken = false;
    expect(await open().load('a')).toMatchObject({ state: { total: 12 }, revision: 3 });
  });

  it('says so too where a reducer fails on what was appended', async () => {
    const failing = createRepository({ ...Counter, reduce: fail }, store);
    await expect(failing.execute('a', () => increased(1))).rejects.toMatchObject({
      code: 'COMMITTED',
      revision: 1,
      cause: { message: 'no' },
    });
  });

  it('loses nothing when many do it at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => open().execute('a', () => increased(1), { retry: 20 })));
    expect(await open().load('a')).toMatchObject({ state: { total: 20 }, revision: 20 });
  });
});

describe('history', () => {
  it('shows every event with the state before and after', async () => {
    await open().append('a', [increased(1), increased(2)]);
    await store.append(stream, [{ type: 'Reset', version: 1, data: '{}' }]);
    const seen: unknown[] = [];
    for await (const { event, before, after } of open().history('a'))
      seen.push([event.type, before.total, after.total]);
    expect(seen).toEqual([
      ['Increased', 0, 1],
      ['Increased', 1, 3],
      ['Reset', 3, 0],
    ]);
  });

  it('is empty for what does not exist, and may be left early', async () => {
    for await (const change of open().history('b')) expect.fail(String(change));
    await open().append('a', many(20));
    for await (const { event } of open().history('a')) if (event.revision === 3) break;
  });
});

describe('snapshots', () => {
  it('are taken by the load that folded enough, and spare the next one the work', async () => {
    await open().append('a', many(9));
    await open().load('a');
    expect(await stored()).toBeUndefined();
    await open().append('a', many(2));
    await open().load('a');
    expect(await stored()).toEqual({ revision: 11, state: '{"total":11,"at":"2026-01-01T00:00:00.000Z"}' });
    await open().append('a', many(9));
    reads = [];
    expect(await open().load('a')).toMatchObject({ state: { total: 20 }, revision: 20 });
    expect(reads).toEqual([{ from: 11 }]);
    expect(await stored()).toMatchObject({ revision: 11 });
  });

  it('are taken by execute, after the append', async () => {
    await open().append('a', many(9));
    await open().execute('a', () => increased(1));
    expect(await stored()).toMatchObject({ revision: 10 });
    await open().execute('a', () => many(10));
    expect(await stored()).toMatchObject({ revision: 20 });
    await store.append(
      stream,
      Array.from({ length: 10 }, () => ({ type: 'Seen', version: 1, data: '-' })),
    );
    await open().execute('a', () => undefined);
    expect(await stored()).toMatchObject({ revision: 30 });
  });

  it('hold the state as it was after their revision', async () => {
    await open().append('a', many(12));
    const fromStart = await open().load('a');
    expect(await open().load('a')).toEqual(fromStart);
  });

  it('are never taken where the schema wants none, or the store has none', async () => {
    const never = defineCounter({ ...counterSnapshot, every: undefined }).repository(store);
    await never.append('a', many(50));
    await never.load('a');
    expect(await stored()).toBeUndefined();
    const { snapshots: _, ...without } = store;
    expect(await open(without).load('a')).toMatchObject({ state: { total: 50 } });
    expect(snapshotErrors).toEqual([]);
  });

  it('of another fingerprint are not looked at', async () => {
    await open().append('a', many(12));
    await store.snapshots?.write(stream, 'e'.repeat(64), { revision: 12, state: 'not even JSON' });
    expect(await open().load('a')).toMatchObject({ state: { total: 12 } });
    expect(snapshotErrors).toEqual([]);
    expect(await stored()).toMatchObject({ revision: 12 });
  });

  it.each(['{', '{"total":"x"}', 'null'])(
    'that are corrupt (%j) are told of, dropped, and taken anew',
    async (state) => {
      await open().append('a', many(12));
      await store.snapshots?.write(stream, fingerprint, { revision: 12, state });
      expect(await open().load('a')).toMatchObject({ state: { total: 12 }, revision: 12 });
      expect(snapshotErrors).toHaveLength(1);
      expect(await stored()).toMatchObject({ revision: 12, state: '{"total":12,"at":"2026-01-01T00:00:00.000Z"}' });
    },
  );

  it.each([{}, { at: { revision: 50 } }, { at: { time: '2027-01-01T00:00:00Z' } }])(
    'that are ahead of their stream (a restored store) are noticed: %j',
    async (options) => {
      await open().append('a', many(5));
      await store.snapshots?.write(stream, fingerprint, { revision: 40, state: '{"total":40}' });
      expect(await open().load('a', options)).toMatchObject({ state: { total: 5 }, revision: 5 });
      expect(snapshotErrors).toMatchObject([
        { code: 'CORRUPT', message: 'the snapshot of Counter-a is of revision 40, which the stream does not have' },
      ]);
      expect(await stored()).toBeUndefined();
    },
  );

  const broken: SnapshotStore = {
    read: () => Promise.reject(new StoreError('UNAVAILABLE', 'read')),
    write: () => Promise.reject(new StoreError('UNAVAILABLE', 'write')),
    delete: () => Promise.reject(new StoreError('UNAVAILABLE', 'delete')),
  };

  it('that cannot be read or written hinder nothing', async () => {
    await open().append('a', many(12));
    const repository = open(watched({ snapshots: broken }));
    expect(await repository.load('a')).toMatchObject({ state: { total: 12 } });
    expect(await repository.execute('a', () => increased(1))).toMatchObject({ state: { total: 13 } });
    expect(snapshotErrors.map(String)).toEqual([
      'StoreError: read',
      'StoreError: write',
      'StoreError: read',
      'StoreError: write',
    ]);
  });

  it('that cannot be dropped hinder nothing', async () => {
    await open().append('a', many(2));
    const snapshots: SnapshotStore = { ...broken, read: async () => ({ revision: 2, state: '' }) };
    expect(await open(watched({ snapshots })).load('a')).toMatchObject({ state: { total: 2 } });
    expect(snapshotErrors.map(String)).toEqual(['SyntaxError: Unexpected end of JSON input', 'StoreError: delete']);
  });

  it('that cannot be encoded hinder nothing, nor does a listener that throws', async () => {
    const repository = defineCounter({ ...counterSnapshot, encode: fail }).repository(store, { onSnapshotError: fail });
    expect(await repository.execute('a', () => many(12))).toMatchObject({ revision: 12 });
    expect(await repository.load('a')).toMatchObject({ revision: 12 });
  });
});
