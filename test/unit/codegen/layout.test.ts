import { expect, it } from 'vitest';
import { importSymbol } from '../../../src/codegen/import-symbol.js';
import { delimited, indent, unionOf } from '../../../src/codegen/layout.js';

const long = ['a'.repeat(60), 'b'.repeat(60)];

it('keeps short lists on one line, and sets long ones below each other', () => {
  expect(delimited('{', ['a: 1', 'b: 2'], '}')).toBe('{ a: 1, b: 2 }');
  expect(delimited('[', ['1', '2'], ']')).toBe('[1, 2]');
  expect(delimited('{', [], '}')).toBe('{}');
  expect(delimited('{', long, '}', { separator: ';' })).toBe(`{\n  ${long[0]};\n  ${long[1]};\n}`);
  expect(delimited('{', ['a: {\n  b: 1,\n}'], '}')).toBe('{\n  a: {\n    b: 1,\n  },\n}');
});

it('measures tokens by the name that they become', () => {
  const token = importSymbol('A', `${'folder/'.repeat(30)}file`, 'type');
  expect(delimited('{', [token], '}')).toBe(`{ ${token} }`);
});

it('leaves empty lines empty', () => {
  expect(indent('a\n\nb')).toBe('  a\n\n  b');
});

it('sets the members of a long union below each other', () => {
  expect(unionOf([`'a'`, `'b'`])).toBe(`'a' | 'b'`);
  expect(unionOf(long)).toBe(`\n  | ${long[0]}\n  | ${long[1]}`);
  expect(unionOf(['{\n  a: 1;\n}', 'b'], 1000)).toBe('\n  | {\n      a: 1;\n    }\n  | b');
});
