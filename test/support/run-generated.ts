import { createRequire } from 'node:module';
import { posix } from 'node:path';
import type * as Morph from 'ts-morph';
import * as runtime from '@varve/runtime';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';

type Exports = Readonly<Record<string, unknown>>;

/** Runs generated files without writing them: gives what the file of a path exports. */
export function runGenerated(files: readonly EmittedFile[], path: string): Exports {
  const { ts } = createRequire(import.meta.url)('ts-morph') as typeof Morph;
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const loaded = new Map<string, Exports>();

  const load = (at: string): Exports => {
    const known = loaded.get(at);
    if (known !== undefined) return known;
    const text = texts.get(at);
    if (text === undefined) throw new Error(`nothing is generated at ${at}`);
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: false },
    });
    const exports: Record<string, unknown> = {};
    loaded.set(at, exports);
    const imported = (specifier: string): unknown =>
      specifier === '@varve/runtime'
        ? runtime
        : load(posix.join(posix.dirname(at), specifier.replace(/\.js$/u, '.ts')));
    new Function('exports', 'require', outputText)(exports, imported);
    return exports;
  };
  return load(path);
}
