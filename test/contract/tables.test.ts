import {
  type Build,
  createProjector,
  type EventStore,
  type NewRecord,
  openMemoryProjection,
  ProjectionError,
  type ProjectionTables,
  StoreError,
  type StoredRecord,
} from '@varve/runtime';
import { openMemoryStore, openMemoryTables } from '@varve/runtime/memory';
import { openPostgresStore, openPostgresTables } from '@varve/runtime/postgres';
import { openSqliteStore, openSqliteTables } from '@varve/runtime/sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import {
  recordOf,
  type SampleHandler,
  sampleProjection,
  type SampleRow,
  sampleSources,
  sampleTable,
  set,
} from '../support/sample-projection.js';

const problem = await withoutPostgres();
let cluster: PostgresCluster;
let schemas = 0;

beforeAll(async () => {
  if (problem === undefined) cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
});
afterAll(() => cluster?.stop());

interface Opened {
  readonly tables: ProjectionTables;
  close(): Promise<void>;
}

async function schema(): Promise<string> {
  schemas += 1;
  await cluster.query(`CREATE SCHEMA "tables ${schemas}"`);
  return `tables ${schemas}`;
}

const ways: Readonly<Record<string, () => Promise<Opened>>> = {
  'tables in memory': async () => {
    const tables = openMemoryTables();
    return { tables, close: tables.close };
  },
  'tables of the memory store': () => openMemoryStore(),
  'tables in SQLite': async () => {
    const tables = await openSqliteTables(':memory:');
    return { tables, close: tables.close };
  },
  'tables of the SQLite store': () => openSqliteStore(':memory:'),
  'tables in PostgreSQL': async () => {
    const name = await schema();
    const tables = await openPostgresTables(cluster.url, { schema: name, tablesSchema: name });
    return { tables, close: tables.close };
  },
  'tables of the PostgreSQL store': async () => {
    const name = await schema();
    return openPostgresStore(cluster.url, { schema: name, tablesSchema: name });
  },
  'tables in PostgreSQL behind a pooler of transactions': async () => {
    const name = await schema();
    const tables = await openPostgresTables(cluster.url, { schema: name, tablesSchema: name, pooling: 'transaction' });
    return { tables, close: tables.close };
  },
};

const key = { projection: 'Sample', fingerprint: 'sample', partition: 0 };
const fresh: Build = { ...key, state: 'live', table: sampleTable.name, position: 0n, notes: '' };

/** Makes the table, and follows. */
async function start(tables: ProjectionTables, custom?: SampleHandler) {
  const projection = sampleProjection(custom);
  const projector = createProjector(projection, { aggregates: sampleSources });
  await tables.transact(async (transaction) => {
    await transaction.createTable(sampleTable);
    await transaction.builds.write(fresh);
  });
  return {
    projection,
    reader: tables.reader(sampleTable),
    async apply(records: readonly StoredRecord[]) {
      const done = await tables.transact(async (transaction) => {
        const build = await transaction.builds.lock(key);
        if (build === undefined || build === 'taken') throw new Error('there is no build');
        return projector.apply(transaction, build, { records, isReplay: false });
      });
      done.keep();
      return done;
    },
  };
}

let events: EventStore;

beforeEach(async () => {
  events = await openMemoryStore();
});

async function append(...records: NewRecord[]): Promise<readonly StoredRecord[]> {
  const { position } = await events.append('Sample-1', records);
  const all: StoredRecord[] = [];
  for await (const page of events.readAll({ after: position - BigInt(records.length) })) all.push(...page);
  return all;
}

async function everything(tables: ProjectionTables): Promise<readonly SampleRow[]> {
  return (await tables.reader(sampleTable).find({ limit: 10_000 })).rows;
}

async function inMemory(custom?: SampleHandler): Promise<readonly SampleRow[]> {
  const memory = openMemoryProjection(sampleProjection(custom), sampleSources);
  await memory.catchUp(events);
  return memory.rows();
}

