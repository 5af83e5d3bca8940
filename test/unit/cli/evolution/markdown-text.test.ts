import { expect, test } from 'vitest';
import { markdownCode, markdownText } from '../../../../src/cli/evolution/markdown-text.js';

test.each([
  ['"a_b" is *new* <img src=x>', '"a\\_b" is \\*new\\* &lt;img src=x>'],
  ['`from: a_b` of <b>', '`from: a_b` of &lt;b>'],
  ['a lone ` and <b>', 'a lone \\` and &lt;b>'],
  ['`` ` `` <b>', '\\`\\` \\` \\`\\` &lt;b>'],
  ['```<img>`', '\\`\\`\\`&lt;img>\\`'],
  ['a\nb', 'a␊b'],
])('%j', (text, expected) => {
  expect(markdownText(text)).toBe(expected);
});

test.each([
  ['Cart.Put@1', '`Cart.Put@1`'],
  ['a`b', '``a`b``'],
  ['`a', '`` `a ``'],
])('code %j', (text, expected) => {
  expect(markdownCode(text)).toBe(expected);
});
