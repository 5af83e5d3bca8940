import { describe, expect, it } from 'vitest';
import * as text from '../../../src/runtime/text.js';

describe('parse', () => {
  it('takes the one text of each value', () => {
    expect(text.parseInteger('-9007199254740991')).toBe(Number.MIN_SAFE_INTEGER);
    expect(text.parseLong('9223372036854775807')).toBe(2n ** 63n - 1n);
    expect(text.parseNumber('1e+21')).toBe(1e21);
    expect(text.parseNumber('-0')).toBe(-0);
    expect(text.parseDecimal('1.50')).toBe('1.50');
    expect([text.parseBoolean('true'), text.parseBoolean('false')]).toEqual([true, false]);
    expect(text.parseTimestamp('2026-11-23T09:30:00Z')).toBe('2026-11-23T09:30:00Z');
    expect(text.parseLocalDate('2026-11-23')).toBe('2026-11-23');
  });

  it.each<[(value: string) => unknown, string, string]>([
    [text.parseInteger, '9007199254740992', 'a text of a safe integer'],
    [text.parseInteger, '1.0', 'a text of a safe integer'],
    [text.parseInteger, '-0', 'a text of a safe integer'],
    [text.parseInteger, '', 'a text of a safe integer'],
    [text.parseInteger, ' 1', 'a text of a safe integer'],
    [text.parseLong, '9223372036854775808', 'a text of a 64-bit integer'],
    [text.parseNumber, '1.50', 'a text of a number, as 1.5 or 1e+21'],
    [text.parseNumber, '', 'a text of a number, as 1.5 or 1e+21'],
    [text.parseNumber, 'Infinity', 'a text of a number, as 1.5 or 1e+21'],
    [text.parseNumber, 'NaN', 'a text of a number, as 1.5 or 1e+21'],
    [text.parseNumber, '0x10', 'a text of a number, as 1.5 or 1e+21'],
    [text.parseDecimal, '1e3', 'a text of a decimal'],
    [text.parseBoolean, 'TRUE', '"true" or "false"'],
    [text.parseTimestamp, '2026-11-23T09:30:00+01:00', 'a text of an instant in UTC, as 2026-11-23T09:30:00Z'],
    [text.parseLocalDate, '2026-11-31', 'a text of a calendar date, as 2026-11-23'],
  ])('%o refuses %j', (parse, value, what) => {
    expect(() => parse(value)).toThrow(`expected ${what}, found ${JSON.stringify(value)}`);
  });
});

describe('format', () => {
  it('writes what parse takes', () => {
    expect(text.formatInteger(-7)).toBe('-7');
    expect(text.formatLong(-7n)).toBe('-7');
    expect([text.formatNumber(-0), text.formatNumber(0.1), text.formatNumber(1e-7)]).toEqual(['-0', '0.1', '1e-7']);
    expect(text.formatBoolean(false)).toBe('false');
    expect(text.formatDecimal(text.parseDecimal('-0.0'))).toBe('-0.0');
    expect(text.formatTimestamp(text.parseTimestamp('2026-11-23T09:30:00Z'))).toBe('2026-11-23T09:30:00Z');
    expect(text.formatLocalDate(text.parseLocalDate('2026-11-23'))).toBe('2026-11-23');
  });
});
