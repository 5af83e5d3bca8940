import { describe, expect, it } from 'vitest';
import { composeConversions } from '../../../src/evolution/compose-conversion.js';
import type { Conversion, FieldConversion } from '../../../src/evolution/plan.js';

const same: Conversion = { kind: 'same' };
const cast: Conversion = { kind: 'cast' };
const toLong: Conversion = { kind: 'intToLong' };
const toNumber: Conversion = { kind: 'longToNumber' };
const list = (element: Conversion): Conversion => ({ kind: 'list', element });
const map = (value: Conversion): Conversion => ({ kind: 'map', value });
const nullable = (inner: Conversion): Conversion => ({ kind: 'nullable', inner });
const money = (from: number, to: number): Conversion => ({ kind: 'named', name: 'Money', from, to });
const field = (name: string, conversion: Conversion, optional = false): FieldConversion => ({
  name,
  optional,
  conversion,
});
const record = (...fields: readonly FieldConversion[]): Conversion => ({ kind: 'record', fields });

describe('two conversions, one after the other', () => {
  it.each<readonly [string, Conversion, Conversion, Conversion | undefined]>([
    ['nothing to do', same, same, same],
    ['the first alone', toLong, same, toLong],
    ['the second alone', same, list(toLong), list(toLong)],
    ['a brand that is gained on the way', toLong, cast, toLong],
    ['a brand inside, which neither knows of', list(toLong), cast, undefined],
    ['scalars', toLong, toNumber, undefined],
    ['lists', list(money(1, 2)), list(money(2, 3)), list(money(1, 3))],
    ['lists whose items are not put together', list(toLong), list(toNumber), undefined],
    ['maps', map(same), map(toLong), map(toLong)],
    ['what may be null before', nullable(money(1, 2)), nullable(money(2, 4)), nullable(money(1, 4))],
    ['what may be null only then', money(1, 2), nullable(money(2, 3)), money(1, 3)],
    ['another type', money(1, 2), { kind: 'named', name: 'Price', from: 2, to: 3 }, undefined],
    [
      'a record, in the order of the second, without what was not there',
      record(field('a', toLong, true), field('b', same)),
      record(field('b', toLong), field('c', toLong), field('a', same)),
      record(field('b', toLong), field('a', toLong, true)),
    ],
  ])('%s', (_what, first, second, expected) => {
    expect(composeConversions(first, second)).toStrictEqual(expected);
  });

  it('unions, member by member', () => {
    const union = (
      ...members: readonly { readonly name: string; readonly fields: readonly FieldConversion[] }[]
    ): Conversion => ({ kind: 'union', tag: 'kind', members });
    const first = union({ name: 'card', fields: [field('n', toLong)] });
    const second = union({ name: 'card', fields: [field('n', same)] }, { name: 'cash', fields: [field('m', toLong)] });
    expect(composeConversions(first, second)).toStrictEqual(first);
    expect(composeConversions(second, first)).toBeUndefined();
  });
});
