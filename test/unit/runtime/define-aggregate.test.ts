import { describe, expect, it } from 'vitest';
import { defineAggregate, parseInteger } from '../../../src/runtime/index.js';
import { Counter, counterCodec, counterSnapshot } from './counter.js';

describe('defineAggregate', () => {
  const aggregate = defineAggregate({
    name: 'Counter',
    category: 'Counter',
    prefix: 'Counter-',
    suffix: '-x',
    formatId: (id: number) => String(id),
    parseId: parseInteger,
    codec: counterCodec,
    initialState: { total: 0 },
    reduce: (state) => state,
    snapshot: counterSnapshot,
  });

  it('knows its streams', () => {
    expect(aggregate.stream(7)).toBe('Counter-7-x');
    expect(aggregate.idOf('Counter-7-x')).toBe(7);
  });

  it.each(['Counter-7', 'Cart-7-x', 'Counter-x', 'Counter--x', 'Counter-seven-x', 'Counter-07-x', 'Counter-1e3-x', ''])(
    'does not take %j for one',
    (stream) => {
      expect(aggregate.idOf(stream)).toBeUndefined();
    },
  );

  it('refuses an empty id', () => {
    expect(() => Counter.stream('')).toThrow('Counter: expected an id that is not empty, found ""');
  });

  it('bundles what it was given', () => {
    const { name, category, codec, initialState, snapshot } = Counter;
    expect({ name, category, codec, initialState, snapshot }).toEqual({
      name: 'Counter',
      category: 'Counter',
      codec: counterCodec,
      initialState: { total: 0 },
      snapshot: counterSnapshot,
    });
  });
});