for (const [way, open] of Object.entries(ways)) {
  // oxlint-disable-next-line vitest/no-disabled-tests, vitest/no-conditional-tests -- what cannot be tried is listed, not passed over
  describe.skipIf(problem !== undefined && way.includes('PostgreSQL'))(`${way}`, () => {
    let opened: Opened;
    let tables: ProjectionTables;
    beforeEach(async () => {
      opened = await open();
      ({ tables } = opened);
      return () => opened.close();
    });

    it('keep a value of every type as the fold has it', async () => {
      const { reader, apply } = await start(tables);
      const change = {
        ratio: 1.1,
        price: '-123456789012345678901234567890.1230',
        isOpen: true,
        seenAt: '0000-02-29T23:59:59.999Z',
        day: '0000-01-01',
        blob: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUY=',
        tags: { b: [1, null, '\u0000 \ud800 "'], a: {}, 1: 'one' },
        owner: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
        note: 'it\'s \\ "quoted" {1,2} \n 🦊',
        maybe: null,
        dueAt: '9999-12-31T23:59:59.123456Z',
      };
      await apply(await append(set('every', '9223372036854775807', change), set('bare', '-9223372036854775808')));
      const expected = await inMemory();
      expect(await reader.get({ name: 'every', place: 1 })).toEqual(expected[0]);
      expect(await reader.get({ name: 'bare', place: 1 })).toEqual(expected[1]);
      expect(await reader.get({ name: 'bare', place: 2 })).toBeUndefined();
      expect(JSON.stringify((await reader.get({ name: 'every', place: 1 }))?.tags)).toBe(JSON.stringify(change.tags));
    });

    it('write the last of what a batch makes of each row, and go on from there', async () => {
      const { apply } = await start(tables);
      const names = Array.from({ length: 50 }, (_, index) => `row ${index % 20}`);
      const first = await apply(await append(...names.map((name) => set(name))));
      expect(first.rows).toBe(20);
      await apply(await append(...names.map((name, index) => set(name, index, { note: name }))));
      const removed = await apply(
        await append(
          recordOf({ type: 'Removed', data: { name: 'row 3', place: 1 } }),
          recordOf({ type: 'Removed', data: { name: 'row 4', place: 1 } }),
          set('row 4', 7),
          recordOf({ type: 'Removed', data: { name: 'never there', place: 1 } }),
          recordOf({ type: 'Ignored', data: { name: 'row 5', place: 1 } }),
          set('short-lived'),
          recordOf({ type: 'Removed', data: { name: 'short-lived', place: 1 } }),
        ),
      );
      expect(removed.rows).toBe(2);
      const rows = await everything(tables);
      expect(rows).toHaveLength(19);
      expect(rows).toEqual([...(await inMemory())].sort((a, b) => (a.name < b.name ? -1 : 1)));
    });

    it('count each event once, whoever applies it and how often', async () => {
      const { apply } = await start(tables);
      const other = createProjector(sampleProjection(), { aggregates: sampleSources });
      const records = await append(set('a'), set('b'), set('a'));
      await apply(records);
      await apply(records);
      // Another process goes on, so that what the first remembers of the rows is old.
      const more = await append(set('a', 10));
      await tables.transact(async (transaction) => {
        const build = await transaction.builds.lock(key);
        if (build === undefined || build === 'taken') throw new Error('there is no build');
        await other.apply(transaction, build, { records: [...records, ...more], isReplay: false });
      });
      const done = await apply(await append(set('a', 100)));
      expect(done.build.position).toBe(5n);
      expect((await everything(tables)).map(({ count }) => count)).toEqual([112n, 1n]);
    });

    it('keep nothing of a batch that has an event they cannot take, and name it', async () => {
      const failing: SampleHandler = (rows) => {
        rows.delete({ name: 'a', place: 1 });
        throw new Error('not this one');
      };
      const { apply } = await start(tables, failing);
      await apply(await append(set('a')));
      const records = await append(
        set('a'),
        recordOf({ type: 'Custom', data: { name: 'a', place: 1, other: { name: 'b', place: 1 } } }),
      );
      const error = await apply(records).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProjectionError);
      expect(error).toMatchObject({
        projection: 'Sample',
        stream: 'Sample-1',
        revision: 3,
        position: 3n,
        type: 'Custom',
      });
      expect(String(error)).toContain('not this one');
      expect((await everything(tables)).map(({ count }) => count)).toEqual([1n]);
      // And what it remembered is what is there.
      await apply(records.slice(0, 1));
      expect((await everything(tables)).map(({ count }) => count)).toEqual([2n]);
    });

    it('name the event that makes a row they cannot keep', async () => {
      const { apply } = await start(tables);
      const records = await append(set('a'), set('a', 1, { note: '\ud800' }), set('a'), set('b', 1, { note: 'fine' }));
      const error = await apply(records).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'PROJECTION', revision: 2 });
      expect(await everything(tables)).toEqual([]);
    });

    it('say of a key with NUL whether they keep it', async () => {
      const { apply, reader } = await start(tables);
      const error = await apply(await append(set('a\0b'))).catch((thrown: unknown) => thrown);
      if (tables.engine === 'postgres') {
        expect(error).toMatchObject({ code: 'PROJECTION', revision: 1, cause: { code: 'INVALID_ARGUMENT' } });
        return;
      }
      expect(await reader.get({ name: 'a\0b', place: 1 })).toMatchObject({ count: 1n });
      expect(await reader.get({ name: 'a', place: 1 })).toBeUndefined();
    });

    it('let a handler ask for any row, also one that swallows what it is told', async () => {
      let calls = 0;
      const moving: SampleHandler = async (rows, { data }) => {
        calls += 1;
        try {
          const from = rows.get({ name: data.name, place: data.place });
          await Promise.resolve();
          const to = rows.get(data.other);
          rows.put({ ...(to ?? { ...(from as SampleRow), ...data.other, count: 0n }), note: `from ${from?.count}` });
        } catch {
          rows.put({ ...(rows.get(data.other) as SampleRow), note: 'swallowed' });
        }
      };
      const { apply } = await start(tables, moving);
      await apply(await append(set('a', 5), set('b', 6), set('c', 7)));
      const another = createProjector(sampleProjection(moving), { aggregates: sampleSources });
      const records = await append(
        recordOf({ type: 'Custom', data: { name: 'a', place: 1, other: { name: 'b', place: 1 } } }),
        recordOf({ type: 'Custom', data: { name: 'c', place: 1, other: { name: 'new', place: 9 } } }),
      );
      calls = 0;
      await tables.transact(async (transaction) => {
        const build = await transaction.builds.lock(key);
        if (build === undefined || build === 'taken') throw new Error('there is no build');
        await another.apply(transaction, build, { records, isReplay: false });
      });
      expect(calls).toBe(4);
      expect((await everything(tables)).map(({ name, note }) => [name, note])).toEqual([
        ['a', null],
        ['b', 'from 5'],
        ['c', null],
        ['new', 'from 7'],
      ]);
    });

    it('commit what a handler does in SQL with the rows, once, or not at all', async () => {
      const value = tables.engine === 'postgres' ? '$1' : '?';
      const schemaOf = tables.engine === 'postgres' ? `"tables ${schemas}".` : '';
      const mailing: SampleHandler = async (rows, { data: { name, other } }, transaction) => {
        await transaction.query(`INSERT INTO ${schemaOf}mails (name) VALUES (${value})`, [name]);
        if (name === 'swallows') await transaction.query('SELECT * FROM nowhere').catch(() => undefined);
        if (name === 'fails') throw new Error('after all not');
        const row = rows.get(other);
        if (row !== undefined) rows.put({ ...row, note: `mailed ${name}` });
      };
      const { apply } = await start(tables, mailing);
      const mail = (name: string): NewRecord =>
        recordOf({ type: 'Custom', data: { name, place: 1, other: { name: 'a', place: 1 } } });
      await apply(await append(set('a')));
      if (tables.engine === 'memory') {
        await expect(apply(await append(mail('x')))).rejects.toMatchObject({ cause: { code: 'UNSUPPORTED' } });
        return;
      }
      await tables.transact(async ({ query }) => void (await query(`CREATE TABLE ${schemaOf}mails (name text)`)));
      const again = createProjector(sampleProjection(mailing), { aggregates: sampleSources });
      const applyAnew = async (records: readonly StoredRecord[]): Promise<void> => {
        await tables.transact(async (transaction) => {
          const build = await transaction.builds.lock(key);
          if (build === undefined || build === 'taken') throw new Error('there is no build');
          await again.apply(transaction, build, { records, isReplay: false });
        });
      };
      // It asks for a row that nobody remembers, and so is run twice.
      await applyAnew(await append(mail('one'), mail('two')));
      for (const name of ['fails', 'swallows']) {
        const records = await append(mail(name));
        await expect(applyAnew(records)).rejects.toMatchObject({
          code: 'PROJECTION',
          revision: Number(records[0]?.revision),
        });
      }
      const mails = await tables.transact(({ query }) => query(`SELECT name FROM ${schemaOf}mails ORDER BY name`));
      expect(mails.map(({ name }) => name)).toEqual(['one', 'two']);
      expect((await everything(tables)).map(({ note }) => note)).toEqual(['mailed two']);
    });

    it('find pages in one order, with and without values', async () => {
      const { apply, reader } = await start(tables);
      const prices = ['10', '9', '-1.5', '-1.50', '0', '-0.0', '100.01', '-20', '9.99'];
      const dues = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z', undefined, '2026-01-01T00:00:00.123456Z'];
      const words = ['a', 'B', 'é', '\uffee', '😀', '', 'ab'];
      const records = Array.from({ length: 60 }, (_, index) => {
        const dueAt = dues[index % dues.length];
        return set(
          words[index % words.length] ?? '',
          index - 30,
          {
            price: prices[index % prices.length] ?? '0',
            isOpen: index % 3 === 0,
            blob: index % 2 === 0 ? 'AP8=' : 'AQ==',
            ...(dueAt !== undefined && { dueAt }),
          },
          Math.floor(index / words.length),
        );
      });
      const stored = await append(...records);
      await apply(stored);
      const reference = openMemoryTables();
      const expected = await start(reference);
      await expected.apply(stored);
      for (const options of [
        {},
        { orderBy: 'dueAt' },
        { orderBy: '-dueAt' },
        { orderBy: ['-price', 'isOpen'] },
        { orderBy: ['isOpen', '-dueAt', 'count'], where: { price: { gte: '-1.5', lt: '9.990' } } },
        { orderBy: '-count', where: { isOpen: true, dueAt: null } },
        { orderBy: '-name', where: { name: { in: ['a', '😀', 'é'] } } },
        { orderBy: 'blob', where: { count: { gt: -5n } } },
        { where: { dueAt: '2026-01-01T00:00:00.500Z' } },
        { where: { price: '-1.5' } },
        { where: { name: { in: [] } } },
        { where: { note: null } },
        { where: { dueAt: { lt: '2026-01-01T00:00:00.2Z' } }, orderBy: ['-place', '-name'] },
      ] as const) {
        const whole = (await expected.reader.find({ ...options, limit: 1000 })).rows.map(plain);
        expect((await reader.find({ ...options, limit: 1000 })).rows.map(plain)).toEqual(whole);
        const paged: unknown[] = [];
        let after: string | undefined;
        do {
          const page = await reader.find({ ...options, limit: 7, ...(after !== undefined && { after }) });
          paged.push(...page.rows.map(plain));
          after = page.next;
        } while (after !== undefined);
        expect(paged).toEqual(whole);
      }
      await reference.close();
    });

    it('refuse what cannot be found, with words', async () => {
      const { reader } = await start(tables);
      for (const wrong of [
        { where: { missing: 1 } },
        { where: { tags: 1 } },
        { where: { count: 1 } },
        { where: { price: '1e5' } },
        { where: { name: { like: 'a%' } } },
        { where: { name: {} } },
        { where: { name: undefined } },
        { where: { name: null } },
        { orderBy: 'tags' },
        { orderBy: ['name', '-name'] },
        { limit: 0 },
        { limit: 10_001 },
        { after: 'rubbish' },
        { after: '["name,place",["a",1]]', orderBy: 'count' },
        { after: '["name,place",[1,"a"]]' },
        { after: '["name,place",[null,1]]' },
      ]) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- callers without types give anything
        await expect(reader.find(wrong as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
    });

    it('build beside, and switch in one transaction', async () => {
      const { apply, reader } = await start(tables);
      await apply(await append(set('a', 1)));
      const beside = { ...sampleTable, name: `${sampleTable.name} beside` };
      await tables.transact(async (transaction) => {
        await transaction.createTable(beside);
        await transaction.createTable(beside);
        await transaction.write(beside, [sampleTable.write({ ...(await everythingIn(transaction)), count: 2n })], []);
      });
      expect((await tables.reader(beside).find()).rows.map(({ count }) => count)).toEqual([2n]);
      await tables.transact(async (transaction) => {
        await transaction.dropTable(sampleTable.name);
        await transaction.renameTable(beside.name, sampleTable.name);
        expect(await transaction.hasTable(beside.name)).toBe(false);
        expect(await transaction.hasTable(sampleTable.name)).toBe(true);
      });
      expect((await reader.find()).rows.map(({ count }) => count)).toEqual([2n]);
    });

    it('take back everything of a transaction that fails, and show nothing of it before', async () => {
      const { reader } = await start(tables);
      const failed = tables.transact(async (transaction) => {
        await transaction.write(sampleTable, [sampleTable.write(sampleRow('a'))], []);
        await transaction.builds.write({ ...fresh, position: 9n });
        await transaction.deadLetters.park(letter(9n));
        const savepoint = await transaction.savepoint();
        await transaction.write(sampleTable, [sampleTable.write(sampleRow('b'))], []);
        await savepoint.rollback();
        expect(
          await transaction.read(sampleTable, [
            { name: 'a', place: 1 },
            { name: 'b', place: 1 },
          ]),
        ).toEqual([sampleTable.write(sampleRow('a')), undefined]);
        throw new Error('enough');
      });
      const seen = reader.find();
      await expect(failed).rejects.toThrow('enough');
      expect((await seen).rows).toEqual([]);
      await tables.transact(async ({ builds, deadLetters }) => {
        expect(await builds.list()).toEqual([fresh]);
        expect(await deadLetters.list()).toEqual([]);
      });
    });

    it('keep the books', async () => {
      await tables.transact(async ({ builds, deadLetters }) => {
        const more: Build = { ...fresh, fingerprint: 'other', partition: 3, state: 'building', notes: '{"a":1}' };
        await builds.write(fresh);
        await builds.write(more);
        await builds.write({ ...more, position: 2n ** 63n - 1n });
        await builds.write({ ...more, projection: 'Zebra' });
        expect(await builds.list('Sample')).toEqual([{ ...more, position: 2n ** 63n - 1n }, fresh]);
        expect(await builds.list()).toHaveLength(3);
        await builds.remove(more);
        expect(await builds.lock(more)).toBeUndefined();
        expect(await builds.lock(fresh, 'skip')).toEqual(fresh);
        await deadLetters.park(letter(7n));
        await deadLetters.park(letter(5n));
        await deadLetters.park({ ...letter(7n), error: 'again' });
        expect(await deadLetters.list('Sample')).toEqual([letter(5n), { ...letter(7n), error: 'again' }]);
        await deadLetters.remove(key, 5n);
        expect(await deadLetters.list('Other')).toEqual([]);
        expect(await deadLetters.list()).toHaveLength(1);
      });
    });

    it('run transactions one after the other, also those that were not waited for', async () => {
      const { apply } = await start(tables);
      const records = await append(...Array.from({ length: 30 }, () => set('a')));
      await Promise.all(records.map((_, index) => apply(records.slice(0, index + 1))));
      expect((await everything(tables)).map(({ count }) => count)).toEqual([30n]);
    });

    it('do a job again whose connection is lost, and count each event once', async () => {
      if (tables.engine !== 'postgres') return;
      const { apply, projection } = await start(tables);
      await apply(await append(set('a')));
      const records = await append(set('a', 10));
      const projector = createProjector(projection, { aggregates: sampleSources });
      let tries = 0;
      const done = await tables.transact(async (transaction) => {
        const build = await transaction.builds.lock(key);
        if (build === undefined || build === 'taken') throw new Error('there is no build');
        const applied = await projector.apply(transaction, build, { records, isReplay: false });
        tries += 1;
        if (tries === 1) {
          const [row] = await transaction.query('SELECT pg_backend_pid() AS pid');
          await cluster.query('SELECT pg_terminate_backend($1)', [row?.['pid']]);
        }
        await transaction.query('SELECT 1');
        return applied;
      });
      done.keep();
      expect(tries).toBe(2);
      await apply(await append(set('a', 100)));
      expect((await everything(tables)).map(({ count }) => count)).toEqual([111n]);
    });

    it('take nothing more when they are closed', async () => {
      await opened.close();
      await expect(tables.transact(async () => undefined)).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(tables.reader(sampleTable).find()).rejects.toThrow(StoreError);
    });
  });
}

function sampleRow(name: string): SampleRow {
  return {
    name,
    place: 1,
    count: 1n,
    ratio: 0.5,
    price: '1',
    isOpen: false,
    seenAt: '2026-11-28T00:00:00.000Z',
    day: '2026-11-28',
    blob: '',
    tags: [],
    note: null,
  };
}

function letter(position: bigint) {
  return {
    ...key,
    position,
    stream: 'Sample-1',
    revision: Number(position),
    type: 'Set',
    error: 'no',
    parkedAt: '2026-11-28T00:00:00.000Z',
  };
}

async function everythingIn(
  transaction: Parameters<Parameters<ProjectionTables['transact']>[0]>[0],
): Promise<SampleRow> {
  const [row] = await transaction.read(sampleTable, [{ name: 'a', place: 1 }]);
  return sampleTable.parse(row);
}

/** What PostgreSQL writes otherwise: an instant with other digits, a zero with a sign. */
function plain({ price, dueAt, ...row }: SampleRow) {
  return {
    ...row,
    price: price.replace(/^-(?=0\.0$)/u, ''),
    dueAt: dueAt && Date.parse(dueAt),
    more: dueAt?.includes('456'),
  };
}
