import { StoreError } from '../../errors.js';
import type { StoredRow } from '../../projection-table.js';
import type { Build, BuildKey, DeadLetter } from '../../projections/build.js';
import { createReader } from '../../projections/create-reader.js';
import { checkShape, checkTableName, keyColumns } from '../../projections/dialect.js';
import { findInMemory } from '../../projections/find-in-memory.js';
import type { OpenedTables, TableShape, TablesTransaction } from '../../projections/projection-tables.js';
import { createTurnsInOrder } from '../turns-in-order.js';
import { compareTexts } from '../../projections/sortable.js';

type Table = Map<string, StoredRow>;

/** Takes back one change. */
type Undo = () => void;

interface Contents {
  readonly tables: Map<string, Table>;
  readonly builds: Map<string, Build>;
  readonly letters: Map<string, DeadLetter>;
}

/** Projections' tables in memory, for tests and for what may be folded anew by every process. */
export function openMemoryTables(): OpenedTables {
  const contents: Contents = { tables: new Map(), builds: new Map(), letters: new Map() };
  const turns = createTurnsInOrder();
  let closed = false;
  const inTurn = async <Result>(job: () => Promise<Result>): Promise<Result> => {
    if (closed) throw new StoreError('CLOSED', 'the tables are closed');
    return turns.run(job);
  };

  // Readers take turns too: nobody sees what is not committed.
  const read = (table: TableShape, keys: readonly StoredRow[]): Promise<readonly (StoredRow | undefined)[]> =>
    inTurn(async () => readRows(contents, table, keys));
  const find: OpenedTables['find'] = (table, plan) =>
    inTurn(async () => findInMemory(tableOf(contents, table.name).values(), plan));

  return {
    engine: 'memory',
    read,
    find,
    reader: (table) => createReader({ read, find }, table),
    transact: (job) =>
      inTurn(async () => {
        const undos: Undo[] = [];
        try {
          return await job(createTransaction(contents, undos));
        } catch (error) {
          undoTo(undos, 0);
          throw error;
        }
      }),
    async close() {
      closed = true;
      await turns.drained();
    },
  };
}

function undoTo(undos: Undo[], length: number): void {
  for (const undo of undos.splice(length).reverse()) undo();
}

function createTransaction(contents: Contents, undos: Undo[]): TablesTransaction {
  const { tables, builds, letters } = contents;
  const change = <Value>(map: Map<string, Value>, key: string, value: Value | undefined): void => {
    const before = map.get(key);
    undos.push(() => put(map, key, before));
    put(map, key, value);
  };
  return {
    engine: 'memory',
    query: () =>
      Promise.reject(new StoreError('UNSUPPORTED', 'tables in memory have no database that could be queried')),
    async createTable(table) {
      checkShape(table);
      if (!tables.has(table.name)) change<Table>(tables, table.name, new Map());
    },
    hasTable: async (name) => tables.has(name),
    async renameTable(from, to) {
      checkTableName(to);
      if (tables.has(to)) throw new StoreError('FAILED', `there is a table ${to} already`);
      const table = tableOf(contents, from);
      change(tables, from, undefined);
      change(tables, to, table);
    },
    async copyRows(from, to) {
      tableOf(contents, to);
      change<Table>(tables, to, new Map(tableOf(contents, from)));
    },
    dropTable: async (name) => change(tables, name, undefined),
    read: async (table, keys) => readRows(contents, table, keys),
    find: async (table, plan) => findInMemory(tableOf(contents, table.name).values(), plan),
    async write(table, rows, removed) {
      const kept = tableOf(contents, table.name);
      for (const row of rows) change(kept, keyText(table, row), row);
      for (const key of removed) change(kept, keyText(table, key), undefined);
    },
    async savepoint() {
      const { length } = undos;
      return { rollback: async () => undoTo(undos, length), release: async () => undefined };
    },
    builds: {
      list: async (projection) => sorted([...builds.values()].filter((build) => isOf(build, projection))),
      lock: async (key) => builds.get(buildText(key)),
      async create(build) {
        if (builds.has(buildText(build))) return false;
        change(builds, buildText(build), { ...build });
        return true;
      },
      write: async (build) => change(builds, buildText(build), { ...build }),
      remove: async (key) => change(builds, buildText(key), undefined),
    },
    deadLetters: {
      list: async (projection) =>
        sorted([...letters.values()].filter((letter) => isOf(letter, projection))).sort((a, b) =>
          a.position < b.position ? -1 : Number(a.position > b.position),
        ),
      park: async (letter) => change(letters, letterText(letter, letter.position), { ...letter }),
      remove: async (key, position) => change(letters, letterText(key, position), undefined),
    },
  };
}

function put<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function tableOf({ tables }: Contents, name: string): Table {
  const table = tables.get(name);
  if (table === undefined) throw new StoreError('UNSUPPORTED', `the table ${name} is not there`);
  return table;
}

function readRows(
  contents: Contents,
  table: TableShape,
  keys: readonly StoredRow[],
): readonly (StoredRow | undefined)[] {
  const rows = tableOf(contents, table.name);
  return keys.map((key) => rows.get(keyText(table, key)));
}

function keyText(table: TableShape, row: StoredRow): string {
  return JSON.stringify(keyColumns(table).map(({ field }) => row[field]));
}

function isOf(key: BuildKey, projection: string | undefined): boolean {
  return projection === undefined || key.projection === projection;
}

function buildText({ projection, fingerprint, partition }: BuildKey): string {
  return JSON.stringify([projection, fingerprint, partition]);
}

function letterText(key: BuildKey, position: bigint): string {
  return `${buildText(key)} ${position}`;
}

function sorted<Key extends BuildKey>(keys: Key[]): Key[] {
  return keys.sort(
    (a, b) =>
      compareTexts(a.projection, b.projection) ||
      compareTexts(a.fingerprint, b.fingerprint) ||
      a.partition - b.partition,
  );
}
