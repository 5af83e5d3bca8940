import * as runtime from '@varve/runtime';
import { describe, expect, it } from 'vitest';
import { emitContext } from '../../../src/emit/emit-context.js';
import { counterexampleLines, counterexampleTitle } from '../../../src/laws/counterexample-text.js';
import { openEmittedCode } from '../../../src/laws/emitted/load-emitted.js';
import { openAggregate } from '../../../src/laws/open-aggregate.js';
import { type Counterexample, tryLaws } from '../../../src/laws/try-laws.js';
import { aggregateOf, readContext } from '../emit/read-context.js';

const schema = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
      Added:
        versions:
          1: { fields: { sku: string, qty: int } }
          2: { fields: { sku: string, quantity: { type: int, from: qty } } }
          3: { fields: { sku: string, quantity: int, region: { type: "[EU, US]", from: { const: EU } } } }
      Renamed: { fields: { name: string } }
      Closed: { fields: { at: string } }
      Moved:
        retired:
          into:
            - { event: Renamed@1, with: { name: to } }
            - { event: Closed@1, with: { at: to } }
        fields: { to: string }
    state:
      fields: { total: { type: int, init: 0 } }
      reduce: { others: ignore }
`;

/** What the laws find in code in which something was put in another's place. */
function found(changes: readonly (readonly [from: string, to: string])[]): readonly Counterexample[] {
  const emit = readContext(schema);
  const aggregate = aggregateOf(emit, 'Cart');
  const files = emitContext(emit.context, emit.plans, new Map([['shop', emit.names]]), emit.options);
  const changed = files.map(({ path, text }) => ({
    path,
    text: changes.reduce((before, [from, to]) => before.replaceAll(from, to), text),
  }));
  for (const [from] of changes) expect(files.some(({ text }) => text.includes(from))).toBe(true);
  const { chains, valuesOf } = openAggregate(aggregate, openEmittedCode(changed, runtime), undefined);
  return chains.flatMap((chain) => tryLaws(chain, (version) => valuesOf(chain, version), { seed: 1, draws: 50 }));
}

function shown(example: Counterexample): string {
  return [`${example.law.code} ${counterexampleTitle(example)}`, ...counterexampleLines(example)].join('\n');
}

const fused = "{ sku: data.sku, quantity: data.qty, region: 'EU' }";

describe('the laws', () => {
  it('hold for what is generated', () => {
    expect(found([]).map(shown)).toEqual([]);
  });

  it.each<[mistake: string, changes: readonly (readonly [string, string])[], said: string]>([
    [
      'a function straight to the newest that goes another way than the steps',
      [[fused, "{ sku: data.sku, quantity: Math.max(data.qty, -2), region: 'EU' }"]],
      `LAW_BROKEN the law of composition does not hold for Cart.Added: straight to the newest it comes to something else than step by step
Added@1: { sku: "", qty: -3 }
straight: { sku: "", quantity: -2, region: EU }
step by step: { sku: "", quantity: -3, region: EU }`,
    ],
    [
      'a step that goes another way than its plan, and a function straight to the newest that follows it',
      [
        ['return { sku: data.sku, quantity: data.qty };', 'return { sku: data.sku, quantity: 0 };'],
        [fused, "{ sku: data.sku, quantity: 0, region: 'EU' }"],
      ],
      `LAW_BROKEN the law of composition does not hold for Cart.Added: the step to @2 comes to something else than its plan
Added@1: { sku: "", qty: 1 }
the step: { sku: "", quantity: 0 }
its plan: { sku: "", quantity: 1 }`,
    ],
    [
      'a result that is not valid',
      [[fused, "{ sku: data.sku, quantity: data.qty / 2, region: 'EU' }"]],
      `LAW_BROKEN the law of totality does not hold for Cart.Added: what it becomes is not valid as @3: quantity: expected an integer, found 0.5
Added@1: { sku: "", qty: 1 }
straight: { sku: "", quantity: 0.5, region: EU }`,
    ],
    [
      'a key too many',
      [[fused, '{ ...data, sku: data.sku, quantity: data.qty, region: "EU" }']],
      `LAW_BROKEN the law of totality does not hold for Cart.Added: what it becomes is not valid as @3: qty: expected no such field, found a field "qty"
