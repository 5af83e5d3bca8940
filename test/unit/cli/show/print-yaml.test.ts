import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printYaml } from '../../../../src/cli/show/print-yaml.js';

describe('printYaml', () => {
  it.each([
    { a: {}, b: [], c: null, d: true, e: 1.5, f: '' },
    {
      text: [
        'a',
        'true',
        'null',
        '1',
        '-',
        '- a',
        'a: b',
        'a #b',
        ' a',
        'a ',
        '*a',
        '"',
        "'",
        '\n',
        '{}',
        '[]',
        ',',
        'ü',
        '\u0000',
        '~',
        'a | null',
        'map<K, V>',
        'No',
      ],
    },
    { '\u009b': '\u202e\u2028' },
    { 'a b': { 'c: d': { '#': { '[x]': [{ y: ['z, w'] }] } } } },
    JSON.parse('{"__proto__": {"constructor": 1}}'),
    { long: { a: 'x'.repeat(60), b: 'y'.repeat(60), c: { d: ['z'.repeat(60), { e: 1 }] } } },
    { pattern: '^[A-Z]{1,32}$', union: { of: { card: { fields: { last4: { type: 'string', pattern: '\\d' } } } } } },
  ])('is read by a YAML parser as what was printed: %j', (value) => {
    expect(parse(printYaml(value), { maxAliasCount: 0 })).toEqual(value);
  });

  it('lets nothing act on a terminal', () => {
    expect(printYaml({ a: '\u009b31m\u202e' })).toBe('a: "\\u009b31m\\u202e"\n');
  });
});
