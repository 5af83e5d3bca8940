import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDecimal } from '../../../src/model/decimal.js';
import * as ours from '../../../src/model/text-formats.js';
import * as base64 from '../../../src/runtime/base64.js';
import * as decimal from '../../../src/runtime/decimal.js';
import * as formats from '../../../src/runtime/formats.js';
import * as timestamp from '../../../src/runtime/timestamp.js';

const pairs: readonly (readonly [string, (text: string) => boolean, (text: string) => boolean, string])[] = [
  ['uuid', ours.isUuid, formats.isUuid, '018f4e9e-1234-7abc-8def-0123456789ab'],
  ['long', ours.isLong, formats.isLong, '-9223372036854775808'],
  ['email', ours.isEmail, formats.isEmail, 'jo.doe+x@mail.example.org'],
  ['uri', ours.isUri, formats.isUri, 'https://user@host.example:80/a/b%20c?q=1#f'],
  ['date', ours.isDate, timestamp.isLocalDate, '2024-02-29'],
  ['timestamp', ours.isTimestamp, timestamp.isTimestamp, '2024-02-29T23:59:59.123456789Z'],
  ['base64', ours.isBase64, base64.isBase64, 'AQIDBA=='],
  ['decimal', isDecimal, decimal.isDecimal, '-120.050'],
];

/** The example with some of its characters changed, doubled or left out. */
function nearly(example: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(example.length),
    text: fc.oneof(
      fc.constantFrom('', '0', '1', '9', '-', '.', ':', 'Z', 'T', '+', '=', '/', 'a', 'F', ' ', '\n', '%', '@'),
      fc.string({ maxLength: 2 }),
    ),
    remove: fc.nat(2),
  });
  return fc
    .array(edit, { maxLength: 3 })
    .map((edits) =>
      edits.reduce(
        (text, { at, text: inserted, remove }) => text.slice(0, at) + inserted + text.slice(at + remove),
        example,
      ),
    );
}

test.each(pairs)('the compiler and the runtime agree on every %s', (_, compiler, runtime, example) => {
  expect([compiler(example), runtime(example)]).toEqual([true, true]);
  fc.assert(
    fc.property(fc.oneof(nearly(example), fc.string()), (text) => {
      expect(compiler(text)).toBe(runtime(text));
    }),
    { numRuns: 2000 },
  );
});

test('the compiler and the runtime agree on how long bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect([ours.base64Length(text), base64.base64Length(text)]).toEqual([bytes.length, bytes.length]);
    }),
  );
});
