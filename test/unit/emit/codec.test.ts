import { describe, expect, it } from 'vitest';
import { type Codec, type EventToWrite, EncodeError, DecodeError, type StoredRecord } from '@varve/runtime';
import { codecFiles, loadGenerated } from '../../property/load-generated.js';
import { readContext } from './read-context.js';

const yaml = `
varve: 1
context: shop
metadata:
  clerk: { type: string?, maxLength: 3 }
  shift: long?
types:
  Sku: { type: string, pattern: "^[A-Z]{2}$", brand: true }
  Amount: { type: long, min: 0 }
  Tree: { fields: { label: string, size: long, children: "Tree[]" } }
  Payment:
    union: kind
    of:
      card: { fields: { last4: string } }
      cash: { fields: { given: Amount } }
aggregates:
  Cart:
    id: uuid
    events:
      Changed:
        was: [Altered, constructor]
        fields:
          sku: Sku
          quantity: { type: int, min: 1, max: 10 }
          note: string?
          tags: { type: "string[]", maxItems: 2, unique: true }
          prices: "map<Sku, Amount>"
          payment: Payment
          tree: "Tree | null"
          constructor: boolean
          photo: { type: bytes?, maxLength: 2 }
          extra: json
      Gone: { retired: true, fields: { at: timestamp } }
      Forgotten: { retired: { drop: true }, fields: { at: timestamp } }
    state: { fields: {} }
`;

const files = codecFiles(
  readContext(
    yaml.replace(
      '    state: { fields: {} }\n',
      '    state: { fields: { n: { type: int, init: 0 } }, reduce: { others: ignore } }\n',
    ),
    { importExtension: '.ts' },
  ),
);
const [loaded] = await loadGenerated([files], 'shop/cart/codec.ts');
const codec = loaded?.['cartCodec'] as Codec<
  { type: string; data: unknown; metadata?: unknown },
  { type: string; data: unknown; metadata?: unknown }
>;

const stored = {
  sku: 'AB',
  quantity: 2,
  tags: ['x', 'y'],
  prices: { CD: '5' },
  payment: { kind: 'cash', given: '9007199254740993' },
  tree: { label: 'root', size: '1', children: [{ label: 'leaf', size: '-2', children: [] }] },
  constructor: true,
  photo: 'AAE=',
  extra: JSON.parse('{"__proto__":{"polluted":1},"a":[null]}') as unknown,
};

const typed = {
  sku: 'AB',
  quantity: 2,
  tags: ['x', 'y'],
  prices: { CD: 5n },
  payment: { kind: 'cash', given: 9007199254740993n },
  tree: { label: 'root', size: 1n, children: [{ label: 'leaf', size: -2n, children: [] }] },
  constructor: true,
  photo: new Uint8Array([0, 1]),
  extra: JSON.parse('{"__proto__":{"polluted":1},"a":[null]}') as unknown,
};

function record(data: unknown, over: Partial<StoredRecord> = {}): StoredRecord {
  return {
    id: '018f3c4e-7b2a-7cde-8f01-23456789abcd',
    type: 'Changed',
    version: 1,
    data: typeof data === 'string' ? data : JSON.stringify(data),
    metadata: undefined,
    stream: 'Cart-1',
    revision: 7,
    position: 9n,
    recordedAt: '2026-11-23T09:30:00.000Z',
    ...over,
  };
}

/** What is wrong with data that is read, as `pointer expected/found`. */
function wrong(change: (data: Record<string, unknown>) => void, over: Partial<StoredRecord> = {}): string {
  const data = structuredClone(stored) as Record<string, unknown>;
  change(data);
  return problemOf(() => codec.decode([record(data, over)]), DecodeError);
}

function refused(change: (data: Record<string, unknown>) => void): string {
  const data: Record<string, unknown> = { ...typed };
  change(data);
  return problemOf(() => codec.encode([{ type: 'Changed', data }]), EncodeError);
}

