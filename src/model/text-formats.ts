// What texts the language takes as a UUID, an instant, …: the same as `@varve/runtime` takes, which the compiler does not
// depend on. A test holds the two together.

const uuidPattern =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/i;
const datePattern = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const timestampPattern = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?Z$/;
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const longPattern = /^(?:0|-?[1-9][0-9]{0,18})$/;
const emailPattern = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*)$/;
const uriPattern =
  /^[a-z][a-z\d+.-]*:(?:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?(?:\/[\w.~!$&'()*+,;=:@%/-]*)?|(?!\/\/)[\w.~!$&'()*+,;=:@%/-]+)(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?(?:#[\w.~!$&'()*+,;=:@%/?-]*)?$/i;

/** A UUID of RFC 9562: versions 1 to 8, the nil and the max UUID. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** A day that the calendar has: `2024-02-29`, not `2023-02-29`. */
export function isDate(text: string): boolean {
  const match = datePattern.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** An instant as it is stored: RFC 3339 in UTC with `T` and `Z`, up to nine digits of a second, no leap second. */
export function isTimestamp(text: string): boolean {
  const match = timestampPattern.exec(text);
  return match !== null && isDate(match[1] ?? '');
}

/** Whether two timestamps are one instant, with however many digits of a second they are written. */
export function isSameInstant(a: string, b: string): boolean {
  return withAllDigits(a) === withAllDigits(b);
}

function withAllDigits(timestamp: string): string {
  return timestamp.slice(0, 19) + timestamp.slice(20, -1).padEnd(9, '0');
}

/** A signed 64-bit integer in digits, in its one notation. */
export function isLong(text: string): boolean {
  return longPattern.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Base64 with padding, in its one notation. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && base64Pattern.test(text);
}

/** How many bytes a base64 text stands for. */
export function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

export function isEmail(text: string): boolean {
  const domain = text.length > 254 ? undefined : emailPattern.exec(text)?.[1];
  if (domain === undefined || text.startsWith('.') || text.includes('..') || text.includes('.@')) return false;
  return domain.split('.').every((label) => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'));
}

export function isUri(text: string): boolean {
  return uriPattern.test(text) && !/%(?![\da-f]{2})/i.test(text);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
