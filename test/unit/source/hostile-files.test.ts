import { describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { renderText } from '../../../src/diagnostics/render-text.js';
import { parseFile } from '../../../src/language/parse-file.js';
import { parseDocument } from '../../../src/source/parse-document.js';
import { largestFile, sourceText } from '../../../src/source/source-file.js';

function repeat(text: string, size = largestFile - 1000): string {
  return text.repeat(Math.floor(size / text.length));
}

function numbered(line: (index: number) => string, size: number): string {
  const lines: string[] = [];
  for (let index = 0, length = 0; length < size; index += 1) {
    lines.push(line(index));
    length += line(index).length;
  }
  return lines.join('');
}

const head = 'varve: 1\ncontext: shop\n';

const files: Readonly<Record<string, () => string | Uint8Array>> = {
  'ten megabytes of zeros': () => new Uint8Array(10_000_000),
  'zeros below the limit': () => new Uint8Array(largestFile),
  'random bytes': () => Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 2_654_435_761) >>> 24),
  'opened brackets': () => repeat('['),
  'opened braces': () => repeat('{'),
  'lists on one line': () => repeat('- '),
  'keys on one line': () => repeat('a: '),
  'closed brackets': () => repeat(']'),
  quotes: () => repeat('"', 600_000),
  'a quote that is never closed': () => `"${repeat('a\n')}`,
  'one long word': () => repeat('a'),
  spaces: () => repeat(' '),
  tabs: () => repeat('\t'),
  'line feeds': () => repeat('\n', 1_000_000),
  comments: () => repeat('# c\n', 1_000_000),
  documents: () => repeat('---\n', 1_000_000),
  directives: () => repeat('%a\n', 1_000_000),
  tags: () => repeat('- !x a\n', 1_000_000),
  commas: () => `[${repeat(',', 600_000)}`,
  'words in a list': () => `[${repeat('a,', 500_000)}]`,
  escapes: () => repeat('- "\\q"\n', 1_000_000),
  'one key, again and again': () => repeat('types: {}\n', 700_000),
  'many keys': () => numbered((index) => `k${index}: v\n`, 1_000_000),
  'many types, each wrong': () => `${head}types:\n${numbered((index) => `  T${index}: { tpe: x }\n`, 1_300_000)}`,
  'many fields, each wrong': () =>
    `${head}types:\n  T:\n    fields:\n${numbered((index) => `      f${index}: 1\n`, 900_000)}`,
  'many names, each wrong': () => `${head}types:\n${numbered((index) => `  t${index}: "["\n`, 900_000)}`,
  'a type of parentheses': () => `${head}types:\n  T: "${repeat('(')}"`,
  'a type of lists': () => `${head}types:\n  T: "int${repeat('[]')}"`,
  'a type of alternatives': () => `${head}types:\n  T: "${repeat('a|')}"`,
  'a type of spaces': () => `${head}types:\n  T: "${repeat(' ')}x y"`,
  'a type of escapes': () => `${head}types:\n  T: '${repeat("''")}'`,
  'an enum of fifty thousand members, one of them again and again': () =>
    `${head}types:\n  T: "[${repeat('a,', 90_000)}a]"`,
  'a path of a million names': () =>
    `${head}aggregates: { A: { id: uuid, events: { E: { fields: {} } }, state: { fields: {}, reduce: { E: { set: { a: ${repeat('a.', 3_000_000)} } } } } } }`,
  'a name of a million hyphens': () => `${head.replace('shop', repeat('A-', 3_000_000))}`,
  'a wide alias bomb': () => `- &a [${repeat('x,', 100_000)}]\n${repeat('- *a\n', 200_000)}`,
  'a chain of aliases': () => `- &a0 [x]\n${numbered((index) => `- &a${index + 1} [*a${index}]\n`, 800_000)}`,
};

describe('a hostile file is answered with a finding, before the runner loses patience', () => {
  test.each(Object.entries(files))('%s', (_, content) => {
    const made = content();
    const file = { path: 'f', bytes: typeof made === 'string' ? new TextEncoder().encode(made) : made };
    const reporter = createReporter();
    const document = parseDocument(file, reporter);
    if (document !== undefined) parseFile(document, reporter);
    const { diagnostics } = reporter;
    const text = renderText(diagnostics, new Map([['f', sourceText(file)]]));
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
    expect(text.length).toBeLessThan(200_000);
  });
});