Added@1: { sku: "", qty: 0 }
straight: { sku: "", qty: 0, quantity: 0, region: EU }`,
    ],
    [
      'an error that is not a typed one',
      [[fused, '{ sku: data.sku.at(-1).toString() && data.sku, quantity: data.qty, region: "EU" }']],
      `LAW_BROKEN the law of totality does not hold for Cart.Added: on the way to @3 something else than a typed error was thrown
Added@1: { sku: "", qty: 0 }
straight: failed, TypeError: Cannot read properties of undefined (reading 'toString')`,
    ],
    [
      'a refusal that no rule allows',
      [
        [
          fused,
          '(demand(data.qty > 4 ? expected("less", data.qty) : undefined, "nobody", ""), { sku: data.sku, quantity: data.qty, region: "EU" })',
        ],
        [
          'import type { NoCustomSteps, Part }',
          'import { demand, expected } from "@varve/runtime"; import type { NoCustomSteps, Part }',
        ],
      ],
      `LAW_BROKEN the law of totality does not hold for Cart.Added: @3 refuses it, although no rule on the way may refuse anything
Added@1: { sku: "", qty: 5 }
straight: refused, expected less, for nobody, found 5`,
    ],
    [
      'data that is changed on the way',
      [[fused, '{ sku: data.sku, quantity: data.qty++, region: "EU" }']],
      `LAW_BROKEN the law of purity does not hold for Cart.Added: it changes the data that it is given
Added@1: { sku: "", qty: 0 }
straight: { sku: "", quantity: 0, region: EU }
of frozen data: failed, TypeError: Cannot assign to read only property 'qty' of object '#<Object>'`,
    ],
    [
      'something that is counted',
      [
        [fused, '{ sku: data.sku, quantity: counted++ % 2, region: "EU" }'],
        ['/** The steps between versions', 'let counted = 0;\n/** The steps between versions'],
      ],
      `LAW_BROKEN the law of purity does not hold for Cart.Added: it gives something else the second time
Added@1: { sku: "", qty: 0 }
first: { sku: "", quantity: 1, region: EU }
then: { sku: "", quantity: 0, region: EU }`,
    ],
    [
      'a newest version that is copied',
      [['3: parseAddedV3,', '3: (json) => ({ ...parseAddedV3(json) }),']],
      `LAW_BROKEN the law of the fixed point does not hold for Cart.Added: the newest version is copied when it is read
Added@3: { sku: "", quantity: 0, region: EU }
read: { sku: "", quantity: 0, region: EU }`,
    ],
    [
      'a codec that reads an old version as another',
      [
        [
          '2: (json) => upcastAddedV2(parseAddedV2(json)),',
          '2: (json) => ({ ...upcastAddedV2(parseAddedV2(json)), region: "US" }),',
        ],
      ],
      `LAW_BROKEN the law of composition does not hold for Cart.Added: straight to the newest it comes to something else than as a codec reads it
Added@2: { sku: "", quantity: 0 }
straight: { sku: "", quantity: 0, region: EU }
as a codec reads it: { sku: "", quantity: 0, region: US }`,
    ],
    [
      'something that is lost in silence on the way back',
      [["demandEqual(data['region'], 'EU', '/region');", '']],
      `LAW_BROKEN the law of refusal does not hold for Cart.Added: step by step it is written as something else than by the plans
Added@3: { sku: "", quantity: 0, region: US }
step by step: { sku: "", quantity: 0 }
by the plans: refused, version 2 has no place for what region says`,
    ],
    [
      'parts that come in another order',
      [['index: 0 }', 'index: 2 }']],
      `LAW_BROKEN the law of splits does not hold for Cart.Moved: Moved is not read as its parts, in their order
Moved@1: { to: "" }
parts: [{ type: Renamed, version: 1, data: { name: "" }, index: 2 }, { type: Closed, version: 1, data: { at: "" }, index: 1 }]
by the plans: [{ type: Renamed, version: 1, data: { name: "" }, index: 0 }, { type: Closed, version: 1, data: { at: "" }, index: 1 }]`,
    ],
  ])('tell of %s', (_mistake, changes, said) => {
    expect(found(changes).map(shown)[0]).toBe(said);
  });
});
