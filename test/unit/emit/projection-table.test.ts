import type { ProjectionTable } from '@varve/runtime';
import { describe, expect, it } from 'vitest';
import { emitContextCodec } from '../../../src/emit/context-codec.js';
import { emitProjection } from '../../../src/emit/projection.js';
import { runGenerated } from '../../support/run-generated.js';
import { projectionOf, readContext } from './read-context.js';

type Row = Readonly<Record<string, unknown>>;

/** The table of a projection with these key columns and columns, as its generated module exports it. */
function tableOf(lines: string): ProjectionTable<Row, Row> {
  const emit = readContext(`varve: 1
context: test
types:
  Sku: { type: string, brand: true }
  Tariff: { type: decimal, brand: true, scale: 2 }
  Kind: [a, b]
  Point: { fields: { x: int } }
  Payment: { union: kind, of: { card: { fields: {} } } }
  Later: { type: "timestamp | null" }
aggregates:
  Cart:
    id: uuid
    events: { Opened: { fields: {} } }
    state: { fields: {}, reduce: { others: ignore } }
projections:
  HTTPCarts:
    of: [Cart]
    ${lines.trim()}
    reduce: { Opened: ignore }
`);
  const file = emitProjection(projectionOf(emit, 'HTTPCarts'));
  return runGenerated([file, emitContextCodec(emit)], file.path)['httpCartsTable'] as ProjectionTable<Row, Row>;
}

describe('the table of a projection', () => {
  it('is called in snake_case, as are its columns, those of the key first', () => {
    const { name, columns } = tableOf(`
    columns: { HTTPStatus: int?, v2Count: int?, "it's": int?, "*/": int?, größe: int?, __x: int? }
    key: { cartId: uuid, sku: Sku }`);
    expect(name).toBe('http_carts');
    expect(columns.map((column) => [column.name, column.field, column.isKey])).toEqual([
      ['cart_id', 'cartId', true],
      ['sku', 'sku', true],
      ['http_status', 'HTTPStatus', false],
      ['v2_count', 'v2Count', false],
      ['it_s', "it's", false],
      ['x2a_2f', '*/', false],
      ['größe', 'größe', false],
      ['x', '__x', false],
    ]);
  });

  it.each([
    ['string', 'text'],
    ['Sku', 'text'],
    ['Kind', 'text'],
    ['[c, d]', 'text'],
    ['uuid', 'uuid'],
    ['int', 'integer'],
    ['long', 'long'],
    ['number', 'number'],
    ['decimal', 'decimal'],
    ['Tariff', 'decimal'],
    ['boolean', 'boolean'],
    ['timestamp', 'timestamp'],
    ['date', 'date'],
    ['bytes', 'bytes'],
    ['json', 'json'],
    ['Point', 'json'],
    ['Payment', 'json'],
    ['"int[]"', 'json'],
    ['"map<string, int>"', 'json'],
  ])('keeps %s in a column of %s', (written, type) => {
    const { columns } = tableOf(`
    key: { cartId: uuid }
    columns: { absent: { type: ${written.startsWith('[') ? `${written}, init: c` : written.replace(/("?)$/u, '?$1')} } }`);
    expect(columns[1]?.type).toBe(type);
  });

  it('says what NULL stands for', () => {
    const { columns } = tableOf(`
    key: { cartId: uuid }
    columns:
      always: { type: int, init: 0 }
      absent: int?
      none: int | null
      both: "int | null?"
      named: Later
      list: "Point | null"
      anything: { type: json, init: null }`);
    expect(columns.slice(1).map(({ field, type, nullable, optional }) => [field, type, nullable, optional])).toEqual([
      ['always', 'integer', false, false],
      ['absent', 'integer', true, true],
      ['none', 'integer', true, false],
      ['both', 'json', true, true],
      ['named', 'timestamp', true, false],
      ['list', 'json', true, false],
      ['anything', 'json', false, false],
    ]);
  });

  it('has the comments and the indexes of the schema', () => {
    const { comment, columns, indexes } = tableOf(`
    description: "One\\tline\\0 for each cart's */ end.\\n"
    key: { cartId: { type: uuid, description: Whose. } }
    columns: { itemCount: { type: long, init: 0 }, at: timestamp? }
    index: [[at, itemCount], [cartId]]`);
    expect(comment).toBe("One  line for each cart's */ end.");
    expect(columns.map((column) => column.comment)).toEqual(['Whose.', undefined, undefined]);
    expect(indexes).toEqual([['at', 'item_count'], ['cart_id']]);
  });

  it('takes one list for one index', () => {
    const { indexes } = tableOf(`
    key: { cartId: uuid }
    columns: { itemCount: { type: long, init: 0 }, at: timestamp? }
    index: [at, itemCount]`);
    expect(indexes).toEqual([['at', 'item_count']]);
  });

  it('writes rows as they are stored, reads them back, and refuses what is no row', () => {
    const table = tableOf(`
    key: { at: timestamp, n: long }
    columns: { kind: { type: Kind, init: a }, both: "int | null?", bytes: bytes?, tariff: Tariff? }`);
    const row = { at: '2026-01-01T00:00:00Z', n: 7n, kind: 'b', both: null, bytes: new Uint8Array([1, 2]) };
    const stored = { at: '2026-01-01T00:00:00Z', n: '7', kind: 'b', both: null, bytes: 'AQI=' };
    expect(table.write(row)).toEqual(stored);
    expect(table.parse(stored)).toEqual(row);
    expect(table.writeKey({ at: row.at, n: 7n })).toEqual({ at: row.at, n: '7' });
    expect(() => table.write({ ...row, kind: 'c' })).toThrow('kind');
    expect(() => table.write({ ...row, n: 2n ** 63n })).toThrow('n');
    expect(() => table.parse({ ...stored, tariff: '1.234' })).toThrow('tariff');
    expect(() => table.parse({ ...stored, more: 1 })).toThrow('more');
    expect(() => table.writeKey({ at: row.at })).toThrow('n');
  });
});
