import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonList, jsonMap, jsonString } from '../../../src/runtime/json-text.js';

/** Any text at all: of any sixteen-bit units, with many of those that have to be escaped. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0, max: 0x7f }),
  fc.integer({ min: 0xd800, max: 0xdfff }),
  fc.constantFrom(0x22, 0x5c, 0x2028, 0x2029, 0x7f, 0xfeff),
);
const text = fc.array(unit, { maxLength: 12 }).map((units) => String.fromCharCode(...units));

describe('jsonString', () => {
  it('writes each of the sixteen-bit units as JSON.stringify does', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const one = String.fromCharCode(code);
      if (jsonString(one) !== JSON.stringify(one)) expect.fail(`U+${code.toString(16)} is written otherwise`);
    }
  });

  it('writes any text as JSON.stringify does', () => {
    fc.assert(fc.property(text, (one) => jsonString(one) === JSON.stringify(one)));
  });
});

it('jsonList writes any list of texts as JSON.stringify does', () => {
  fc.assert(fc.property(fc.array(text), (list) => jsonList(list, jsonString) === JSON.stringify(list)));
});

it('jsonMap writes any map as JSON.stringify does, in the same order', () => {
  const maps = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', '1', 'constructor')), fc.integer());
  fc.assert(fc.property(maps, (map) => jsonMap(map, String) === JSON.stringify(map)));
});
