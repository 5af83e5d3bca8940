import { expect, it } from 'vitest';
import { camelCase, kebabCase, pascalCase } from '../../../src/codegen/letter-case.js';

it.each([
  ['Cart', 'cart', 'cart'],
  ['CartSummary', 'cart-summary', 'cartSummary'],
  ['HTTPServer', 'http-server', 'httpServer'],
  ['HTTP', 'http', 'http'],
  ['A', 'a', 'a'],
  ['Item2Added', 'item2-added', 'item2Added'],
  ['DemandBySku', 'demand-by-sku', 'demandBySku'],
])('%s is %s and %s', (name, kebab, camel) => {
  expect(kebabCase(name)).toBe(kebab);
  expect(camelCase(name)).toBe(camel);
});

it('makes a type name of a context', () => {
  expect(pascalCase('shop-floor-2')).toBe('ShopFloor2');
});
