import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-5.9';
import { expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import { typeErrors } from '../support/type-errors.js';

/**
 * A schema in which every name and every text is meant to break out of the place it is put in: reserved words, quotes,
 * what ends a comment, a template or a script, and what every object inherits.
 */
const schema = { path: "hostile/*/'`${}.varve.yaml", bytes: readFileSync(join(import.meta.dirname, 'hostile.varve.yaml')) };

it.each(['string', 'date', 'temporal'] as const)('hostile names compile, with timestamps as %s', (timestamps) => {
  const { files, diagnostics } = compileSources([schema], { timestamps, importExtension: '.js' });
  expect(diagnostics).toEqual([]);
  expect(files.length).toBe(11);
  expect(typeErrors(files)).toEqual([]);
});

it('no text of a schema reaches code but as a literal or a comment', () => {
  const { files } = compileSources([schema], { timestamps: 'string', importExtension: '.js' });
  for (const { text } of files) {
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u2029\u202e]/u);
    expect(identifiersOf(text)).not.toContain('EVIL');
  }
});

/** Every name that the code of a file uses: what stands in its literals and comments is none. */
function identifiersOf(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('hostile.ts', text, ts.ScriptTarget.ES2022));
  return names;
}
