import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Length, fromBase64, isBase64, toBase64 } from '../../src/runtime/base64.js';
import { codePointLength, isLongerThan, isShorterThan } from '../../src/runtime/check.js';
import { isEqual } from '../../src/runtime/equal.js';
import { isLong, isUuid } from '../../src/runtime/formats.js';
import { allUnique, isJson } from '../../src/runtime/json.js';
import { expected, inside, pointerKeys } from '../../src/runtime/problem.js';
import { lowerDate, lowerLong, reviveDate, reviveLong } from '../../src/runtime/stored.js';
import { formatInteger, formatNumber, parseInteger, parseNumber } from '../../src/runtime/text.js';
import { compareTimestamps, isLocalDate, isTimestamp, timestamp } from '../../src/runtime/timestamp.js';
import { uuidv7 } from '../../src/runtime/uuid.js';

const numRuns = 2000;
const check = <Args extends [unknown, ...unknown[]]>(property: fc.IPropertyWithHooks<Args>): void =>
  fc.assert(property, { numRuns });

describe('base64', () => {
  it('is what Node writes, and comes back', () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(isBase64(text)).toBe(true);
        expect(base64Length(text)).toBe(bytes.length);
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  it('has one text for each value', () => {
    check(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABQgwZ09+/=-_ é'), maxLength: 12 }), (text) => {
        expect(isBase64(text)).toBe(Buffer.from(text, 'base64').toString('base64') === text);
      }),
    );
  });
});

describe('long', () => {
  it('has one text for each 64-bit integer', () => {
    const edges = fc.constantFrom(0n, 2n ** 63n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) - 1n);
    check(
      fc.property(
        fc.oneof(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), fc.bigInt({ min: -20n, max: 20n }), edges),
        (value) => {
          const fits = BigInt.asIntN(64, value) === value;
          expect(isLong(String(value))).toBe(fits);
          expect(fits ? reviveLong(lowerLong(value)) : value).toBe(value);
          expect(isLong(`0${value}`)).toBe(false);
        },
      ),
    );
  });
});

describe('parse and format', () => {
  it('undo each other for every number', () => {
    check(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(formatNumber(value))).toBe(value);
      }),
    );
    check(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(parseInteger(formatInteger(value))).toBe(value);
      }),
    );
  });

  it('take no second text for a value', () => {
    check(
      fc.property(fc.string({ unit: fc.constantFrom(...'-+.0159eEx '), maxLength: 8 }), (text) => {
        for (const [parse, format] of [
          [parseNumber, formatNumber],
          [parseInteger, formatInteger],
        ] as const) {
          let value: number;
          try {
            value = parse(text);
          } catch {
            continue;
          }
          expect(format(value)).toBe(text);
        }
      }),
    );
  });
});

describe('timestamps', () => {
  const dates = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });

  it('are what Date writes, and come back', () => {
    check(
      fc.property(dates, (date) => {
        expect(isTimestamp(date.toISOString())).toBe(true);
        expect(isLocalDate(date.toISOString().slice(0, 10))).toBe(true);
        expect(reviveDate(lowerDate(date))).toEqual(date);
      }),
    );
  });

  it('are days that the calendar has', () => {
    check(
      fc.property(fc.nat(9999), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const date = new Date(`${text}T00:00:00Z`);
        expect(isLocalDate(text)).toBe(!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text));
      }),
    );
  });

  it('are normalised to UTC', () => {
    check(
      fc.property(dates, fc.integer({ min: -1439, max: 1439 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000);
        fc.pre(local.getUTCFullYear() >= 0 && local.getUTCFullYear() <= 9999);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        const text = local.toISOString().replace('Z', `${offset < 0 ? '-' : '+'}${hours}:${minutes}`);
        expect(timestamp(text)).toBe(date.toISOString());
      }),
    );
  });

  it('are ordered as times', () => {
    check(
      fc.property(dates, dates, (a, b) => {
        expect(compareTimestamps(a.toISOString(), b.toISOString())).toBe(Math.sign(a.getTime() - b.getTime()));
      }),
    );
  });
});

describe('pointers', () => {
  it('name the keys that they were made of', () => {
    check(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'~/01') }))), (keys) => {
        const { pointer } = keys.reduceRight((problem, key) => inside(key, problem), expected('x', 1));
        expect(pointerKeys(pointer)).toEqual(keys);
      }),
    );
  });
});

describe('lengths', () => {
  it('count code points', () => {
    check(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\uD83D', '\uDE00', 'a') })),
        fc.nat(12),
        (text, limit) => {
          const { length } = [...text];
          expect(codePointLength(text)).toBe(length);
          expect(isLongerThan(text, limit)).toBe(length > limit);
          expect(isShorterThan(text, limit)).toBe(length < limit);
        },
      ),
    );
  });
});

describe('JSON', () => {
  it('is what comes out of JSON.parse', () => {
    check(
      fc.property(fc.json(), (text) => {
        expect(isJson(JSON.parse(text))).toBe(true);
      }),
    );
  });

  it('is unchanged by a trip through JSON, or is none', () => {
    check(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSparseArray: true,
          withNullPrototype: false,
        }),
        (value) => {
          if (!isJson(value)) return;
          expect(isEqual(JSON.parse(JSON.stringify(value)), value)).toBe(true);
        },
      ),
    );
  });

  it('is unique where no two items are equal', () => {
    check(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 6 }), (items) => {
        const equal = items.some((item, i) => items.some((other, j) => i < j && isEqual(item, other)));
        expect(allUnique(items)).toBe(!equal);
        expect(allUnique([...items, ...items])).toBe(items.length === 0);
      }),
    );
  });
});

describe('UUIDs', () => {
  it('are taken as fast-check and this package make them', () => {
    check(
      fc.property(fc.uuid({ version: [1, 2, 3, 4, 5, 6, 7, 8] }), (id) => {
        expect([isUuid(id), isUuid(id.toUpperCase()), isUuid(uuidv7())]).toEqual([true, true, true]);
      }),
    );
  });
});
