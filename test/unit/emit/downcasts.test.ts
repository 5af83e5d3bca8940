import { describe, expect, test } from 'vitest';
import { emitContext } from '../../../src/emit/emit-context.js';
import { type Codec, type AnyEvent, DowncastError, EncodeError } from '../../../src/runtime/index.js';
import { runGenerated } from '../../support/run-generated.js';
import { typeErrors } from '../../support/type-errors.js';
import { readContext } from './read-context.js';

const compiled: { readonly path: string; readonly text: string }[] = [];

interface Defined {
  readonly codec: Codec<AnyEvent, AnyEvent>;
}

/** A cart whose `ItemAdded` has these versions, defined with what is hand-written. */
function cart(event: string, written: object = {}, options: { readonly timestamps?: 'date' } = {}): Defined {
  const context = `case-${compiled.length}`;
  const emit = readContext(
    `varve: 1
context: ${context}
types:
  Sku: { type: string, pattern: "^[A-Z]+$", brand: true }
  Money:
    versions:
      1: { fields: { cents: int } }
      2: { fields: { cents: long, currency: { type: [EUR, USD], from: { const: EUR } } } }
aggregates:
  Cart:
    id: string
    events:
      ItemAdded: ${event}
    state: { fields: {}, reduce: { others: ignore } }
`,
    options,
  );
  const files = emitContext(emit.context, emit.plans, new Map([[context, emit.names]]), emit.options);
  compiled.push(...files);
  const { defineCart } = runGenerated(files, `${context}/cart/repository.ts`) as {
    readonly defineCart: (definition: object) => Defined;
  };
  return defineCart(written);
}

/** The version and the text that an event is written as, or why it is not. */
function written({ codec }: Defined, data: unknown): unknown {
  try {
    const [record] = codec.encode([{ type: 'ItemAdded', data }]);
    return record && [record.version, record.data];
  } catch (error) {
    if (error instanceof DowncastError) {
      const { type, fromVersion, toVersion, pointer, reason } = error;
      return { type, fromVersion, toVersion, pointer, reason };
    }
    if (error instanceof EncodeError) return error.message;
    throw error;
  }
}

