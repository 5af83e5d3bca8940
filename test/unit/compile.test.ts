import { describe, expect, it } from 'vitest';
import { analyseSources } from '../../src/compile.js';

const cart = `varve: 1
context: shop
aggregates:
  Cart:
    id: CartId
    events:
      ItemAdded: { fields: { quantity: inz } }
    state: { fields: {} , reduce: { ItemAdded: ignore } }
`;
const types = 'varve: 1\ncontext: shop\ntypes:\n  CartId: { type: uuid }\n';

const findings = (texts: Readonly<Record<string, string>>): readonly string[] =>
  analyseSources(Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))).diagnostics.map(
    ({ code, span }) => `${span.path}:${span.line} ${code}`,
  );

describe('the whole way', () => {
  it('reports the findings of all files in one run', () => {
    expect(findings({ 'b.varve.yaml': cart, 'a.varve.yaml': types.replace('uuid', 'uid') })).toEqual([
      'a.varve.yaml:4 UNKNOWN_TYPE',
      'b.varve.yaml:7 UNKNOWN_TYPE',
    ]);
  });

  it('complains of no name that a file may declare which cannot be read', () => {
    expect(findings({ 'b.varve.yaml': cart, 'a.varve.yaml': types.replace('{ type', '{ { type') })).toEqual([
      'a.varve.yaml:4 YAML_SYNTAX',
    ]);
  });
});
