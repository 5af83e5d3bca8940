import * as fc from 'fast-check';
import type { Json } from '../../language/syntax.js';
import { contains, sizeRange } from '../../model/range.js';
import { base64Length, isBase64, isUuid } from '../../model/text-formats.js';
import type { Type } from '../../model/type.js';
import { leafValues } from './leaf-values.js';
import type { NoValues, Values } from './values.js';

const usualBytes = 16;
const hugeBytes = 1_024;

export function uuidValues(): Values | NoValues {
  const edges = [
    '018f3c4e-7b2a-7cde-8f01-23456789abcd',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '6BA7B810-9DAD-11D1-80B4-00C04FD430C8',
  ];
  const isValid = (value: Json): boolean => typeof value === 'string' && isUuid(value);
  return leafValues({ base: fc.uuid(), edges, isValid, none: 'no UUID was found' });
}

/** Bytes in base64, with each kind of padding. */
export function bytesValues(layers: readonly Type[]): Values | NoValues {
  const sizes = sizeRange(layers);
  const most = Math.min(hugeBytes, sizes.upper === undefined ? hugeBytes : Number(sizes.upper.value));
  const isValid = (value: Json): boolean =>
    typeof value === 'string' && isBase64(value) && contains(sizes, base64Length(value));
  const base = fc.uint8Array({ maxLength: Math.min(most, usualBytes) }).map((bytes): Json => base64(bytes), bytesOf);
  const edges = ['', 'AA==', 'AAE=', '//79', base64(new Uint8Array(most).fill(255))];
  return leafValues({ base, edges, isValid, none: 'no bytes were found' });
}

export function jsonValues(): Values | NoValues {
  const edges: readonly Json[] = [
    null,
    false,
    0,
    -0,
    '',
    [],
    {},
    2 ** 53,
    1e21,
    '__proto__',
    '\ud800',
    [[], [null], -0],
    Object.fromEntries([['__proto__', 1]]),
    { constructor: { toString: null }, '': [] },
  ];
  return leafValues({ base: fc.jsonValue().map(plain, unknownJson), edges, isValid: () => true, none: 'no JSON' });
}

/** fast-check's own type of JSON can be written to, and ours cannot. */
function plain(value: fc.JsonValue): Json {
  return value as Json;
}

function unknownJson(value: unknown): fc.JsonValue {
  return value as fc.JsonValue;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  if (typeof value !== 'string' || !isBase64(value)) throw new Error('bytes are stored in base64');
  return Uint8Array.from(Buffer.from(value, 'base64'));
}