describe('a pinned event', () => {
  const shop = (pin: string): Defined =>
    cart(`
        ${pin}
        versions:
          1: { fields: { sku: Sku, qty: int } }
          2: { fields: { sku: Sku, quantity: { type: int, max: 100, from: qty } } }
          3: { fields: { sku: Sku, quantity: { type: int, max: 100 }, price: { type: Money@2 | null, from: { const: null } } } }`);

  test('is written at the older version', () => {
    expect(written(shop('pin: 2'), { sku: 'A', quantity: 2, price: null })).toEqual([2, '{"sku":"A","quantity":2}']);
    expect(written(shop('pin: 1'), { sku: 'A', quantity: 2, price: null })).toEqual([1, '{"sku":"A","qty":2}']);
    expect(written(shop('pin: 3'), { sku: 'A', quantity: 2, price: null })).toEqual([
      3,
      '{"sku":"A","quantity":2,"price":null}',
    ]);
  });

  test('is refused where the older version cannot hold it, and nothing of it is encoded', () => {
    const data = { sku: 'A', quantity: 2, price: { cents: 5n, currency: 'EUR' } };
    expect(written(shop('pin: 2'), data)).toEqual({
      type: 'ItemAdded',
      fromVersion: 3,
      toVersion: 2,
      pointer: '/price',
      reason: 'expected nothing but null, found an object',
    });
    expect(written(shop('pin: 1'), data)).toMatchObject({ fromVersion: 3, toVersion: 1, pointer: '/price' });
    const { codec } = shop('pin: 2');
    const fine = { type: 'ItemAdded', data: { sku: 'A', quantity: 2, price: null } };
    expect(() => codec.encode([fine, { type: 'ItemAdded', data }])).toThrow(
      'ItemAdded version 3 cannot be written as version 2: at "/price" expected nothing but null, found an object',
    );
  });

  test('is held to the newest version first', () => {
    expect(written(shop('pin: 2'), { sku: 'A', quantity: 200, price: null })).toBe(
      'ItemAdded version 3 (event 0) cannot be written: at "/quantity": expected an integer of 100 at most, found 200',
    );
  });

  test('is read back as the newest', () => {
    const { codec } = shop('pin: 1');
    const [record] = codec.encode([{ type: 'ItemAdded', data: { sku: 'A', quantity: 2, price: null } }]);
    const stored = { metadata: undefined, ...record, id: 'e', type: 'ItemAdded', version: 1, data: record?.data ?? '' };
    const [event] = codec.decode([
      { ...stored, stream: 'Cart-1', revision: 1, position: 1n, recordedAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(event).toMatchObject({ version: 3, storedVersion: 1, data: { sku: 'A', quantity: 2, price: null } });
  });
});

describe('each rule runs backwards', () => {
  const pinned = (before: string, after: string, options = {}): ((data: unknown) => unknown) => {
    const defined = cart(`{ pin: 1, versions: { 1: { fields: { ${before} } }, 2: ${after} } }`, {}, options);
    return (data) => written(defined, data);
  };

  test('a path into a record makes the record', () => {
    const write = pinned(
      'at: { fields: { city: string, zip: int?, note: string? } }',
      '{ fields: { town: { type: string, from: at.city }, zip: { type: "int?", from: at.zip } } }',
    );
    expect(write({ town: 'Ulm', zip: 7 })).toEqual([1, '{"at":{"city":"Ulm","zip":7}}']);
    expect(write({ town: 'Ulm' })).toEqual([1, '{"at":{"city":"Ulm"}}']);
  });

  test('a record is taken apart, and says nothing that the older version has no place for', () => {
    const write = pinned(
      'price: decimal, note: string?',
      `{ fields: { money: { fields: { amount: decimal, currency: [EUR, USD], more: string? }, from: { fields: { amount: price, currency: { const: EUR } } } } }, drop: [note] }`,
    );
    expect(write({ money: { amount: '1.50', currency: 'EUR' } })).toEqual([1, '{"price":"1.50"}']);
    expect(write({ money: { amount: '1.50', currency: 'USD' } })).toMatchObject({
      pointer: '/money/currency',
      reason: 'expected nothing but "EUR", found "USD"',
    });
    expect(write({ money: { amount: '1.50', currency: 'EUR', more: '' } })).toMatchObject({
      pointer: '/money/more',
      reason: 'expected nothing, found ""',
    });
  });

  test('an optional or nullable record that the step always makes must be there', () => {
    const write = pinned(
      'price: decimal?',
      '{ fields: { money: { fields: { amount: "decimal?" }, from: { fields: { amount: price } } }, other: { type: "string?" } } }',
    );
    expect(write({ money: {} })).toEqual([1, '{}']);
    expect(write({ money: {}, other: 'x' })).toMatchObject({
      pointer: '/other',
      reason: 'expected nothing, found "x"',
    });
  });

  test('an enum that is mapped one to one', () => {
    const write = pinned(
      'state: [hold, open]',
      '{ fields: { status: { type: [waiting, active, new, hold], from: { field: state, map: { hold: waiting, open: active } } } } }',
    );
    expect(write({ status: 'waiting' })).toEqual([1, '{"state":"hold"}']);
    expect(write({ status: 'new' })).toMatchObject({
      pointer: '/status',
      reason: 'expected a member that the older version knows, found "new"',
    });
    expect(write({ status: 'hold' })).toMatchObject({ pointer: '/status' });
  });

  test('lists: wrapped where there is one item, and the first as a list of one', () => {
    const wrap = pinned('tag: string', '{ fields: { tags: { type: "string[]", from: { wrap: tag } } } }');
    expect(wrap({ tags: ['a'] })).toEqual([1, '{"tag":"a"}']);
    expect(wrap({ tags: ['a', 'b'] })).toMatchObject({
      pointer: '/tags',
      reason: 'expected a list of one item, found a list of 2 items',
    });
    expect(wrap({ tags: [] })).toMatchObject({ reason: 'expected a list of one item, found an empty list' });
    const first = pinned(
      'tags: "string[]"',
      '{ fields: { tag: { type: "string | null", from: { first: tags, else: { const: null } } } } }',
    );
    expect(first({ tag: 'a' })).toEqual([1, '{"tags":["a"]}']);
    expect(first({ tag: null })).toEqual([1, '{"tags":[]}']);
  });

  test('texts: formatted again, and parsed again where they are the one text', () => {
    const parse = pinned('n: string', '{ fields: { n: { type: long, from: { parse: n } } } }');
    expect(parse({ n: 12n })).toEqual([1, '{"n":"12"}']);
    const format = pinned(
      'n: int, at: timestamp',
      '{ fields: { n: { type: string, from: { format: n } }, at: { type: string, from: { format: at } } } }',
    );
    expect(format({ n: '12', at: '2026-01-01T00:00:00.000Z' })).toEqual([
      1,
      '{"n":12,"at":"2026-01-01T00:00:00.000Z"}',
    ]);
    expect(format({ n: '012', at: '' })).toMatchObject({ pointer: '/n' });
    expect(format({ n: '12', at: 'today' })).toMatchObject({ pointer: '/at' });
  });

  test('widenings narrow where the value fits', () => {
    const write = pinned(
      'a: int, b: "int[]", c: [x], d: Money@1, e: int',
      '{ fields: { a: "long | null", b: "(long | null)[]", c: [x, y], d: Money@2, e: "number?" } }',
    );
    const data = { a: 1n, b: [2n], c: 'x', d: { cents: 3n, currency: 'EUR' }, e: 4 };
    expect(write(data)).toEqual([1, '{"a":1,"b":[2],"c":"x","d":{"cents":3},"e":4}']);
    expect(write({ ...data, a: null })).toMatchObject({ pointer: '/a', reason: 'expected an integer, found null' });
    expect(write({ ...data, a: 2n ** 60n })).toMatchObject({ pointer: '/a' });
    expect(write({ ...data, b: [null] })).toMatchObject({ pointer: '/b/0' });
    expect(write({ ...data, c: 'y' })).toMatchObject({ pointer: '/c' });
    expect(write({ ...data, d: { cents: 3n, currency: 'USD' } })).toMatchObject({
      pointer: '/d/currency',
      reason: 'expected nothing but "EUR", found "USD"',
    });
    expect(write({ ...data, e: 1.5 })).toMatchObject({ pointer: '/e' });
    expect(write({ ...data, e: undefined })).toMatchObject({
      pointer: '/e',
      reason: 'expected an integer, found nothing',
    });
  });

  test('a field of the envelope is left out, and one that was dropped refilled', () => {
    const write = pinned(
      'note: string, count: int?',
      '{ fields: { at: { type: timestamp, from: { envelope: recordedAt } } }, drop: { note: { refill: { const: none } }, count: {} } }',
      { timestamps: 'date' },
    );
    expect(write({ at: new Date(0) })).toEqual([1, '{"note":"none"}']);
  });

  test('two ways from one value must agree', () => {
    const write = pinned(
      'a: int, s: [x, y]',
      '{ fields: { b: { type: int, from: a }, c: { type: "int[]", from: { wrap: a } }, s: [x, y], t: { type: [z], from: { field: s, map: { x: z, y: z } } } } }',
    );
    expect(write({ b: 1, c: [1], s: 'x', t: 'z' })).toEqual([1, '{"a":1,"s":"x"}']);
    expect(write({ b: 1, c: [2], s: 'x', t: 'z' })).toMatchObject({
      pointer: '/c',
      reason: 'expected what agrees with 1, found a list of 1 item',
    });
  });
});

describe('what the author says of the way back', () => {
  const status = `
        pin: 1
        versions:
          1: { fields: { status: [hold, open, closed], note: string } }
          2:
            fields:
              status:
                type: [active, closed, gone]
                from: { field: status, map: { hold: active, open: active, closed: closed } }
                back: { field: status, map: { active: open, closed: closed } }
            drop: { note: { refill: { const: "" } } }`;

  test('is taken where members were merged', () => {
    const defined = cart(status);
    expect(written(defined, { status: 'active' })).toEqual([1, '{"status":"open","note":""}']);
    expect(written(defined, { status: 'gone' })).toMatchObject({ pointer: '/status' });
  });

  test('a hand-written field, a hand-written version, and fields by name', () => {
    const calls: unknown[] = [];
    const defined = cart(
      `
        pin: 1
        versions:
          1: { fields: { euros: string, first: string, last: string } }
          2:
            fields:
              cents: { type: long, from: custom, back: { fields: { euros: custom } } }
              name: { type: string, from: custom, back: { fields: { first: name, last: { const: "" } } } }
            drop: [euros, first, last]
          3:
            upcast: custom
            back: custom
            fields: { amount: long, name: Sku }`,
      {
        upcast: {},
        downcast: {
          'ItemAdded@1.euros': (data: { cents: bigint }) => {
            calls.push(data);
            return String(data.cents / 100n);
          },
          'ItemAdded@2': (data: { amount: bigint; name: string }) => {
            calls.push(data);
            return { cents: data.amount, name: data.name };
          },
        },
      },
    );
    expect(written(defined, { amount: 1200n, name: 'BOB' })).toEqual([1, '{"euros":"12","first":"BOB","last":""}']);
    expect(calls).toEqual([
      { amount: 1200n, name: 'BOB' },
      { cents: 1200n, name: 'BOB' },
    ]);
  });

  test('what a hand-written step makes is checked', () => {
    const defined = cart(
      `{ pin: 1, versions: { 1: { fields: { n: int } }, 2: { fields: { n: { type: string, from: custom, back: custom } } } } }`,
      { upcast: {}, downcast: { 'ItemAdded@1.n': () => 'no number' } },
    );
    expect(written(defined, { n: '1' })).toMatchObject({
      pointer: '/n',
      reason: 'expected an integer, found "no number"',
    });
  });

  test('a hand-written step that throws says so', () => {
    const defined = cart(
      `{ pin: 1, versions: { 1: { fields: { n: int } }, 2: { fields: { n: string }, upcast: custom, back: custom } } }`,
      {
        upcast: {},
        downcast: {
          'ItemAdded@1': () => {
            throw new Error('no way');
          },
        },
      },
    );
    expect(written(defined, { n: '1' })).toMatchObject({
      reason: 'expected a step that does not fail, found Error: "no way"',
    });
  });
});

test('all of it compiles under every flag', () => {
  expect(typeErrors(compiled)).toEqual([]);
  expect(typeErrors(compiled, 'typescript-5.8')).toEqual([]);
});
