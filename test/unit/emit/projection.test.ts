import type { Projection, ProjectionTransaction, Rows } from '@varve/runtime';
import { describe, expect, it } from 'vitest';
import { emitContextCodec } from '../../../src/emit/context-codec.js';
import { emitProjection } from '../../../src/emit/projection.js';
import { runGenerated } from '../../support/run-generated.js';
import { projectionOf, readContext } from './read-context.js';

type Row = Readonly<Record<string, unknown>>;
type AnyProjection = Projection<Row, Row, { type: string; data: unknown }, string>;

const schema = `varve: 1
context: test
types: { Sku: { type: string, brand: true }, Kind: [a, b] }
aggregates:
  Cart:
    id: uuid
    events:
      Added: { fields: { sku: Sku, quantity: int, at: "timestamp?" } }
      Removed: { fields: { sku: Sku, quantity: int } }
      Cleared: { fields: {} }
    state: { fields: {}, reduce: { others: ignore } }
  Shelf:
    id: long
    stream: "Shelf-{id}-x"
    events:
      Filled: { fields: { sku: Sku, pieces: long } }
      Painted: { fields: {} }
    state: { fields: {}, reduce: { others: ignore } }
projections:
  Demand:
    description: How many were wanted.
    of: [Cart, Shelf]
    key: { sku: Sku }
    columns: { added: { type: long, init: 0 }, tags: { type: "map<string, int>", init: {} }, last: timestamp? }
    reduce:
      Added: { at: { sku: sku }, add: { added: quantity, "tags[sku]": 1 }, set: { last: at } }
      Removed: { at: { sku: sku }, subtract: { added: quantity } }
      Cleared: custom
      Filled: { at: { sku: sku }, add: { added: pieces } }
      Painted: ignore
  Shelves:
    of: [Shelf]
    key: { shelf: long, at: timestamp }
    columns: { filled: { type: int, init: 0 } }
    reduce:
      Filled: { at: { shelf: $id, at: $recordedAt }, add: { filled: 1 } }
      Painted: { delete: true, at: { shelf: $id, at: $recordedAt } }
`;

function projection(
  name: string,
  timestamps: 'string' | 'date' = 'string',
  handlers?: object,
  others: readonly unknown[] = [],
): { projection: AnyProjection; text: string } {
  const emit = readContext(schema, { timestamps });
  const file = emitProjection(projectionOf(emit, name));
  const exported = runGenerated([file, emitContextCodec(emit)], file.path);
  const make = exported[file.path.includes('demand') ? 'demand' : 'shelves'] as (...given: unknown[]) => AnyProjection;
  return { projection: make(handlers, ...others), text: file.text };
}

function openRows({ keyText, keyOf }: AnyProjection): Rows<Row, Row> & { all(): Row[] } {
  const rows = new Map<string, Row>();
  return {
    get: (key) => rows.get(keyText(key)),
    put: (row) => void rows.set(keyText(keyOf(row)), row),
    delete: (key) => void rows.delete(keyText(key)),
    all: () => [...rows.values()],
  };
}

const transaction: ProjectionTransaction = { engine: 'memory', isReplay: false, query: () => Promise.resolve([]) };

const event = (type: string, data: object, stream = 'Cart-1'): never =>
  ({ type, data, stream, id: 'e', revision: 1, position: 1n, recordedAt: '2026-11-23T09:30:00.000Z' }) as never;

