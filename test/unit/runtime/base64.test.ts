import { describe, expect, it } from 'vitest';
import { base64Length, fromBase64, isBase64, toBase64 } from '../../../src/runtime/base64.js';

describe('isBase64', () => {
  it.each(['', 'AA==', 'AAA=', 'AAAA', '+/+/', 'Zm9v', 'Zm8=', 'Zg=='])('takes %j', (text) =>
    expect(isBase64(text)).toBe(true),
  );
  it.each([
    'A',
    'AA',
    'AAA',
    'A===',
    '====',
    'AB==',
    'AAB=',
    'A=AA',
    'AA=A',
    '-_-_',
    'AAA\n',
    'AA A',
    'ÄAAA',
    '\u0100AAA',
    '😀AA',
    7,
    null,
  ])('refuses %j', (text) => expect(isBase64(text)).toBe(false));

  it('takes megabytes', () => {
    expect(isBase64('A'.repeat(8_000_000))).toBe(true);
  });
});

describe('bytes', () => {
  it('become text and back', () => {
    const bytes = new Uint8Array([0, 1, 127, 128, 254, 255, 63]);
    expect(toBase64(bytes)).toBe('AAF/gP7/Pw==');
    expect(fromBase64('AAF/gP7/Pw==')).toEqual(bytes);
    expect(base64Length('AAF/gP7/Pw==')).toBe(7);
    expect([base64Length(''), base64Length('AAA='), base64Length('AAAA')]).toEqual([0, 2, 3]);
    expect(toBase64(new Uint8Array())).toBe('');
    expect(fromBase64('')).toEqual(new Uint8Array());
  });
});
