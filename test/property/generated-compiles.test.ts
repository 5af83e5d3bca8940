import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { contexts } from './arbitraries/random-context.js';
import { codecFiles, emitInput } from './load-generated.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const seed = Number(process.env['VARVE_SEED'] ?? Date.now() % 2 ** 31);

describe('codecs emitted for random schemas', () => {
  for (const timestamps of ['string', 'date'] as const) {
    it(`compile under every flag (timestamps as ${timestamps}, seed ${seed})`, async () => {
      const sample = fc.sample(contexts(), { seed, numRuns: 60 });
      const sets = sample.map((context) => codecFiles(emitInput(context, { timestamps, importExtension: '' })));
      expect(await compile(sets)).toBe('');
    });
  }
});

const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  module: 'ESNext',
  moduleResolution: 'Bundler',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { '@varve/runtime': [join(root, 'src/runtime/index.ts')] },
};

/** What TypeScript has to say: nothing, or its errors. */
async function compile(sets: readonly (readonly EmittedFile[])[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'varve-compiled-'));
  try {
    for (const [index, files] of sets.entries()) {
      for (const { path, text } of files) {
        const target = join(folder, `set${index}`, path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
    const { stdout } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      maxBuffer: 1 << 26,
    });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    return output.slice(0, 4000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
