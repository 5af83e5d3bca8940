// Every pattern here runs in time linear in the text: no repetition stands inside another that can match the same.

// Written out digit by digit: a count of more than three is a loop to the engine, and takes twice the time.
const hex = (digits: number): string => '[0-9a-f]'.repeat(digits);
const uuid = new RegExp(
  `^(?:${hex(8)}-${hex(4)}-[1-8]${hex(3)}-[89ab]${hex(3)}-${hex(12)}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$`,
  'i',
);

/** A UUID of RFC 9562: versions 1 to 8, the nil and the max UUID; in any case. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && uuid.test(value);
}

const long = /^(?:0|-?[1-9]\d{0,18})$/;

/** A signed 64-bit integer in digits, in the one way to write it: no `+`, no leading zero, no `-0`. */
export function isLong(value: unknown): value is string {
  if (typeof value !== 'string' || !long.test(value)) return false;
  if (value.length < 19) return true;
  return value.startsWith('-') ? value.length < 20 || value <= '-9223372036854775808' : value <= '9223372036854775807';
}

const email = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*)$/;

/**
 * An e-mail address of plain form: up to 64 characters of a name (letters, digits and the punctuation of RFC 5322; dots
 * only between them), `@`, a domain of letters, digits and hyphens. No quotes, comments, address literals or Unicode.
 */
export function isEmail(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 254) return false;
  const domain = email.exec(value)?.[1];
  if (domain === undefined || value.startsWith('.') || value.includes('..') || value.includes('.@')) return false;
  return domain.split('.').every((label) => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'));
}

const uri =
  /^[a-z][a-z\d+.-]*:(?:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?(?:\/[\w.~!$&'()*+,;=:@%/-]*)?|(?!\/\/)[\w.~!$&'()*+,;=:@%/-]+)(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?(?:#[\w.~!$&'()*+,;=:@%/?-]*)?$/i;
const brokenPercent = /%(?![\da-f]{2})/i;

/**
 * An absolute URI of RFC 3986: a scheme, something behind its colon, and only characters that a URI may have; anything
 * else is percent-encoded. Relative references and IRIs are none.
 */
export function isUri(value: unknown): value is string {
  return typeof value === 'string' && uri.test(value) && !brokenPercent.test(value);
}
