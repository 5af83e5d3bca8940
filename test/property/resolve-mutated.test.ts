import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectionFingerprint, snapshotFingerprint } from '../../src/evolution/fingerprint.js';
import { resolveText } from '../unit/model/resolve-text.js';

const shop = readFileSync(join(import.meta.dirname, '../fixtures/shop.varve.yaml'), 'utf8');

/** Everything that the language has, so that a mutation of one thing meets all the others. */
const everything = `varve: 1
context: all
metadata: { by: Id? }
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z]+$" }
  Small: { type: Count, max: 5 }
  Count: { type: int, min: 1 }
  Color: [red, green]
  Money:
    versions:
      1: { fields: { cents: int } }
      2: { fields: { amount: { type: long, from: cents }, color: { type: Color, from: { const: red } } } }
  Node: { fields: { value: Count, next: Node?, all: "Node[]", by: "map<Sku, Node>" } }
  Pay: { union: kind, of: { card: { fields: { digits: Sku } }, cash: { fields: { money: Money@2 } } } }
aggregates:
  Cart:
    id: Id
    stream: "Cart-{id}"
    events:
      Opened:
        was: [Begun]
        fields: { by: Id?, node: Node }
      Added:
        versions:
          1: { fields: { sku: Sku, qty: int, tag: string, list: "int[]", text: string, color: Color, m: Money@1, gone: date } }
          2:
            fields:
              sku: Sku
              count: { type: Count, from: qty }
              tags: { type: "string[]", from: { wrap: tag } }
              first: { type: long, from: { first: list, else: { const: 0 } } }
              number: { type: decimal, from: { parse: text } }
              paint: { type: [rot, blau], from: { field: color, map: { red: rot, green: blau } } }
              m: Money@2
              at: { type: timestamp, from: { envelope: recordedAt } }
              both: { type: Money@2, from: { fields: { amount: qty, color: color } } }
              pay: { type: "Pay | null", from: custom }
            drop: { gone: { reason: unused, refill: { const: "2026-01-01" } } }
      Closed: { retired: true, fields: { total: long } }
      Lost: { retired: { drop: true }, fields: {} }
      Moved:
        retired:
          into:
            - { event: Opened@1, when: { present: by } }
            - { event: Closed@1, when: { equals: { total: 5 } }, with: { total: { const: 1 } } }
        fields: { by: Id?, node: Node, total: int }
    state:
      fields:
        open: { type: boolean, init: false }
        counts: { type: "map<Sku, int>", init: {} }
        tags: { type: "string[]", init: [] }
        total: { type: long, init: 0 }
        money: { type: Money@2, init: { amount: 0, color: red } }
        pay: Pay?
      reduce:
        Opened: { set: { open: true } }
        Added: { add: { "counts[sku]": count, total: { sum: [first, { product: [count, 2] }, { negate: 1 }] } }, merge: { money: both }, append: { tags: sku }, remove: { counts: sku } }
        others: custom
    snapshot: { every: 10 }
projections:
  Rows:
    of: [Cart]
    key: { id: Id, sku: Sku }
    columns: { n: { type: long, init: 0 }, at: timestamp? }
    reduce:
      Added: { at: { sku: sku }, add: { n: count }, set: { at: $recordedAt } }
      Closed: { at: { sku: { const: A } }, delete: true }
      others: ignore
`;

const words = [...new Set([...everything.matchAll(/[A-Za-z$@][\w.@?]*|"[^"\n]*"|\d+/g)].map(([word]) => word))];

test('the schemas that are mutated are sound', () => {
  expect([...resolveText(shop).findings, ...resolveText(everything).findings]).toEqual([]);
});

test('whatever word stands where another did, there are findings and no exception', () => {
  const places = [...everything.matchAll(/[A-Za-z$@][\w.@?]*|"[^"\n]*"|\d+/g)].map((match) => ({
    at: match.index,
    length: match[0].length,
  }));
  const swap = fc.record({
    place: fc.nat(places.length - 1),
    word: fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })),
  });
  fc.assert(
    fc.property(fc.array(swap, { minLength: 1, maxLength: 3 }), (swaps) => {
      const sorted = [...new Map(swaps.map((each) => [each.place, each])).values()].sort((a, b) => b.place - a.place);
      const text = sorted.reduce((current, { place, word }) => {
        const { at = 0, length = 0 } = places[place] ?? {};
        return current.slice(0, at) + word + current.slice(at + length);
      }, everything);
      const { model, plans, diagnostics } = resolveText(text);
      if (diagnostics.some(({ severity }) => severity === 'error')) return;
      for (const context of model.contexts) {
        const plan = plans.get(context);
        if (plan === undefined) throw new Error('a context has no plans');
        for (const aggregate of context.aggregates)
          expect(snapshotFingerprint(aggregate, context, plan)).toMatch(/^[0-9a-f]{64}$/);
        for (const projection of context.projections)
          expect(projectionFingerprint(projection, context, plan)).toMatch(/^[0-9a-f]{64}$/);
      }
    }),
    { numRuns: 400 },
  );
});
