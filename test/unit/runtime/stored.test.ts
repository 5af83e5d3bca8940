import { afterEach, describe, expect, it } from 'vitest';
import { InvalidData, StoreError } from '../../../src/runtime/errors.js';
import {
  lowerBytes,
  lowerDate,
  lowerInstant,
  lowerLong,
  reviveBytes,
  reviveDate,
  reviveInstant,
  reviveLong,
} from '../../../src/runtime/stored.js';

describe('long', () => {
  it('is digits when stored', () => {
    expect(lowerLong(-(2n ** 63n))).toBe('-9223372036854775808');
    expect(reviveLong('9223372036854775807')).toBe(2n ** 63n - 1n);
  });

  it.each([2n ** 63n, -(2n ** 63n) - 1n, 1, '1', null, undefined])('is not %s', (value) => {
    expect(() => lowerLong(value)).toThrow(/^expected a bigint of 64 bits, found /);
  });
});

describe('bytes', () => {
  it('are base64 when stored', () => {
    expect(lowerBytes(Buffer.from('foo'))).toBe('Zm9v');
    expect(new TextDecoder().decode(reviveBytes('Zm9v'))).toBe('foo');
  });

  it.each(['Zm9v', [1], new ArrayBuffer(1), new Uint16Array(1), null])('are not %o', (value) => {
    expect(() => lowerBytes(value)).toThrow(InvalidData);
  });
});

describe('dates', () => {
  it('are timestamps when stored', () => {
    expect(lowerDate(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(reviveDate('2026-11-23T09:30:00.123456789Z').toISOString()).toBe('2026-11-23T09:30:00.123Z');
    expect(reviveDate('2026-11-23T09:30:00.5Z').toISOString()).toBe('2026-11-23T09:30:00.500Z');
    expect(reviveDate('0000-01-01T00:00:00Z').toISOString()).toBe('0000-01-01T00:00:00.000Z');
  });

  it.each([new Date(Number.NaN), new Date(8.64e15), '1970-01-01T00:00:00.000Z', 0, null])('are not %s', (value) => {
    expect(() => lowerDate(value)).toThrow(InvalidData);
  });
});

const instant = (text: string): object => ({ epochNanoseconds: 0n, toString: () => text });

describe('instants', () => {
  afterEach(() => Reflect.deleteProperty(globalThis, 'Temporal'));

  it('need a platform that has them', () => {
    if (Reflect.has(globalThis, 'Temporal')) return;
    expect(() => reviveInstant('2026-11-23T09:30:00Z')).toThrow(StoreError);
  });

  it('are timestamps when stored', () => {
    Reflect.defineProperty(globalThis, 'Temporal', { value: { Instant: { from: instant } }, configurable: true });
    expect(String(reviveInstant('2026-11-23T09:30:00.123456789Z'))).toBe('2026-11-23T09:30:00.123456789Z');
    expect(lowerInstant(instant('2026-11-23T09:30:00.123456789Z'))).toBe('2026-11-23T09:30:00.123456789Z');
    expect(() => lowerInstant(instant('+012026-11-23T09:30:00Z'))).toThrow(InvalidData);
    expect(() => lowerInstant(new Date(0))).toThrow(InvalidData);
    expect(() => lowerInstant('2026-11-23T09:30:00Z')).toThrow(InvalidData);
  });
});
