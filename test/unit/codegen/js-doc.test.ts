import { describe, expect, it } from 'vitest';
import { docText, jsDoc, lineCommentText } from '../../../src/codegen/js-doc.js';

describe('a doc comment', () => {
  it('is nothing where there is nothing to say', () => {
    expect(jsDoc({})).toBe('');
    expect(jsDoc({ text: ' \n ' })).toBe('');
  });

  it('stands on one line where it fits', () => {
    expect(jsDoc({ text: 'One line.' })).toBe('/** One line. */\n');
  });

  it('has its tags behind the text', () => {
    expect(
      jsDoc({ text: 'Text.', throws: 'InvalidData where it is none.', example: `'A1'`, deprecated: 'use\nSku' }),
    ).toBe(
      `/**
 * Text.
 *
 * @throws InvalidData where it is none.
 * @example 'A1'
 * @deprecated use Sku
 */
`,
    );
    expect(jsDoc({ deprecated: true })).toBe('/** @deprecated */\n');
  });

  it.each([
    ['ends */ early', 'ends *\\/ early'],
    ['opens /* another', 'opens /\\* another'],
    ['@ts-ignore', '\\@ts-ignore'],
    ['a @deprecated tag', 'a \\@deprecated tag'],
    ['mail me@example.org', 'mail me@example.org'],
    ['x@internal', 'x@ internal'],
    ['a\u0000b\u0001v:x:y\u0002\u202ec', 'abv:x:yc'],
    ['a\u2028b', 'a\nb'],
    ['`${x}` </script>', '`${x}` </script>'],
    ['lone \ud800', 'lone'],
  ])('defuses %j', (text, expected) => {
    expect(docText({ text })).toBe(expected);
  });

  it('wraps long lines, and leaves code alone', () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
    const text = docText({ text: `${words}\n\n\`\`\`\n${words}\n\`\`\`` });
    const lines = text.split('\n');
    expect(lines.slice(0, 3).every((line) => line.length <= 100)).toBe(true);
    expect(lines).toContain(words);
    expect(text.replaceAll('\n', ' ').startsWith(words)).toBe(true);
  });
});

describe('a line comment', () => {
  it('stays one line', () => {
    expect(lineCommentText('schemas/a\nb\u2028c\u0000.yaml')).toBe('schemas/a b c.yaml');
  });
});
