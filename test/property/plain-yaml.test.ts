import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReporter } from '../../src/diagnostics/reporter.js';
import type { SourceNode } from '../../src/source/node.js';
import { readWhole } from '../../src/source/parse-document.js';
import { readPlain } from '../../src/source/read-plain.js';

const repository = join(import.meta.dirname, '../..');
const schemas = ['examples', 'test/golden']
  .flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(repository, folder, path),
    ),
  )
  .filter((path) => path.endsWith('.varve.yaml'))
  .sort()
  .map((path) => readFileSync(path, 'utf8'))
  .filter((text) => text.length < 20_000);

/** What the library reads, or `undefined` where it finds a mistake. */
function byLibrary(text: string): SourceNode | undefined {
  const reporter = createReporter();
  const root = readWhole('f', text, reporter);
  return reporter.diagnostics.length === 0 ? root : undefined;
}

const signs = [
  ['\n', ' #', ': ', '- ', '? ', '{', '}', '[', ']', ',', '"', "'", '\\', '\\n', '<<: ', '---\n', '...\n'],
  ['null', '~', 'true', 'False', '0', '-0', '007', '0x1f', '0o7', '1e3', '.5', '1.', '+1', '.inf', '-.INF', '.nan'],
  ['&a ', '*a', '!x ', '|', '>-', '%', '@', '`', 'é', '\u00a0', '\u2028', '\ufeff', '😀', '\t', '\r\n'],
  ['\n  ', '\n      ', '\n  # c', '\n# c', '  x: 1\n', '  - x\n', "'it''s'", '"a\\"b"', 'a: b', '{ a: b }', '[ a ]'],
].flat();
const pieces = fc.oneof(fc.constantFrom(...signs), fc.string({ maxLength: 2 }));

interface Edit {
  readonly at: number;
  readonly gone: number;
  readonly come: string;
}

/** Some lines of a schema from the left margin on, or all of it, with a few edits. */
const texts = fc
  .record({
    text: fc.constantFrom(...schemas),
    lines: fc.option(fc.record({ first: fc.nat(), count: fc.integer({ min: 1, max: 15 }) }), { freq: 3 }),
    edits: fc.array(fc.record<Edit>({ at: fc.nat(), gone: fc.nat({ max: 2 }), come: pieces }), { maxLength: 3 }),
  })
  .map(({ text, lines, edits }) => edits.reduce(edited, lines === null ? text : excerpt(text, lines)));

function excerpt(text: string, { first, count }: { readonly first: number; readonly count: number }): string {
  const all = text.split('\n');
  const taken = all.slice(first % all.length, (first % all.length) + count);
  const margin = /^ */u.exec(taken[0] ?? '')?.[0] ?? '';
  return taken.map((line) => `${line.startsWith(margin) ? line.slice(margin.length) : line}\n`).join('');
}

function edited(text: string, { at, gone, come }: Edit): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + come + text.slice(from + gone);
}

describe('the reader of plain texts', () => {
  it('reads nearly all schemas', () => {
    const plain = schemas.filter((text) => readPlain('f', text) !== undefined);
    expect(plain.length / schemas.length).toBeGreaterThan(0.8);
  });

  it('reads what the library reads, places included, or leaves it to the library', () => {
    let read = 0;
    for (const text of schemas) {
      const plain = readPlain('f', text);
      if (plain !== undefined) expect(plain).toEqual(byLibrary(text));
    }
    fc.assert(
      fc.property(texts, (text) => {
        const plain = readPlain('f', text);
        if (plain === undefined) return;
        read += 1;
        expect(plain).toEqual(byLibrary(text));
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(1000);
  });

  it.each([
    ['a comment at the end of a block, two levels above what follows', 'a:\n  b:\n    c: 1\n    # d\ne: 2\n'],
    ['a text over two lines', 'a: b\n  c\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key without a value', 'a:\nb: 1\n'],
    ['brackets that are closed at the margin', 'a: {\n  b: 1\n}\n'],
    ['a tab', 'a:\t1\n'],
    ['nothing', '# nothing\n'],
    ['a list', '- a\n'],
    ['a number in another notation', 'a: 0x1F\n'],
    [
      'too deep',
      `${Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')}${' '.repeat(60)}b: 1\n`,
    ],
  ])('leaves %s to the library', (_what, text) => {
    expect(readPlain('f', text)).toBeUndefined();
  });

  it('takes time that is linear in the text', () => {
    const blanks = `a: x${' '.repeat(500_000)}\nb: "${'x'.repeat(500_000)}\n`;
    expect(readPlain('f', blanks)).toBeUndefined();
    const brackets = `a: ${'['.repeat(500_000)}\n`;
    expect(readPlain('f', brackets)).toBeUndefined();
  });
});
