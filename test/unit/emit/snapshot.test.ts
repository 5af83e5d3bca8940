import { describe, expect, it } from 'vitest';
import { emitContext } from '../../../src/emit/emit-context.js';
import { snapshotFingerprint } from '../../../src/evolution/fingerprint.js';
import { InvalidData } from '../../../src/runtime/errors.js';
import type { SnapshotCodec } from '../../../src/runtime/snapshot.js';
import type { StandardSchema } from '../../../src/runtime/standard-schema.js';
import { loadGenerated } from '../../support/load-generated.js';
import { aggregateOf, readContext } from './read-context.js';

function emitted(state: string, more = '') {
  const emit = readContext(`
varve: 1
context: shop
types: { Id: uuid, Money: { fields: { cents: long, note: string? } } }
aggregates:
  Cart:
    id: Id
    events: { Created: { fields: {} } }
    state: { fields: ${state}, reduce: { Created: ignore } }
${more}
`);
  const files = emitContext(emit.context, emit.plans, new Map([['shop', emit.names]]), emit.options);
  const exported = loadGenerated(files)('shop/cart/snapshot');
  const { aggregate } = aggregateOf(emit, 'Cart');
  return {
    text: files.find(({ path }) => path === 'shop/cart/snapshot.ts')?.text ?? '',
    codec: exported['cartSnapshot'] as SnapshotCodec<unknown>,
    schema: exported['cartStateSchema'] as StandardSchema<unknown, unknown>,
    fingerprint: snapshotFingerprint(aggregate, emit.context, emit.plans),
  };
}

describe('a snapshot', () => {
  const plain = emitted('{ n: { type: int, init: 0 }, note: string? }', '    snapshot: { every: 100 }');
  const converted = emitted(
    '{ total: { type: long, init: 0 }, prices: { type: "map<string, Money>", init: {} }, last: Money? }',
  );

  it('is taken of the state as it stands where that is JSON', () => {
    expect(plain.text.slice(plain.text.indexOf('function parseCartState')))
      .toBe(`function parseCartState(json: unknown): CartState {
  return parsed<CartState>(checkCartState(json), json);
}

function cartStateText(data: unknown): string {
  const value = parsed<StoredData>(undefined, data);
  let text = \`{"n":\${value['n']}\`;
  if (value['note'] !== undefined) text += \`,"note":\${jsonString(value['note'])}\`;
  return \`\${text}}\`;
}

function writeCartState(data: unknown): string {
  return cartStateText(parsed<StoredData>(checkCartState(data), data));
}

/** Turns a state of Cart into the text of a snapshot, and back. */
export const cartSnapshot: SnapshotCodec<CartState> = {
  fingerprint: '${plain.fingerprint}',
  every: 100,
  encode: writeCartState,
  decode: (text) => parseCartState(JSON.parse(text)),
};

/** The Standard Schema of the state of Cart: JSON as stored in, the typed state out. */
export const cartStateSchema: StandardSchema<unknown, CartState> = standardSchema(parseCartState);
`);
    expect(plain.codec.encode({ n: 1 })).toBe('{"n":1}');
    expect(plain.codec.decode('{"n":1,"note":"x"}')).toStrictEqual({ n: 1, note: 'x' });
  });

  it('is taken of the stored form where there is one', () => {
    const prices = JSON.parse('{ "__proto__": { "cents": 0 } }') as object;
    const state = { total: 9007199254740993n, prices, last: { cents: 2n, note: 'x' } };
    for (const key of Object.keys(prices))
      Object.defineProperty(prices, key, { value: { cents: 1n }, enumerable: true });
    const text = converted.codec.encode(state);
    expect(text).toBe(
      '{"total":"9007199254740993","prices":{"__proto__":{"cents":"1"}},"last":{"cents":"2","note":"x"}}',
    );
    const decoded = converted.codec.decode(text) as typeof state;
    expect(decoded.total).toBe(state.total);
    expect(decoded.last).toStrictEqual(state.last);
    expect(Object.entries(decoded.prices)).toStrictEqual([['__proto__', { cents: 1n }]]);
  });

  it('is taken when so many events have come, or never', () => {
    expect(plain.codec.every).toBe(100);
    expect(converted.codec.every).toBeUndefined();
  });

  it('has the fingerprint of all that flows into the state', () => {
    expect(plain.codec.fingerprint).toBe(plain.fingerprint);
    expect(plain.fingerprint).toMatch(/^[0-9a-f]{64}$/u);
    expect(converted.codec.fingerprint).not.toBe(plain.fingerprint);
  });

  it('is refused where the state, or the text, is not what is declared', () => {
    const refused = (call: () => unknown): InvalidData => {
      try {
        call();
      } catch (error) {
        if (error instanceof InvalidData) return error;
        throw error;
      }
      throw new Error('it was not refused');
    };
    expect(refused(() => plain.codec.encode({ n: 0.5 })).pointer).toBe('/n');
    expect(refused(() => converted.codec.encode({ total: 1, prices: {} })).message).toBe(
      'at "/total": expected a bigint of 64 bits, found 1',
    );
    expect(refused(() => converted.codec.decode('{"total":"1","prices":{},"more":1}')).pointer).toBe('/more');
    expect(() => plain.codec.decode('{')).toThrow(SyntaxError);
  });

  it('has a Standard Schema', () => {
    expect(converted.schema['~standard'].validate({ total: '7', prices: {} })).toStrictEqual({
      value: { total: 7n, prices: {} },
    });
    expect(converted.schema['~standard'].validate({ total: '7', prices: { a: {} } })).toStrictEqual({
      issues: [{ message: 'expected a string of a 64-bit integer, found nothing', path: ['prices', 'a', 'cents'] }],
    });
  });
});
