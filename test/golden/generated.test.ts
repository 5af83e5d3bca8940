import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import type { EmittedFile } from '../../src/emit/emitted-file.js';
import { typeErrors } from '../support/type-errors.js';

/**
 * `generated/` holds, file by file, what is generated for the example of the shop. `UPDATE_GOLDEN=1 npx vitest run
 * test/golden/generated.test.ts` writes it anew.
 */
const golden = join(import.meta.dirname, 'generated');
const root = join(import.meta.dirname, '../..');
const options: EmitOptions = { timestamps: 'string', importExtension: '.js' };

function compiled(paths: readonly string[], given: EmitOptions = options): readonly EmittedFile[] {
  const { files, diagnostics } = compileSources(paths.map((path) => ({ path, bytes: readFileSync(join(root, path)) })), given);
  expect(diagnostics).toEqual([]);
  return files;
}

const shop = ['examples/shop/schemas/shop.varve.yaml'];
const bank = ['account', 'transfer', 'types'].map((name) => `examples/bank/schemas/${name}.varve.yaml`);

describe('what is generated for the shop', () => {
  const files = compiled(shop);

  if (process.env['UPDATE_GOLDEN'] === '1') {
    rmSync(golden, { recursive: true, force: true });
    for (const { path, text } of files) {
      mkdirSync(dirname(join(golden, path)), { recursive: true });
      writeFileSync(join(golden, path), text);
    }
  }

  it('is these files', () => {
    const kept = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    expect(files.map(({ path }) => path)).toEqual(kept.map((path) => path.replaceAll('\\', '/')).sort());
  });

  it.each(files.map(({ path, text }) => [path, text]))('%s', (path, text) => {
    expect(text).toBe(readFileSync(join(golden, path), 'utf8'));
  });

  it('has no line that a reader must scroll for', () => {
    const long = files.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => (line.length > 130 ? [`${path}:${index + 1}`] : [])));
    expect(long).toEqual([]);
  });
});

describe('generated code compiles under every flag', () => {
  it.each([
    ['the shop', shop, options],
    ['the bank', bank, options],
    ['the bank, with Date', bank, { ...options, timestamps: 'date' }],
  ] as const)('%s', (_name, paths, given) => {
    expect(typeErrors(compiled(paths, given))).toEqual([]);
  });
});
