import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimal } from '../../../../src/runtime/decimal.js';
import {
  compareTexts,
  sortableDecimal,
  sortableTimestamp,
  sqlSortableDecimal,
  sqlSortableTimestamp,
} from '../../../../src/runtime/projections/sortable.js';
import { compareTimestamps } from '../../../../src/runtime/timestamp.js';

const decimals = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.bigInt({ min: 0n, max: 120n }), fc.bigInt({ min: 0n, max: 10n ** 30n })),
    fc.string({ unit: fc.constantFrom('0', '1', '9', '5'), maxLength: 5 }),
  )
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`);

const instants = fc
  .tuple(
    fc.constantFrom('0000-01-01T00:00:00', '2026-11-28T23:59:59', '9999-12-31T00:00:00'),
    fc.constantFrom('', '.5', '.500', '.123456789', '.1'),
  )
  .map(([second, fraction]) => `${second}${fraction}Z`);

const sign = (number: number): number => Math.sign(number) + 0;

describe('a text that sorts', () => {
  it('has the order of decimals, and one form for one number', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(sign(compareTexts(sortableDecimal(a), sortableDecimal(b)))).toBe(sign(compareDecimal(a, b)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('has the order of instants', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(sign(compareTexts(sortableTimestamp(a), sortableTimestamp(b)))).toBe(sign(compareTimestamps(a, b)));
      }),
    );
  });

  it('is the same in SQLite', () => {
    const database = new Database(':memory:');
    const decimal = database.prepare(`SELECT ${sqlSortableDecimal('value')} AS sortable FROM (SELECT ? AS value)`);
    const instant = database.prepare(`SELECT ${sqlSortableTimestamp('value')} AS sortable FROM (SELECT ? AS value)`);
    fc.assert(
      fc.property(decimals, instants, (a, b) => {
        expect(decimal.get(a)).toEqual({ sortable: sortableDecimal(a) });
        expect(instant.get(b)).toEqual({ sortable: sortableTimestamp(b) });
      }),
      { numRuns: 2_000 },
    );
    database.close();
  });
});

describe('the order of texts', () => {
  it('is that of the bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }), (a, b) => {
        expect(sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 3_000 },
    );
  });
});
