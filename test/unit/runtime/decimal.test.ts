import { describe, expect, it } from 'vitest';
import {
  addDecimal,
  compareDecimal,
  decimal,
  decimalScale,
  isDecimal,
  multiplyDecimal,
  negateDecimal,
  subtractDecimal,
} from '../../../src/runtime/decimal.js';

describe('isDecimal', () => {
  it.each(['0', '-0', '0.00', '1', '-12.50', '100', '0.1', '12345678901234567890.123456789'])('takes %s', (text) =>
    expect(isDecimal(text)).toBe(true),
  );
  it.each(['', '-', '.5', '5.', '+1', '01', '00', '1e3', '1,5', ' 1', '1\n', 'NaN', '--1', '٣', 1, 1n])(
    'refuses %o',
    (text) => expect(isDecimal(text)).toBe(false),
  );
});

describe('decimal', () => {
  it('keeps a text to the letter, and takes safe integers', () => {
    expect([decimal('1.50'), decimal(7), decimal(-7), decimal(12345678901234567890n)]).toEqual([
      '1.50',
      '7',
      '-7',
      '12345678901234567890',
    ]);
  });

  it.each([0.1, Number.NaN, 2 ** 53, '1e3', ''])('refuses %o', (value) => {
    expect(() => decimal(value)).toThrow(/^decimal: expected a decimal like -12\.50, found /);
  });
});

describe('arithmetic', () => {
  it('is exact, and keeps digits as SQL does', () => {
    expect(addDecimal(decimal('0.1'), decimal('0.2'))).toBe('0.3');
    expect(addDecimal(decimal('1.50'), decimal('-1.5'))).toBe('0.00');
    expect(addDecimal(decimal('-0.001'), decimal('0'))).toBe('-0.001');
    expect(addDecimal(decimal('99999999999999999999.99'), decimal('0.01'))).toBe('100000000000000000000.00');
    expect(subtractDecimal(decimal('1'), decimal('0.999'))).toBe('0.001');
    expect(subtractDecimal(decimal('-0.0'), decimal('0'))).toBe('0.0');
    expect(multiplyDecimal(decimal('1.50'), decimal('-0.2'))).toBe('-0.300');
    expect(multiplyDecimal(decimal('-3'), decimal('-4'))).toBe('12');
    expect(negateDecimal(decimal('1.50'))).toBe('-1.50');
    expect(negateDecimal(decimal('-0.0'))).toBe('0.0');
  });

  it('knows the scale', () => {
    expect([decimalScale('1'), decimalScale('1.5'), decimalScale('-1.50')]).toEqual([0, 1, 2]);
  });

  it.each<[string, string, number]>([
    ['1.5', '1.50', 0],
    ['-0.00', '0', 0],
    ['1', '2', -1],
    ['-1', '-2', 1],
    ['10', '9', 1],
    ['-10', '9', -1],
    ['0.1', '0.09', 1],
    ['-0.1', '0', -1],
    ['1.000000001', '1', 1],
    ['0', '-0.001', 1],
  ])('%s against %s is %d', (a, b, sign) => {
    expect(Math.sign(compareDecimal(a, b))).toBe(sign);
    expect(Math.sign(compareDecimal(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});
