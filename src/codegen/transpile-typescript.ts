import { createRequire } from 'node:module';
import type * as tsMorph from 'ts-morph';

/** TypeScript to JavaScript, types taken away and nothing but the syntax checked. Throws where that is wrong. Loads the compiler. */
export function transpileTypeScript(text: string, path: string): string {
  const { ts }: typeof tsMorph = createRequire(import.meta.url)('ts-morph');
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  const [first] = diagnostics;
  if (first !== undefined) {
    const before = text.slice(0, first.start).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new SyntaxError(`${ts.flattenDiagnosticMessageText(first.messageText, ' ').replace(/\.$/u, '')} (${place})`);
  }
  return outputText;
}
