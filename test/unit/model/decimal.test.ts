import { describe, expect, test } from 'vitest';
import { compareDecimals, isDecimal, scaleOf } from '../../../src/model/decimal.js';

describe('plain decimal notation', () => {
  test.each(['0', '-0', '12', '-12.50', '0.001', '100000000000000000000.5'])('%s is', (text) => {
    expect(isDecimal(text)).toBe(true);
  });
  test.each(['', '.5', '5.', '+1', '01', '1e3', '1,5', ' 1', '1\n', '--1', 'NaN'])('%j is not', (text) => {
    expect(isDecimal(text)).toBe(false);
  });
});

test.each([
  ['1', '1.00', 0],
  ['0', '-0', 0],
  ['-0.0', '0', 0],
  ['2', '10', -1],
  ['-2', '-10', 1],
  ['-1', '1', -1],
  ['0.1', '0.09', 1],
  ['1.5', '1.49999', 1],
  ['-1.5', '-1.49', -1],
  ['99999999999999999999', '100000000000000000000', -1],
])('%s compared with %s', (a, b, order) => {
  expect(Math.sign(compareDecimals(a, b))).toBe(order);
  expect(Math.sign(compareDecimals(b, a))).toBe(order === 0 ? 0 : -order);
});

test('the scale is the digits after the point', () => {
  expect(['1', '1.0', '-0.125'].map(scaleOf)).toEqual([0, 1, 3]);
});