describe('a projection', () => {
  it('makes a row by the first event that reaches its key, and changes it by the next', () => {
    const { projection: demand } = projection('Demand');
    const rows = openRows(demand);
    void demand.handle(rows, event('Added', { sku: 'A', quantity: 2, at: '2026-01-01T00:00:00.000Z' }), transaction);
    void demand.handle(rows, event('Removed', { sku: 'B', quantity: 1 }), transaction);
    void demand.handle(rows, event('Filled', { sku: 'A', pieces: 5n }, 'Shelf-9-x'), transaction);
    void demand.handle(rows, event('Painted', {}, 'Shelf-9-x'), transaction);
    expect(rows.all()).toEqual([
      { sku: 'A', added: 7n, tags: { A: 1 }, last: '2026-01-01T00:00:00.000Z' },
      { sku: 'B', added: -1n, tags: {} },
    ]);
    void demand.handle(rows, event('Added', { sku: 'A', quantity: 1 }), transaction);
    expect(Object.keys(rows.all()[0] ?? {})).toEqual(['sku', 'added', 'tags']);
  });

  it('hands custom events over', () => {
    const seen: unknown[] = [];
    const { projection: demand } = projection('Demand', 'string', {
      Cleared: (...given: unknown[]) => void seen.push(...given),
    });
    const rows = openRows(demand);
    const cleared = event('Cleared', {});
    void demand.handle(rows, cleared, transaction);
    expect(seen).toEqual([rows, cleared, transaction]);
  });

  it('reads the id from the stream, and deletes rows', () => {
    const { projection: shelves } = projection('Shelves', 'date');
    const rows = openRows(shelves);
    const at = new Date('2026-11-23T09:30:00.000Z');
    void shelves.handle(rows, event('Filled', { sku: 'A', pieces: 5n }, 'Shelf-12-x'), transaction);
    expect(rows.all()).toEqual([{ shelf: 12n, at, filled: 1 }]);
    expect(shelves.keyText({ shelf: 12n, at })).toBe('12 2026-11-23T09:30:00.000Z');
    expect(shelves.of).toEqual(['Shelf']);
    void shelves.handle(rows, event('Painted', {}, 'Shelf-12-x'), transaction);
    expect(rows.all()).toEqual([]);
  });

  it('says which row an event touches, where the schema does', () => {
    const { projection: demand } = projection('Demand', 'string', {});
    expect(demand.touches(event('Added', { sku: 'A', quantity: 2 }))).toEqual({ sku: 'A' });
    expect(demand.touches(event('Cleared', {}))).toBe('custom');
    expect(demand.touches(event('Painted', {}, 'Shelf-9-x'))).toBeUndefined();
    const { projection: shelves } = projection('Shelves', 'date');
    const key = { shelf: 12n, at: new Date('2026-11-23T09:30:00.000Z') };
    expect(shelves.touches(event('Filled', { sku: 'A', pieces: 5n }, 'Shelf-12-x'))).toEqual(key);
    expect(shelves.touches(event('Painted', {}, 'Shelf-12-x'))).toEqual(key);
  });

  it('takes two ways to write one instant for one key', () => {
    const { projection: shelves } = projection('Shelves');
    const rows = openRows(shelves);
    for (const recordedAt of ['2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z', '2026-11-23T09:30:00.0001Z']) {
      const filled = { ...Object(event('Filled', { sku: 'A', pieces: 5n }, 'Shelf-12-x')), recordedAt };
      void shelves.handle(rows, filled, transaction);
      expect(shelves.keyText({ shelf: 12n, at: recordedAt })).toBe(shelves.keyText(Object(shelves.touches(filled))));
    }
    expect(rows.all()).toEqual([
      { shelf: 12n, at: '2026-11-23T09:30:00.000Z', filled: 2 },
      { shelf: 12n, at: '2026-11-23T09:30:00.000100Z', filled: 1 },
    ]);
  });

  it('has another fingerprint for another revision of its handlers', () => {
    const made = (revision?: number): string =>
      projection('Demand', 'string', {}, revision === undefined ? [] : [{ revision }]).projection.fingerprint;
    expect(made()).toMatch(/^[0-9a-f]{64}$/u);
    expect(made(2)).toBe(`${made()}.2`);
    expect(projection('Shelves').projection.fingerprint).not.toBe(made());
  });

  it('has a table, whose rows it writes as they are stored and reads back', () => {
    const { table } = projection('Demand', 'date', {}).projection;
    const last = new Date('2026-01-01T00:00:00.000Z');
    const stored = { sku: 'A', added: '7', tags: { A: 1 }, last: '2026-01-01T00:00:00.000Z' };
    expect(table.write({ sku: 'A', added: 7n, tags: { A: 1 }, last })).toEqual(stored);
    expect(table.parse(stored)).toEqual({ sku: 'A', added: 7n, tags: { A: 1 }, last });
    expect(() => table.parse({ ...stored, added: 7 })).toThrow('added');
    expect(() => table.write({ sku: 'A', added: 7, tags: {} })).toThrow('added');
    const shelves = projection('Shelves', 'date').projection.table;
    expect(shelves.writeKey({ shelf: 12n, at: last })).toEqual({ shelf: '12', at: '2026-01-01T00:00:00.000Z' });
    expect(() => shelves.writeKey({ shelf: 12n })).toThrow('at');
  });

  it('reads well', () => {
    expect(projection('Demand').text).toBe(`// @generated by varve from schemas/test.varve.yaml; do not edit

import {
  type Mutable,
  type Problem,
  type Projection,
  type ProjectionOptions,
  type ProjectionReader,
  type ProjectionRows,
  type ProjectionTable,
  type ProjectionTransaction,
  type RecordedEvent,
  type Rows,
  type SqlColumn,
  type SqlEngine,
  type SqlValue,
  type StoredRow,
  type Timestamp,
  assertNever,
  entry,
  expected,
  inside,
  isLong,
  isObject,
  isTimestamp,
  parsed,
  projectionFingerprint,
  reviveLong,
  storedLong,
  storedRecord,
  surplus,
} from '@varve/runtime';
import type { CartEvent, Cleared } from '../cart/events.js';
import { checkSku } from '../codec.js';
import type { ShelfEvent } from '../shelf/events.js';
import type { Sku, TestMetadata } from '../types.js';

/** How many were wanted. */
export type DemandRow = {
  readonly sku: Sku;
  readonly added: bigint;
  readonly tags: Readonly<Record<string, number>>;
  readonly last?: Timestamp;
};

/** What tells one row of Demand from every other. */
export type DemandKey = { readonly sku: Sku };

/** The handlers of Demand that its schema leaves to TypeScript. */
export type DemandHandlers = {
  readonly Cleared: (
    rows: Rows<DemandRow, DemandKey>,
    event: RecordedEvent<{ readonly type: 'Cleared'; readonly data: Cleared; readonly metadata?: TestMetadata }>,
    transaction: ProjectionTransaction,
  ) => void | Promise<void>;
};

function newDemandRow(key: DemandKey): DemandRow {
  return { sku: key.sku, added: 0n, tags: {} };
}

/**
 * How many were wanted.
 *
 * The projection Demand, for an engine to keep.
 */
export function demand(
  handlers: DemandHandlers,
  options: ProjectionOptions = {},
): Projection<DemandRow, DemandKey, CartEvent | ShelfEvent, 'Cart' | 'Shelf'> {
  return {
    name: 'Demand',
    of: ['Cart', 'Shelf'],
    fingerprint: projectionFingerprint('bf4cae1240536eff29d6a4daeb69d1110523db6958afa1da865f6355ea4303b3', options),
    table: demandTable,
    keyText: (key) => key.sku,
    keyOf: (row) => ({ sku: row.sku }),
    touches(event) {
      switch (event.type) {
        case 'Added':
        case 'Removed': {
          const { data } = event;
          return { sku: data.sku };
        }
        case 'Cleared':
          return 'custom';
        case 'Filled': {
          const { data } = event;
          return { sku: data.sku };
        }
        case 'Painted':
          return undefined;
        default:
          return assertNever(event);
      }
    },
    handle(rows, event, transaction) {
      switch (event.type) {
        case 'Added': {
          const { data } = event;
          const key: DemandKey = { sku: data.sku };
          const row = rows.get(key) ?? newDemandRow(key);
          const next: Mutable<DemandRow> = {
            sku: row.sku,
            added: row.added + BigInt(data.quantity),
            tags: { ...row.tags, [data.sku]: (entry(row.tags, data.sku) ?? 0) + 1 },
          };
          if (data.at !== undefined) next.last = data.at;
          rows.put(next);
          return;
        }
        case 'Removed': {
          const { data } = event;
          const key: DemandKey = { sku: data.sku };
          const row = rows.get(key) ?? newDemandRow(key);
          const next: Mutable<DemandRow> = {
            sku: row.sku,
            added: row.added - BigInt(data.quantity),
            tags: row.tags,
          };
          if (row.last !== undefined) next.last = row.last;
          rows.put(next);
          return;
        }
        case 'Cleared':
          return handlers.Cleared(rows, event, transaction);
        case 'Filled': {
          const { data } = event;
          const key: DemandKey = { sku: data.sku };
          const row = rows.get(key) ?? newDemandRow(key);
          const next: Mutable<DemandRow> = { sku: row.sku, added: row.added + data.pieces, tags: row.tags };
          if (row.last !== undefined) next.last = row.last;
          rows.put(next);
          return;
        }
        case 'Painted':
          return;
        default:
          return assertNever(event);
      }
    },
  };
}

/** The table of Demand in a database. */
export const demandTable: ProjectionTable<DemandRow, DemandKey> = {
  name: 'demand',
  comment: 'How many were wanted.',
  columns: [
    { name: 'sku', field: 'sku', type: 'text', isKey: true, nullable: false, optional: false },
    { name: 'added', field: 'added', type: 'long', isKey: false, nullable: false, optional: false },
    { name: 'tags', field: 'tags', type: 'json', isKey: false, nullable: false, optional: false },
    { name: 'last', field: 'last', type: 'timestamp', isKey: false, nullable: true, optional: true },
  ],
  indexes: [],
  write: storeDemandRow,
  parse: parseDemandRow,
  writeKey: storeDemandKey,
};

/** The fields by which rows of Demand are found. */
export type DemandField = 'sku' | 'added' | 'last';

/** Reads the rows of Demand: \`readDemand(store.tables)\`. */
export function readDemand(rows: ProjectionRows): ProjectionReader<DemandRow, DemandKey, DemandField> {
  return rows.reader(demandTable);
}

/**
 * The table of Demand for Kysely, with the columns as they are called in the database and the values
 * as its driver gives them.
 */
export type DemandTable<Engine extends SqlEngine> = {
  readonly sku: SqlColumn<SqlValue<Engine, 'text'>>;
  readonly added: SqlColumn<SqlValue<Engine, 'long'>>;
  readonly tags: SqlColumn<SqlValue<Engine, 'json'>>;
  readonly last: SqlColumn<SqlValue<Engine, 'timestamp'> | null>;
};

function checkDemandRow(value: unknown): Problem | undefined {
  let problem: Problem | undefined;
  if (!isObject(value)) return expected('an object', value);
  const sku = value['sku'];
  problem = checkSku(sku);
  if (problem !== undefined) return inside('sku', problem);
  const added = value['added'];
  if (!isLong(added)) return inside('added', expected('a string of a 64-bit integer', added));
  const tags = value['tags'];
  if (!isObject(tags)) return inside('tags', expected('an object', tags));
  for (const key in tags) {
    const item = tags[key];
    if (typeof item !== 'number' || !Number.isSafeInteger(item)) {
      return inside('tags', inside(key, expected('an integer', item)));
    }
  }
  const last = value['last'];
  if (last !== undefined && !isTimestamp(last)) {
    return inside('last', expected('an instant in UTC like 2026-11-23T09:30:00Z', last));
  }
  for (const key in value) {
    if (key !== 'sku' && key !== 'added' && key !== 'tags' && key !== 'last') return surplus(key);
  }
  return undefined;
}

type DemandRowJson = {
  readonly sku: Sku;
  readonly added: string;
  readonly tags: { readonly [Key in string]: number };
  readonly last?: Timestamp;
};

function parseDemandRow(json: unknown): DemandRow {
  return reviveDemandRow(parsed<DemandRowJson>(checkDemandRow(json), json));
}

function reviveDemandRow(value: DemandRowJson): DemandRow {
  const changed: Mutable<DemandRow> = { sku: value.sku, added: reviveLong(value.added), tags: value.tags };
  if (value.last !== undefined) changed.last = value.last;
  return changed;
}

function storeDemandRow(data: unknown): StoredRow {
  const json = lowerDemandRow(data);
  return parsed<StoredRow>(checkDemandRow(json), json);
}

function lowerDemandRow(value: unknown): unknown {
  if (!isObject(value)) return value;
  return storedRecord({
    sku: value['sku'],
    added: storedLong(value['added']),
    tags: value['tags'],
    last: value['last'],
  }, value);
}

function checkDemandKey(value: unknown): Problem | undefined {
  let problem: Problem | undefined;
  if (!isObject(value)) return expected('an object', value);
  const sku = value['sku'];
  problem = checkSku(sku);
  if (problem !== undefined) return inside('sku', problem);
  for (const key in value) if (key !== 'sku') return surplus(key);
  return undefined;
}

function storeDemandKey(data: unknown): StoredRow {
  return parsed<StoredRow>(checkDemandKey(data), data);
}
`);
  });
});
