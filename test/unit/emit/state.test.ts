import { describe, expect, it } from 'vitest';
import { emitState } from '../../../src/emit/state.js';
import { runGenerated } from '../../support/run-generated.js';
import { aggregateOf, readContext } from './read-context.js';

type Fold = (state: object, event: object, reducers?: object) => object;

interface Folding {
  readonly initial: object;
  /** Folds an event into the state, which is frozen through and through. */
  readonly fold: Fold;
  readonly text: string;
}

/** An aggregate `Thing` with one event `Done` of these fields, folded by these operations. */
function folding(parts: {
  types?: string;
  id?: string;
  event: string;
  state: string;
  fold: string;
  timestamps?: 'string' | 'date';
}): Folding {
  const emit = readContext(
    `varve: 1
context: test
types: { Unused: string${parts.types === undefined ? '' : `, ${parts.types}`} }
aggregates:
  Thing:
    id: ${parts.id ?? 'uuid'}
    events: { Done: { fields: ${parts.event} } }
    state: { fields: ${parts.state}, reduce: { Done: ${parts.fold} } }
`,
    parts.timestamps === undefined ? {} : { timestamps: parts.timestamps },
  );
  const file = emitState(aggregateOf(emit, 'Thing'));
  const exported = runGenerated([file], file.path);
  const reduce = exported['reduceThing'] as Fold;
  return {
    initial: exported['initialThingState'] as object,
    text: file.text,
    fold: (state, data) => {
      const event = {
        type: 'Done',
        data,
        stream: 'Thing-17',
        id: 'e1',
        revision: 3,
        position: 9n,
        recordedAt: '2026-11-23T09:30:00.000Z',
      };
      return reduce(frozen(state), frozen(event));
    },
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}

describe('a fold', () => {
  it('sets fields, in the order of their declaration', () => {
    const { initial, fold } = folding({
      event: '{ b: string, c: int }',
      state: '{ a: { type: string, init: x }, b: { type: string, init: y }, c: { type: long, init: 0 } }',
      fold: '{ set: { c: c, b: b } }',
    });
    const state = fold(initial, { b: 'new', c: 7 });
    expect(Object.entries(state)).toEqual([
      ['a', 'x'],
      ['b', 'new'],
      ['c', 7n],
    ]);
  });

  it('leaves an optional field away that is set to what is absent', () => {
    const { initial, fold } = folding({
      event: '{ at: "int?" }',
      state: '{ n: { type: int, init: 0 }, at: "int?" }',
      fold: '{ set: { at: at } }',
    });
    expect(initial).toEqual({ n: 0 });
    const set = fold(initial, { at: 5 });
    expect(set).toEqual({ n: 0, at: 5 });
    expect(Object.keys(fold(set, {}))).toEqual(['n']);
  });

  it('keeps an optional field that no operation names', () => {
    const { fold } = folding({
      event: '{}',
      state: '{ n: { type: int, init: 0 }, at: "int?" }',
      fold: '{ add: { n: 1 } }',
    });
    expect(fold({ n: 1, at: 5 }, {})).toEqual({ n: 2, at: 5 });
    expect(Object.keys(fold({ n: 1 }, {}))).toEqual(['n']);
  });

  it('adds and subtracts in the kind of the target', () => {
    const { initial, fold } = folding({
      event: '{ i: int, d: decimal }',
      state:
        '{ int: { type: int, init: 0 }, num: { type: number, init: 0.5 }, long: { type: long, init: "9007199254740993" }, dec: { type: decimal, init: "0.1" } }',
      fold: '{ add: { int: i, num: i, long: i, dec: d }, subtract: { int: 1, long: i, dec: i } }',
    });
    expect(fold(initial, { i: 2, d: '0.2' })).toEqual({ int: 1, num: 2.5, long: 9007199254740993n, dec: '-1.7' });
  });

  it('puts whole numbers where longs and decimals are, also through null', () => {
    const { initial, fold } = folding({
      types: 'Price: { type: decimal, scale: 2, brand: true }',
      event: '{ big: long, n: "int | null", l: "(long | null)?" }',
      state: '{ dec: { type: decimal, init: "0.5" }, price: "Price | null", maybe: "(decimal | null)?" }',
      fold: '{ add: { dec: big }, set: { price: n, maybe: l } }',
    });
    expect(fold(initial, { big: 9007199254740993n, n: 7, l: 8n })).toEqual({
      dec: '9007199254740993.5',
      price: '7',
      maybe: '8',
    });
    expect(fold(initial, { big: -1n, n: null, l: null })).toEqual({ dec: '-0.5', price: null, maybe: null });
    expect(fold(initial, { big: 0n, n: null })).toEqual({ dec: '0.5', price: null });
  });

  it('computes sums, products and negations', () => {
    const { initial, fold } = folding({
      event: '{ a: int, b: int, d: decimal }',
      state: '{ n: { type: int, init: 0 }, long: { type: long, init: 0 }, dec: { type: decimal, init: 0 } }',
      fold: '{ set: { n: { product: [{ sum: [a, 1] }, { negate: { sum: [b, a] } }] } }, add: { long: { product: [a, b, 2] }, dec: { negate: { product: [d, b] } } } }',
    });
    expect(fold(initial, { a: 2, b: 3, d: '1.5' })).toEqual({ n: -15, long: 12n, dec: '-4.5' });
  });

  it('makes no negative zero', () => {
    const { initial, fold } = folding({
      event: '{ i: int, n: number, l: long, d: decimal }',
      state:
        '{ i: { type: int, init: 1 }, n: { type: number, init: -0.0 }, l: { type: long, init: 1 }, d: { type: decimal, init: 1 }, j: { type: json, init: [-0.0] } }',
      fold: '{ set: { i: { negate: i }, n: { negate: n }, l: { negate: l }, d: { negate: d } } }',
    });
    expect(initial).toEqual({ i: 1, n: 0, l: 1n, d: '1', j: [0] });
    expect(fold(initial, { i: 0, n: 0, l: 0n, d: '0.0' })).toEqual({ i: 0, n: 0, l: 0n, d: '0.0', j: [0] });
    expect(fold(initial, { i: 2, n: -1.5, l: 3n, d: '0.5' })).toEqual({ i: -2, n: 1.5, l: -3n, d: '-0.5', j: [0] });
  });

  it('prints a literal key as a property where it can', () => {
    const { text, initial, fold } = folding({
      types: 'Key: { type: string, brand: true }',
      event: '{ n: int }',
      state: '{ plain: { type: "map<string, int>", init: {} }, branded: { type: "map<Key, int>", init: {} } }',
      fold: `{ add: { "plain['x y']": n, "plain['__proto__']": n, "branded['x y']": n } }`,
    });
    expect(text).toContain("{ ...state.plain, 'x y': (entry(state.plain, 'x y') ?? 0) + data.n }");
    expect(fold(initial, { n: 2 })).toEqual({ plain: { 'x y': 2, ['__proto__']: 2 }, branded: { 'x y': 2 } });
  });

  it('applies several operations on one field in their order', () => {
    const { initial, fold } = folding({
      event: '{ n: int, s: string }',
      state:
        '{ n: { type: int, init: 5 }, list: { type: "string[]", init: [a] }, map: { type: "map<string, int>", init: {} } }',
      fold: `{ set: { n: n, "map[s]": 1 }, add: { n: n, "map[s]": 2, "map['other']": 3 }, append: { list: s }, remove: { list: { const: a } } }`,
    });
    expect(fold(initial, { n: 4, s: 'x' })).toEqual({ n: 8, list: ['x'], map: { x: 3, other: 3 } });
    expect(initial).toEqual({ n: 5, list: ['a'], map: {} });
  });

  it('reaches into records', () => {
    const { initial, fold } = folding({
      types: 'Inner: { fields: { x: int, y: "int?", tags: "string[]" } }, Outer: { fields: { inner: Inner, z: int } }',
      event: '{ y: "int?", patch: { fields: { x: "int?" } }, tag: string }',
      state: '{ outer: { type: Outer, init: { inner: { x: 1, tags: [] }, z: 1 } } }',
      fold: '{ set: { "outer.inner.y": y }, merge: { "outer.inner": patch }, append: { "outer.inner.tags": tag } }',
    });
    const state = fold(initial, { y: 2, patch: { x: 9 }, tag: 't' });
    expect(state).toEqual({ outer: { inner: { x: 9, y: 2, tags: ['t'] }, z: 1 } });
    expect(fold(state, { patch: {}, tag: 'u' })).toEqual({ outer: { inner: { x: 9, tags: ['t', 'u'] }, z: 1 } });
  });

  it('reads the tag of a union, also through what may be absent', () => {
    const { initial, fold } = folding({
      types: 'Pay: { union: kind, of: { card: { fields: {} }, cash: { fields: {} } } }',
      event: '{ pay: Pay, tip: Pay?, in: { fields: { pay: Pay } } }',
      state: '{ how: { type: string, init: "" }, tip: string?, seen: { type: "map<string, int>", init: {} } }',
      fold: '{ set: { how: pay.kind, tip: tip.kind }, add: { "seen[in.pay.kind]": 1 } }',
    });
    const [card, cash] = [{ kind: 'card' }, { kind: 'cash' }];
    expect(fold(initial, { pay: card, in: { pay: cash } })).toEqual({ how: 'card', seen: { cash: 1 } });
    expect(fold(initial, { pay: card, tip: cash, in: { pay: card } })).toEqual({
      how: 'card',
      tip: 'cash',
      seen: { card: 1 },
    });
  });

  it('removes equal items and keys', () => {
    const { initial, fold } = folding({
      types: 'Point: { fields: { x: int, y: "int?" } }',
      event: '{ point: Point, blob: bytes, n: long, key: string }',
      state:
        '{ points: { type: "Point[]", init: [{ x: 1 }, { x: 1, y: 2 }, { x: 1 }] }, blobs: { type: "bytes[]", init: [AAEC, AAED] }, ns: { type: "long[]", init: ["1", "2", "1"] }, map: { type: "map<string, int>", init: { a: 1, b: 2 } } }',
      fold: '{ remove: { points: point, blobs: blob, ns: n, map: key } }',
    });
    expect(fold(initial, { point: { x: 1 }, blob: Uint8Array.of(0, 1, 2), n: 1n, key: 'a' })).toEqual({
      points: [{ x: 1, y: 2 }],
      blobs: [Uint8Array.of(0, 1, 3)],
      ns: [2n],
      map: { b: 2 },
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a b', '0'])(
    'counts under the key %j like under any other',
    (key) => {
      const { initial, fold } = folding({
        event: '{ key: string }',
        state: '{ counts: { type: "map<string, int>", init: {} }, gone: { type: "map<string, int>", init: {} } }',
        fold: '{ add: { "counts[key]": 1, "gone[key]": 1 }, remove: { gone: key } }',
      });
      const twice = fold(fold(initial, { key }), { key }) as { counts: object; gone: object };
      expect(Object.entries(twice.counts)).toEqual([[key, 2]]);
      expect(Object.entries(twice.gone)).toEqual([]);
      expect(Object.getPrototypeOf(twice.counts)).toBe(Object.prototype);
      expect(Object.keys(Object.prototype)).toEqual([]);
      // What is not named stays, whatever its name.
      const other = fold(twice, { key: 'other' }) as { counts: object };
      expect(Object.entries(other.counts)).toContainEqual([key, 2]);
    },
  );

  it('reads the envelope', () => {
    const parts = {
      id: 'int',
      event: '{}',
      state:
        '{ id: { type: int, init: 0 }, at: "timestamp?", revision: { type: long, init: 0 }, event: "uuid?", stream: { type: string, init: "" } }',
      fold: '{ set: { id: $id, at: $recordedAt, revision: $revision, event: $eventId, stream: $stream } }',
    };
    const { initial, fold } = folding(parts);
    expect(fold(initial, {})).toEqual({
      id: 17,
      at: '2026-11-23T09:30:00.000Z',
      revision: 3n,
      event: 'e1',
      stream: 'Thing-17',
    });
    const dates = folding({ ...parts, timestamps: 'date' });
    expect(dates.fold(dates.initial, {})).toMatchObject({ at: new Date('2026-11-23T09:30:00.000Z') });
  });

  it('gives back the very state where it ignores an event', () => {
    const { initial, fold } = folding({ event: '{}', state: '{ n: { type: int, init: 0 } }', fold: 'ignore' });
    expect(fold(initial, {})).toBe(initial);
  });

  it('refuses an event that it does not know', () => {
    const { initial } = folding({ event: '{}', state: '{ n: { type: int, init: 0 } }', fold: 'ignore' });
    const emit = readContext(
      'varve: 1\ncontext: test\naggregates: { A: { id: uuid, events: { X: { fields: {} }, Y: { fields: {} } }, state: { fields: {}, reduce: { others: ignore } } } }',
    );
    const file = emitState(aggregateOf(emit, 'A'));
    const reduce = runGenerated([file], file.path)['reduceA'] as Fold;
    expect(() => reduce(initial, { type: 'Z' })).toThrow('no case for "Z"');
  });

  it('begins with what the schema says', () => {
    const { initial } = folding({
      types: 'Sku: { type: string, brand: true }',
      event: '{}',
      state:
        '{ s: { type: Sku, init: "it\'s" }, l: { type: long, init: "-9223372036854775808" }, d: { type: decimal, init: 5 }, n: { type: number, init: -0.5 }, e: { type: ["a b", c], init: "a b" }, list: { type: "long[]", init: [1, "2"] }, m: { type: "map<string, decimal>", init: { constructor: "1.50" } }, j: { type: json, init: { a: [null, { b: 1 }] } }, nul: int | null, opt: "int?", on: { type: date, init: "2024-02-29" } }'.replace(
          "it\\'s",
          "it''s",
        ),
      fold: 'ignore',
    });
    expect(initial).toEqual({
      s: "it's",
      l: -9223372036854775808n,
      d: '5',
      n: -0.5,
      e: 'a b',
      list: [1n, 2n],
      m: { constructor: '1.50' },
      j: { a: [null, { b: 1 }] },
      nul: null,
      on: '2024-02-29',
    });
  });
});

describe('the text of a fold', () => {
  it('hands custom events over, and takes reducers only where there are any', () => {
    const { text } = folding({ event: '{}', state: '{ n: { type: int, init: 0 } }', fold: 'custom' });
    expect(text).toContain(`/** The reducers of Thing that its schema leaves to TypeScript. */
export type ThingReducers = {
  readonly Done: (
    state: ThingState,
    event: RecordedEvent<{ readonly type: 'Done'; readonly data: Done; readonly metadata?: TestMetadata }>,
  ) => ThingState;
};
`);
    expect(text).toContain(`export function reduceThing(
  state: ThingState,
  event: RecordedEvent<ThingEvent>,
  reducers: ThingReducers,
): ThingState {
  switch (event.type) {
    case 'Done':
      return reducers.Done(state, event);
    default:
      return assertNever(event.type);
  }
}
`);
  });

  it('names no parameter that it does not use', () => {
    const { text } = folding({
      event: '{ n: int }',
      state: '{ n: { type: int, init: 0 } }',
      fold: '{ set: { n: n } }',
    });
    expect(text)
      .toContain(`export function reduceThing(_state: ThingState, event: RecordedEvent<ThingEvent>): ThingState {
  switch (event.type) {
    case 'Done': {
      const { data } = event;
      return { n: data.n };
    }
`);
  });
});
