import { createRequire } from 'node:module';

/** TypeScript to JavaScript, types taken away and nothing checked; loads the compiler. */
export function transpileTypeScript(text: string, path: string): string {
  const { ts }: typeof import('ts-morph') = createRequire(import.meta.url)('ts-morph');
  return ts.transpileModule(text, {
    fileName: path,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  }).outputText;
}
