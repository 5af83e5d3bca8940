import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accessor,
  jsonLiteral,
  numberLiteral,
  optionalAccessor,
  propertyKey,
  regexLiteral,
  stringLiteral,
} from '../../../src/codegen/literal.js';

const evaluate = (code: string): unknown => runInNewContext(`(${code})`);
const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe('a string literal', () => {
  it.each([
    ['plain', `'plain'`],
    [`it's`, `'it\\'s'`],
    ['back\\slash', `'back\\\\slash'`],
    ['two\nlines\r\n\ttab', `'two\\nlines\\r\\n\\ttab'`],
    ['\u0000\u0001\u0002\u007f', `'\\u0000\\u0001\\u0002\\u007f'`],
    ['\u2028\u2029', `'\\u2028\\u2029'`],
    ['\ud800 alone', `'\\ud800 alone'`],
    ['\ud83d\ude00', `'\ud83d\ude00'`],
    ['\u202egnp', `'\\u202egnp'`],
    ['</script><!--', `'\\x3c/script>\\x3c!--'`],
    ['`${x}`', `'\`\${x}\`'`],
  ])('of %j', (text, literal) => {
    expect(stringLiteral(text)).toBe(literal);
  });

  it('gives back whatever text it was made of, on one line', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        ),
        (text) => {
          const literal = stringLiteral(text);
          // oxlint-disable-next-line no-control-regex
          expect(literal).toMatch(/^'[^\u0000-\u001f\u2028\u2029]*'$/u);
          expect(evaluate(literal)).toBe(text);
        },
      ),
    );
  });
});

describe('a property', () => {
  it.each([
    ['sku', 'sku'],
    ['class', 'class'],
    ['constructor', 'constructor'],
    ['$id', '$id'],
    ['__proto__', `['__proto__']`],
    ['odd name', `'odd name'`],
    ['1st', `'1st'`],
    ['', `''`],
    ['größe', `'größe'`],
    [`a'b`, `'a\\'b'`],
  ])('%j is written %s', (name, key) => {
    expect(propertyKey(name)).toBe(key);
  });

  it('is read by its name, whatever it is', () => {
    expect(accessor('data', 'sku')).toBe('data.sku');
    expect(accessor('data', 'odd name')).toBe(`data['odd name']`);
    expect(accessor('data', '__proto__')).toBe(`data['__proto__']`);
    expect(optionalAccessor('data.a', 'b')).toBe('data.a?.b');
    expect(optionalAccessor('data.a', 'odd name')).toBe(`data.a?.['odd name']`);
  });

  it('called __proto__ is a property, and no prototype', () => {
    const made = evaluate(jsonLiteral(JSON.parse('{"__proto__":{"polluted":true},"a":1}')));
    expect(JSON.stringify(made)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(Reflect.get(made as object, 'polluted')).toBe(undefined);
  });
});

describe('a literal of JSON', () => {
  it('is laid out on one line where it fits', () => {
    expect(jsonLiteral({ a: [1, null, { 'b c': 'd' }], e: true })).toBe(`{ a: [1, null, { 'b c': 'd' }], e: true }`);
    expect(jsonLiteral([])).toBe('[]');
    expect(jsonLiteral({})).toBe('{}');
  });

  it('keeps the sign of zero', () => {
    expect(numberLiteral(-0)).toBe('-0');
    expect(numberLiteral(1e21)).toBe('1e+21');
  });

  it('gives back whatever JSON it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(evaluate(jsonLiteral(value as never)))).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('a regular expression', () => {
  it.each([
    ['^[A-Z0-9-]{1,32}$', '/^[A-Z0-9-]{1,32}$/u'],
    ['a/b', '/a\\/b/u'],
    ['a\\/b', '/a\\/b/u'],
    ['[/]', '/[\\/]/u'],
    ['\\\\/', '/\\\\\\//u'],
    ['', `new RegExp('', 'u')`],
    [`it's`, `new RegExp('it\\'s', 'u')`],
    ['ä', `new RegExp('ä', 'u')`],
    ['a\nb', `new RegExp('a\\nb', 'u')`],
    ['</script>', '/<\\/script>/u'],
    ['a*/', '/a*\\//u'],
  ])('of %j is %s', (pattern, literal) => {
    expect(regexLiteral(pattern)).toBe(literal);
  });

  it('matches as its pattern does', () => {
    for (const pattern of ['a/b', 'a\\/b', '[/]', '[^/]+', '\\\\/', "it's", 'a\nb', '\u2028', '"', '`[$]`', '']) {
      const made = evaluate(regexLiteral(pattern)) as RegExp;
      expect(made.flags).toBe('u');
      for (const text of ['a/b', '/', '\\/', "it's", 'a\nb', '\u2028', '"', '`$`', '']) {
        expect(made.test(text)).toBe(new RegExp(pattern, 'u').test(text));
      }
    }
  });
});
