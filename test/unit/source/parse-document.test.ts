import { describe, expect, test } from 'vitest';
import { nodeAt } from '../../../src/source/node-at.js';
import { mostLexemes } from '../../../src/source/read-yaml.js';
import { largestFile } from '../../../src/source/source-file.js';
import { toJson } from '../../../src/source/to-json.js';
import { read } from './read.js';

function jsonOf(text: string): unknown {
  const { root, findings } = read(text);
  expect(findings).toEqual([]);
  return root === undefined ? undefined : JSON.parse(JSON.stringify(toJson(root)));
}

describe('a document', () => {
  test('is YAML 1.2, core schema', () => {
    expect(jsonOf('a: yes\nb: on\nc: true\nd: ~\ne: 0x1F\nf: 1e3\ng: 010\nh: "1"\ni: 2020-01-01\nj:\n')).toEqual({
      a: 'yes',
      b: 'on',
      c: true,
      d: null,
      e: 31,
      f: 1000,
      g: 10,
      h: '1',
      i: '2020-01-01',
      j: null,
    });
  });

  test('may begin with a byte order mark, hold comments, and end its lines as in Windows', () => {
    expect(jsonOf('\ufeff# hello\r\na: 1 # one\r\nb:\r\n  - c\r\n')).toEqual({ a: 1, b: ['c'] });
  });

  test('may begin and end with document marks', () => {
    expect(jsonOf('---\na: 1\n...\n')).toEqual({ a: 1 });
  });

  test('knows where everything stands', () => {
    const { root } = read('a: "x y"\nlong key:\n  - { b: 1.50, "c": \'d\' }\n');
    expect(root).toMatchObject({
      kind: 'mapping',
      entries: [
        {
          key: 'a',
          keySpan: { path: 'f', line: 1, column: 1, endLine: 1, endColumn: 2 },
          value: {
            kind: 'scalar',
            value: 'x y',
            text: 'x y',
            plain: false,
            span: { line: 1, column: 4, endLine: 1, endColumn: 9 },
          },
        },
        {
          key: 'long key',
          value: {
            kind: 'sequence',
            items: [
              {
                kind: 'mapping',
                span: { line: 3, column: 5, endLine: 3, endColumn: 26 },
                entries: [
                  { key: 'b', value: { value: 1.5, text: '1.50', plain: true } },
                  {
                    key: 'c',
                    keySpan: { line: 3, column: 16, endColumn: 19 },
                    value: { value: 'd', text: 'd', plain: false },
                  },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  test('keeps the digits that a double loses, and what is written between quotes', () => {
    const { root } = read(`a: 123456789012345678901234567890\nb: 'it''s'\nc: "\\u0041"\nd: |\n  x\n  y\n`);
    const texts =
      root?.kind === 'mapping' ? root.entries.map(({ value }) => (value.kind === 'scalar' ? value.text : '')) : [];
    expect(texts).toEqual(['123456789012345678901234567890', "it''s", '\\u0041', 'x\ny\n']);
  });

  test('keeps hostile keys as keys', () => {
    const { root } = read('__proto__: { polluted: true }\nconstructor: 1\ntoString: 2\n');
    const json = root === undefined ? {} : toJson(root);
    expect(Object.keys(json ?? {})).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('shares what aliases stand for', () => {
    expect(jsonOf('a: &x { b: 1 }\nc: *x\nd: [*x, *x]\ne: &x 2\nf: *x\n')).toEqual({
      a: { b: 1 },
      c: { b: 1 },
      d: [{ b: 1 }, { b: 1 }],
      e: 2,
      f: 2,
    });
    const { root } = read('a: &x { b: 1 }\nc: *x\n');
    expect(root && nodeAt(root, '/c')?.node).toBe(root && nodeAt(root, '/a')?.node);
  });

  test('keeps the first of two equal keys, also where they are written differently', () => {
    const { root, findings } = read('1: a\n"1": b\n');
    expect(root && JSON.stringify(toJson(root))).toBe('{"1":"a"}');
    expect(findings).toEqual(['2:1-4 DUPLICATE_KEY "1" stands twice in this map']);
  });
});

describe('refused at once', () => {
  test.each([
    ['', '1:1-1 FILE_EMPTY the file is empty'],
    ['\ufeff', '1:1-1 FILE_EMPTY the file is empty'],
    ['# only\n\n', '1:1-1 FILE_EMPTY the file is empty'],
    ['---\n', '1:1-1 FILE_EMPTY the file is empty'],
    [']'.repeat(9), '1:1-2 YAML_SYNTAX "]" closes nothing'],
    ['!!!', '1:1-4 YAML_SYNTAX this anchor, alias or tag is malformed'],
    ['a: &x [*x]', '1:8-10 ALIAS_CYCLE "*x" stands inside of what it stands for'],
    ['a: *x', '1:4-6 ALIAS_UNKNOWN "*x" stands for nothing: there is no "&x" before it'],
    ['a: *x\nb: &x 1', '1:4-6 ALIAS_UNKNOWN "*x" stands for nothing: there is no "&x" before it'],
    ['a: { b: string[] }', '1:15-16 YAML_SYNTAX inside { }, what holds [ ] must be quoted'],
    ['a: { b: map<string, int[]> }', '1:24-25 YAML_SYNTAX inside { }, what holds [ ] must be quoted'],
  ])('%j', (text, finding) => {
    expect(read(text)).toEqual({ root: undefined, findings: [finding] });
  });

  test('bytes that are no UTF-8, where they stand', () => {
    expect(read(new Uint8Array([0x61, 0x3a, 0x0a, 0xc3, 0x9f, 0xc3, 0x28])).findings).toEqual([
      '2:2-3 FILE_NOT_UTF8 the file is not UTF-8: byte 0xC3 at offset 5 begins no character',
    ]);
    // A surrogate and an overlong form are none, either.
    expect(read(new Uint8Array([0xed, 0xa0, 0x80])).findings).toHaveLength(1);
    expect(read(new Uint8Array([0xc0, 0x80])).findings).toHaveLength(1);
    expect(read(new Uint8Array([0xf4, 0x90, 0x80, 0x80])).findings).toHaveLength(1);
  });

  test('a file that is too large', () => {
    expect(read(new Uint8Array(largestFile + 1)).findings).toEqual([
      '1:1-1 FILE_TOO_LARGE the file is larger than 8 MB',
    ]);
    expect(read(`[${'a,'.repeat(mostLexemes / 2)}]`).findings).toEqual([
      '1:1-1 FILE_TOO_LARGE the file holds more than 2,000,000 names, values and marks',
    ]);
  });

  test('of nesting, 100 is taken and 101 is not', () => {
    expect(read('['.repeat(100) + ']'.repeat(100)).findings).toEqual([]);
    expect(read('['.repeat(101) + ']'.repeat(101)).findings).toEqual([
      '1:101-102 TOO_DEEP lists and maps are nested more than 100 deep',
    ]);
  });
});
