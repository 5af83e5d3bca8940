import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every flag under which generated code must compile, and those that find what is left over. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Temporal'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

/**
 * What a compiler, by default the newest, says of files, each as `path(line,column): error …`; the runtime is taken from
 * its sources. Those before `typescript-6` know no Temporal.
 */
export function typeErrors(files: readonly EmittedFile[], compiler = 'typescript'): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'varve-types-'));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, 'out', path)), { recursive: true });
      writeFileSync(join(folder, 'out', path), text);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const lib = /-5\./u.test(compiler) ? { lib: ['ES2023'] } : {};
    const paths = { '@varve/runtime': [join(root, 'src/runtime/index.ts')] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...lib, paths }, include: ['out'] }),
    );
    execFileSync(process.execPath, [join(root, `node_modules/${compiler}/bin/tsc`), '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
    return [];
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('stdout' in error)) throw error;
    return String(error.stdout).trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
