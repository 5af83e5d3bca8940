import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addDecimal,
  compareDecimal,
  decimal,
  decimalScale,
  isDecimal,
  multiplyDecimal,
  negateDecimal,
  subtractDecimal,
} from '../../src/runtime/decimal.js';
import type { Decimal } from '../../src/runtime/event.js';

/** An unscaled integer and a scale: what a decimal is, independent of its text. */
const parts = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(20));
const near = fc.tuple(fc.bigInt({ min: -200n, max: 200n }), fc.nat(3));
const numbers = fc.oneof(parts, near);

function text([units, scale]: readonly [bigint, number]): Decimal {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return decimal(`${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`);
}

const scaled = ([units, scale]: readonly [bigint, number], to: number): bigint => units * 10n ** BigInt(to - scale);

it('adds, subtracts, multiplies, negates and compares as integers do', () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const scale = Math.max(a[1], b[1]);
      const [left, right] = [scaled(a, scale), scaled(b, scale)];
      expect(addDecimal(text(a), text(b))).toBe(text([left + right, scale]));
      expect(subtractDecimal(text(a), text(b))).toBe(text([left - right, scale]));
      expect(multiplyDecimal(text(a), text(b))).toBe(text([a[0] * b[0], a[1] + b[1]]));
      expect(negateDecimal(text(a))).toBe(text([-a[0], a[1]]));
      expect(Math.sign(compareDecimal(text(a), text(b)))).toBe(left === right ? 0 : left < right ? -1 : 1);
      expect(decimalScale(text(a))).toBe(a[1]);
    }),
    { numRuns: 2000 },
  );
});

const digits = (part: string): boolean => part !== '' && [...part].every((digit) => '0123456789'.includes(digit));

it('takes a text or refuses it, as the grammar says', () => {
  const texts = fc.oneof(fc.string({ unit: fc.constantFrom(...'-+.0159eE '), maxLength: 8 }), fc.string());
  fc.assert(
    fc.property(texts, (candidate) => {
      const unsigned = candidate.startsWith('-') ? candidate.slice(1) : candidate;
      const [whole = '', fraction, more] = unsigned.split('.');
      const right =
        more === undefined &&
        digits(whole) &&
        (whole === '0' || !whole.startsWith('0')) &&
        (fraction === undefined || digits(fraction));
      expect(isDecimal(candidate)).toBe(right);
    }),
    { numRuns: 5000 },
  );
});
