/**
 * A text for a decimal, so that texts are in the order of the numbers and those of equal numbers are the same:
 * a mark for the sign, how many digits stand in front of the point, the digits without zeros at the end. For a negative
 * number all of it is turned round, and ends with what is larger than a digit.
 */
export function sortableDecimal(value: string): string {
  const isNegative = value.startsWith('-') && /[1-9]/u.test(value);
  const [whole = '', fraction = ''] = value.replace('-', '').split('.');
  const digits = `${whole}.${fraction.replace(/0+$/u, '')}`;
  const length = String(isNegative ? 999_999_999 - whole.length : whole.length).padStart(9, '0');
  if (!isNegative) return `1${length}${digits}`;
  return `0${length}${digits.replaceAll(/\d/gu, (digit) => String.fromCharCode(106 - Number(digit)))}~`;
}

/** The same in SQLite's SQL. */
export function sqlSortableDecimal(name: string): string {
  const plain = `(ltrim(${name}, '-') || CASE WHEN instr(${name}, '.') = 0 THEN '.' ELSE '' END)`;
  const digits = `rtrim(${plain}, '0')`;
  // Of a whole number the zeros in front of the point stay: the point is behind them.
  const length = `(instr(${plain}, '.') - 1)`;
  let turned = digits;
  for (let digit = 0; digit <= 9; digit += 1) {
    turned = `replace(${turned}, '${digit}', '${String.fromCharCode(106 - digit)}')`;
  }
  return `CASE WHEN ${name} LIKE '-%' AND ${name} GLOB '*[1-9]*'
    THEN '0' || printf('%09d', 999999999 - ${length}) || ${turned} || '~'
    ELSE '1' || printf('%09d', ${length}) || ${digits} END`;
}

/** A text for an instant, so that texts are in the order of time and those of one instant are the same. */
export function sortableTimestamp(value: string): string {
  return `${value.slice(0, 19)}.${value.slice(20, -1).padEnd(9, '0')}`;
}

/** The same in SQLite's SQL. */
export function sqlSortableTimestamp(name: string): string {
  return `substr(${name}, 1, 19) || '.' || substr(replace(substr(${name}, 21), 'Z', '') || '000000000', 1, 9)`;
}

/** Negative where `a` comes first: by code points, as databases compare the bytes of UTF-8. */
export function compareTexts(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    // A surrogate is a part of a code point that is larger than all that are written as one unit.
    const [isLeftHigh, isRightHigh] = [isSurrogate(left), isSurrogate(right)];
    return isLeftHigh === isRightHigh ? left - right : isLeftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
