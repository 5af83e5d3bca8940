import * as runtime from '@varve/runtime';
import { posix } from 'node:path';
import ts from 'typescript-5.9';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';

type Exports = Readonly<Record<string, unknown>>;

/**
 * Runs generated files in memory, without their types.
 *
 * @returns what a file exports, by its path in the output folder without an ending: `shop/cart/upcasters`.
 */
export function loadGenerated(files: readonly EmittedFile[]): (path: string) => Exports {
  const texts = new Map(files.map(({ path, text }) => [path.replace(/\.ts$/u, ''), text]));
  const loaded = new Map<string, Exports>();
  const load = (path: string): Exports => {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const text = texts.get(path);
    if (text === undefined) throw new Error(`nothing generated is called ${path}`);
    const exported: Exports = {};
    loaded.set(path, exported);
    const require = (specifier: string): unknown =>
      specifier === '@varve/runtime' ? runtime : load(posix.join(posix.dirname(path), specifier.replace(/\.js$/u, '')));
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: false },
    });
    new Function('exports', 'require', outputText)(exported, require);
    return exported;
  };
  return load;
}
