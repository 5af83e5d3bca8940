import {
  type AggregateOf,
  type CodecTable,
  createCodec,
  type CodecOf,
  defineAggregate,
  expected,
  InvalidData,
  isObject,
  type SnapshotCodec,
  surplus,
} from '../../../src/runtime/index.js';

/** A counter: small enough to be written by hand, with every way in which a stored event may be read. */
export type CounterSchema = {
  name: 'Counter';
  id: string;
  state: CounterState;
  events: {
    Increased: { latest: 2; 1: { n: number }; 2: { by: number } };
    Reset: { latest: 1; 1: Record<string, never>; retired: 'kept' };
    Seen: { latest: 1; 1: unknown; retired: 'dropped' };
    Doubled: { latest: 1; 1: { by: number }; retired: 'split' };
  };
};
export type CounterState = { readonly total: number; readonly at?: string };

export function numberIn(key: string): (json: unknown) => number {
  return (json) => {
    if (!isObject(json)) throw new InvalidData(expected('an object', json));
    for (const other of Object.keys(json)) if (other !== key) throw new InvalidData(surplus(other));
    const value = json[key];
    if (typeof value !== 'number') throw new InvalidData({ ...expected('a number', value), pointer: `/${key}` });
    return value;
  };
}

export const counterTable: CodecTable = {
  aggregate: 'Counter',
  readers: {
    Increased: {
      type: 'Increased',
      latest: 2,
      versions: { 1: (json) => ({ by: numberIn('n')(json) }), 2: (json) => ({ by: numberIn('by')(json) }) },
    },
    Raised: { type: 'Increased', latest: 2, versions: { 1: (json) => ({ by: numberIn('n')(json) }) } },
    Reset: { type: 'Reset', latest: 1, versions: { 1: () => ({}) } },
    Seen: { type: 'Seen', latest: 1, dropped: true },
    Doubled: {
      type: 'Doubled',
      latest: 1,
      parts: {
        1: (json) => {
          const by = numberIn('by')(json);
          const part = { type: 'Increased', version: 2, data: { by } };
          return by === 0
            ? []
            : [
                { ...part, index: 0 },
                { ...part, index: 2 },
              ];
        },
      },
    },
    ['__proto__']: { type: 'Reset', latest: 1, versions: { 1: () => ({}) } },
  },
  writers: { Increased: { version: 2, write: (data) => JSON.stringify({ by: numberIn('by')(data) }) } },
};

export const counterCodec: CodecOf<CounterSchema> = createCodec(counterTable);

export const counterSnapshot: SnapshotCodec<CounterState> = {
  fingerprint: 'f'.repeat(64),
  every: 10,
  encode: (state) => JSON.stringify(state),
  decode: (text) => {
    const state: unknown = JSON.parse(text);
    if (!isObject(state) || typeof state['total'] !== 'number') throw new InvalidData(expected('a state', state));
    return typeof state['at'] === 'string' ? { total: state['total'], at: state['at'] } : { total: state['total'] };
  },
};

export function defineCounter(snapshot: SnapshotCodec<CounterState> = counterSnapshot): AggregateOf<CounterSchema> {
  return defineAggregate({
    name: 'Counter',
    category: 'Counter',
    prefix: 'Counter-',
    suffix: '',
    formatId: (id) => id,
    parseId: (text) => text,
    codec: counterCodec,
    initialState: { total: 0 },
    reduce: (state, event) =>
      event.type === 'Increased' ? { total: state.total + event.data.by, at: event.recordedAt } : { total: 0 },
    snapshot,
  });
}

export const Counter: AggregateOf<CounterSchema> = defineCounter();