function problemOf(act: () => unknown, kind: typeof DecodeError | typeof EncodeError): string {
  try {
    act();
  } catch (error) {
    if (error instanceof kind) return `${error.pointer} expected ${error.expected}, found ${error.found}`;
    throw error;
  }
  return 'nothing';
}

describe('an emitted codec', () => {
  it('reads what is stored in its typed form, and writes it back', () => {
    const [event] = codec.decode([record(stored)]);
    expect(event?.data).toEqual(typed);
    const [written] = codec.encode([{ type: 'Changed', data: event?.data }]);
    expect(JSON.parse(written?.data ?? '')).toEqual(stored);
    expect(written?.data).toContain('"__proto__":{"polluted":1}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('builds revived data in the order in which fields are declared', () => {
    const [event] = codec.decode([record(stored)]);
    expect(Object.keys(event?.data as object).filter((key) => key !== 'photo')).toEqual([
      'sku',
      'quantity',
      'tags',
      'prices',
      'payment',
      'tree',
      'constructor',
      'extra',
    ]);
  });

  it('says what is wrong with stored data, and where', () => {
    expect(wrong((data) => delete data['sku'])).toBe('/sku expected a string that matches ^[A-Z]{2}$, found nothing');
    expect(wrong((data) => (data['quantity'] = 11))).toBe('/quantity expected an integer from 1 to 10, found 11');
    expect(wrong((data) => (data['note'] = null))).toBe('/note expected a string, found null');
    expect(wrong((data) => (data['tags'] = ['a', 'b', 'c']))).toBe(
      '/tags expected a list of 2 items at most, found a list of 3 items',
    );
    expect(wrong((data) => (data['tags'] = ['a', 1]))).toBe('/tags/1 expected a string, found 1');
    expect(wrong((data) => (data['tags'] = ['a', 'a']))).toBe(
      '/tags expected a list of 2 items at most that are all different, found a list of 2 items',
    );
    expect(wrong((data) => (data['prices'] = { 'a/b': '1' }))).toBe(
      '/prices/a~1b expected a key that is a string that matches ^[A-Z]{2}$, found "a/b"',
    );
    expect(wrong((data) => (data['prices'] = { CD: '-1' }))).toBe(
      '/prices/CD expected a string of a 64-bit integer of 0 at least, found "-1"',
    );
    expect(wrong((data) => (data['payment'] = { kind: 'iou' }))).toBe(
      '/payment/kind expected one of "card", "cash", found "iou"',
    );
    expect(wrong((data) => (data['payment'] = { kind: 'card', last4: '1', given: '2' }))).toBe(
      '/payment/given expected no such field, found a field "given"',
    );
    expect(
      wrong((data) => (data['tree'] = { label: 'a', size: '1', children: [{ label: 'b', size: 1, children: [] }] })),
    ).toBe('/tree/children/0/size expected a string of a 64-bit integer, found 1');
    expect(wrong((data) => delete data['constructor'])).toBe('/constructor expected true or false, found nothing');
    expect(wrong((data) => (data['photo'] = 'AAEC'))).toBe('/photo expected base64 of 2 bytes at most, found "AAEC"');
    expect(wrong((data) => (data['toString'] = 1))).toBe('/toString expected no such field, found a field "toString"');
    expect(wrong(() => undefined, { data: '[]' })).toBe(' expected an object, found an empty list');
    expect(wrong(() => undefined, { data: JSON.stringify(stored).replace('{', '{"__proto__":1,') })).toBe(
      '/__proto__ expected no such field, found a field "__proto__"',
    );
  });

  it('refuses to write what could not be read', () => {
    expect(refused((data) => (data['payment'] = { kind: 'cash', given: '5' }))).toBe(
      '/payment/given expected a bigint of 64 bits, found "5"',
    );
    expect(refused((data) => (data['payment'] = { kind: 'cash', given: 1n << 64n }))).toBe(
      '/payment/given expected a bigint of 64 bits, found 18446744073709551616n',
    );
    expect(
      refused((data) => (data['tree'] = { label: 'a', size: 1n, children: [{ label: 'b', size: 2, children: [] }] })),
    ).toBe('/tree/children/0/size expected a bigint of 64 bits, found 2');
    expect(refused((data) => (data['photo'] = 'AAE='))).toBe('/photo expected a Uint8Array, found "AAE="');
    expect(refused((data) => (data['quantity'] = Number.NaN))).toBe(
      '/quantity expected an integer from 1 to 10, found NaN',
    );
    expect(refused((data) => (data['sku'] = undefined))).toBe(
      '/sku expected a string that matches ^[A-Z]{2}$, found nothing',
    );
    expect(refused((data) => (data['note'] = undefined))).toBe('nothing');
    expect(refused((data) => (data['other'] = undefined))).toBe('/other expected no such field, found a field "other"');
    expect(refused((data) => (data['payment'] = { kind: 'card', last4: '1', more: 1 }))).toBe(
      '/payment/more expected no such field, found a field "more"',
    );
    expect(refused((data) => (data['extra'] = { a: undefined }))).toMatch(/^\/extra expected JSON, found /u);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(refused((data) => (data['extra'] = cycle))).toBe('/extra expected JSON, found a list of 1 item');
    expect(refused((data) => (data['prices'] = { CD: undefined }))).toBe(
      '/prices/CD expected a string of a 64-bit integer of 0 at least, found nothing',
    );
    expect(refused((data) => (data['tags'] = new Array(1)))).toBe('/tags/0 expected a string, found nothing');
    const tree = { label: 'a', size: 1n, children: [] as unknown[] };
    tree.children.push(tree);
    // The way that tests load modules can turn the end of the stack into another error.
    expect(refused((data) => (data['tree'] = tree))).toMatch(
      /^ expected a (?:value that is not nested so deeply|step that does not fail), /u,
    );
    expect(refused((data) => (data['prices'] = new Map()))).toBe(
      '/prices expected an object, found an instance of Map',
    );
  });

  it('reads names that an event used to have, and passes over what is dropped', () => {
    const types = codec
      .decode([
        record(stored, { type: 'Altered' }),
        record(stored, { type: 'constructor' }),
        record({ at: '2026-11-23T09:30:00Z' }, { type: 'Gone' }),
        record('not even JSON', { type: 'Forgotten' }),
      ])
      .map(({ type }) => type);
    expect(types).toEqual(['Changed', 'Changed', 'Gone']);
  });

  it('writes no event that is retired', () => {
    const event: EventToWrite<{ type: string; data: unknown }> = { type: 'Gone', data: { at: '2026-11-23T09:30:00Z' } };
    expect(problemOf(() => codec.encode([event]), EncodeError)).toBe(
      '/type expected an event of Cart that may be written, found "Gone"',
    );
  });

  it('checks and converts declared metadata, and keeps what else is there', () => {
    const metadata = { clerk: 'Ann', shift: 7n, correlationId: 'c', more: [1] };
    const [written] = codec.encode([{ type: 'Changed', data: typed, metadata }]);
    expect(JSON.parse(written?.metadata ?? '')).toEqual({ clerk: 'Ann', shift: '7', correlationId: 'c', more: [1] });
    const [read] = codec.decode([record(stored, { metadata: written?.metadata })]);
    expect(read?.metadata).toEqual(metadata);
    expect(
      problemOf(() => codec.encode([{ type: 'Changed', data: typed, metadata: { clerk: 'Anne' } }]), EncodeError),
    ).toBe('/clerk expected a string of 3 characters at most, found "Anne"');
    expect(problemOf(() => codec.encode([{ type: 'Changed', data: typed, metadata: { shift: 7 } }]), EncodeError)).toBe(
      '/shift expected a bigint of 64 bits, found 7',
    );
  });
});
