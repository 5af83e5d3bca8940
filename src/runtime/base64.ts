const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 61; // '='

/** By character code: the six bits that it stands for, or 64. */
const bits: Uint8Array = new Uint8Array(128).fill(64);
for (let i = 0; i < 64; i += 1) bits[alphabet.charCodeAt(i)] = i;

/** Base64 of RFC 4648 in the one way to write it: the standard alphabet, padded, unused bits zero, no white space. */
export function isBase64(value: unknown): value is string {
  if (typeof value !== 'string' || value.length % 4 !== 0) return false;
  const end = value.length - paddingOf(value);
  let last = 0;
  for (let i = 0; i < end; i += 1) {
    last = bits[value.charCodeAt(i)] ?? 64;
    if (last === 64) return false;
  }
  return end === value.length || (last & (value.length - end === 1 ? 3 : 15)) === 0;
}

/** How many bytes a base64 text stands for. */
export function base64Length(text: string): number {
  return (text.length / 4) * 3 - paddingOf(text);
}

function paddingOf(text: string): number {
  const { length } = text;
  if (length === 0 || text.charCodeAt(length - 1) !== padding) return 0;
  return text.charCodeAt(length - 2) === padding ? 2 : 1;
}

/** The bytes of a text that `isBase64`. */
export function fromBase64(text: string): Uint8Array {
  if (isDecoder(native)) return native(text);
  const bytes = new Uint8Array(base64Length(text));
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const group =
      (bitsAt(text, i) << 18) | (bitsAt(text, i + 1) << 12) | (bitsAt(text, i + 2) << 6) | bitsAt(text, i + 3);
    // What is written past the end (the padding) is dropped by the array.
    bytes[at] = group >> 16;
    bytes[at + 1] = group >> 8;
    bytes[at + 2] = group;
    at += 3;
  }
  return bytes;
}

function bitsAt(text: string, index: number): number {
  return (bits[text.charCodeAt(index)] ?? 0) & 63;
}

/** Bytes as standard, padded base64. */
export function toBase64(bytes: Uint8Array): string {
  const encode: unknown = Reflect.get(bytes, 'toBase64');
  if (typeof encode === 'function') return String(encode.call(bytes));
  const { length } = bytes;
  let text = '';
  for (let i = 0; i < length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += i + 1 < length ? alphabet.charAt((group >> 6) & 63) : '=';
    text += i + 2 < length ? alphabet.charAt(group & 63) : '=';
  }
  return text;
}

/** `Uint8Array.fromBase64` of ECMAScript 2026, which the declarations of ES2023 do not know. */
const native: unknown = Reflect.get(Uint8Array, 'fromBase64');

function isDecoder(candidate: unknown): candidate is (text: string) => Uint8Array {
  return typeof candidate === 'function';
}

/** Whether a value is a Uint8Array, of this realm or another. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]';
}
