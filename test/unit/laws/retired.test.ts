import * as runtime from '@varve/runtime';
import { expect, it } from 'vitest';
import { openAggregate } from '../../../src/laws/open-aggregate.js';
import { contextOpener } from '../../../src/laws/open-context.js';
import { tryLaws } from '../../../src/laws/try-laws.js';
import { aggregateOf, readContext } from '../emit/read-context.js';

it('has no way back to try of an event that nobody writes any more', () => {
  const emit = readContext(`varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
      Put: { fields: { qty: int } }
      Used:
        versions:
          1:
            fields: { qty: int }
          2:
            fields: { count: { type: int, from: qty } }
        retired: { into: [{ event: Put@1, with: { qty: count } }] }
    state: { fields: {}, reduce: { others: ignore } }
`);
  const open = contextOpener(new Map([[emit.context, emit.plans]]), {
    names: new Map([['shop', emit.names]]),
    options: emit.options,
    runtime,
  });
  const { chains, valuesOf } = openAggregate(aggregateOf(emit, 'Cart'), open(emit.context).code, undefined);
  expect(chains.map(({ event }) => event.name)).toEqual(['Put', 'Used']);
  for (const chain of chains)
    expect(tryLaws(chain, (version) => valuesOf(chain, version), { seed: 7, draws: 4 })).toEqual([]);
});
