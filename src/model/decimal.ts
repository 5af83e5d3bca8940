/** A decimal in plain notation: `-12.50`. No exponent, no leading zeros, no plus, a digit on each side of the point. */
const decimalPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

export function isDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

/** Digits after the point. */
export function scaleOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point === -1 ? 0 : decimal.length - point - 1;
}

/** Compares by value, exactly and in linear time: `1.0` and `1.00` are equal, and so are `0` and `-0`. */
export function compareDecimals(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const magnitude =
    left.whole.length - right.whole.length ||
    compareText(left.whole, right.whole) ||
    compareText(left.fraction, right.fraction);
  return left.negative ? -magnitude : magnitude;
}

function parts(decimal: string): { readonly negative: boolean; readonly whole: string; readonly fraction: string } {
  const minus = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = (minus ? decimal.slice(1) : decimal).split('.');
  const trimmed = fraction.replace(/0+$/, '');
  return { negative: minus && !(whole === '0' && trimmed === ''), whole, fraction: trimmed };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
