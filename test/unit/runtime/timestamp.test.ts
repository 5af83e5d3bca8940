import { describe, expect, it } from 'vitest';
import { InvalidData } from '../../../src/runtime/errors.js';
import {
  compareTimestamps,
  isLocalDate,
  isTimestamp,
  localDate,
  plainTimestamp,
  timestamp,
} from '../../../src/runtime/timestamp.js';

describe('isTimestamp', () => {
  it.each([
    '2026-11-23T09:30:00Z',
    '2026-11-23T09:30:00.000Z',
    '2026-11-23T23:59:59.123456789Z',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.9Z',
  ])('takes %s', (text) => expect(isTimestamp(text)).toBe(true));

  it.each([
    '',
    '2026-11-23',
    '2026-11-23T09:30Z',
    '2026-11-23T09:30:00',
    '2026-11-23T09:30:00+00:00',
    '2026-11-23t09:30:00Z',
    '2026-11-23T09:30:00z',
    '2026-11-23 09:30:00Z',
    '2026-11-23T09:30:60Z',
    '2016-12-31T23:59:60Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T09:60:00Z',
    '2026-11-23T09:30:00.Z',
    '2026-11-23T09:30:00.1234567890Z',
    '2026-11-31T09:30:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '+002026-11-23T09:30:00Z',
    '-2026-11-23T09:30:00Z',
    '2026-11-23T09:30:00Z\n',
    7,
    null,
  ])('refuses %j', (text) => expect(isTimestamp(text)).toBe(false));
});

describe('isLocalDate', () => {
  it.each(['2026-11-23', '2024-02-29', '0000-02-29', '2026-12-31', '2026-04-30'])('takes %s', (text) =>
    expect(isLocalDate(text)).toBe(true),
  );
  it.each([
    '',
    '2026-11-31',
    '2025-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-1-1',
    '20261123',
    '2026-11-23T00:00:00Z',
    '2026-11-23\n',
    20261123,
  ])('refuses %j', (text) => expect(isLocalDate(text)).toBe(false));
});

describe('timestamp', () => {
  it.each<[string | Date, string]>([
    ['2026-11-23T09:30:00.5Z', '2026-11-23T09:30:00.5Z'],
    ['2026-11-23t09:30:00.123456789z', '2026-11-23T09:30:00.123456789Z'],
    ['2026-11-23T09:30:00+00:00', '2026-11-23T09:30:00Z'],
    ['2026-11-23T01:30:00.25+02:00', '2026-11-22T23:30:00.25Z'],
    ['2026-12-31T20:00:00-05:30', '2027-01-01T01:30:00Z'],
    ['2024-03-01T00:00:00+00:01', '2024-02-29T23:59:00Z'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (value, text) => {
    expect(timestamp(value)).toBe(text);
  });

  it.each<[string | Date]>([
    ['yesterday'],
    [''],
    ['2026-11-23T09:30:00'],
    ['2026-11-31T09:30:00+01:00'],
    ['2026-11-23T09:30:60+01:00'],
    ['0000-01-01T00:00:00+00:01'],
    ['9999-12-31T23:59:59-00:01'],
    ['2026-11-23T09:30:00+24:00'],
    [new Date(Number.NaN)],
    [new Date(8.64e15)],
  ])('refuses %s', (value) => {
    expect(() => timestamp(value)).toThrow(InvalidData);
  });

  // What a caller without types may give.
  it.each<[unknown]>([[undefined], [null], [0], [{}], [{ getTime: () => 0 }]])('refuses %j', (value) => {
    expect(() => timestamp(value as string)).toThrow(InvalidData);
  });

  it('says what it wants', () => {
    expect(() => timestamp('yesterday')).toThrow('timestamp: expected an instant of RFC 3339, found "yesterday"');
    expect(() => localDate('2026-11-31')).toThrow(
      'localDate: expected a calendar date like 2026-11-23, found "2026-11-31"',
    );
    expect(localDate('2026-11-30')).toBe('2026-11-30');
  });
});

describe('plainTimestamp', () => {
  it.each([
    ['2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z'],
    ['2026-11-23T09:30:00.1Z', '2026-11-23T09:30:00.100Z'],
    ['2026-11-23T09:30:00.123Z', '2026-11-23T09:30:00.123Z'],
    ['2026-11-23T09:30:00.123000Z', '2026-11-23T09:30:00.123Z'],
    ['2026-11-23T09:30:00.1234Z', '2026-11-23T09:30:00.123400Z'],
    ['2026-11-23T09:30:00.123456000Z', '2026-11-23T09:30:00.123456Z'],
    ['2026-11-23T09:30:00.1234567Z', '2026-11-23T09:30:00.123456700Z'],
  ])('writes %s as %s', (text, plain) => expect(plainTimestamp(timestamp(text))).toBe(plain));
});

describe('compareTimestamps', () => {
  it('compares times, not texts', () => {
    expect(compareTimestamps('2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z')).toBe(0);
    expect(compareTimestamps('2026-11-23T09:30:00.5Z', '2026-11-23T09:30:00.49Z')).toBe(1);
    expect(compareTimestamps('2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000000001Z')).toBe(-1);
    expect(compareTimestamps('0999-11-23T09:30:00Z', '2026-11-23T09:30:00Z')).toBe(-1);
  });
});
