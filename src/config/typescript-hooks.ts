import { readFileSync } from 'node:fs';
import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** Lets a Node that does not read TypeScript by itself import a configuration, and what it imports, in TypeScript. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { pathname, protocol } = new URL(url);
  if (protocol !== 'file:' || !/\.m?ts$/u.test(pathname) || pathname.includes('/node_modules/'))
    return nextLoad(url, context);
  const path = fileURLToPath(url);
  const text = readFileSync(path, 'utf8');
  return {
    format: 'module',
    source: isPlainJavaScript(text) ? text : await transpiled(text, path),
    shortCircuit: true,
  };
};

/**
 * Whether a text is JavaScript as it stands, as most configurations are: then the compiler need not be loaded, which
 * takes longer than all else. It is parsed as a script, without its imports and its default export.
 */
function isPlainJavaScript(text: string): boolean {
  const script = text
    .replaceAll(/^import (?![^;'"]*\btype\b)[^;'"]* from (?:'[^'\n]*'|"[^"\n]*");?$/gmu, '')
    .replace(/^export default\b/mu, 'void');
  try {
    return new Script(script).cachedDataRejected !== true;
  } catch {
    return false;
  }
}

async function transpiled(text: string, path: string): Promise<string> {
  const { transpileTypeScript } = await import('../codegen/transpile-typescript.js');
  return transpileTypeScript(text, path);
}
