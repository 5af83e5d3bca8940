import { statSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

let hooked = false;

/** The default export of a configuration in JavaScript or TypeScript. Throws whatever loading it throws. */
export async function importConfig(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/u.test(file) && !nodeReadsTypeScript() && !hooked) {
    register(new URL('./typescript-hooks.js', import.meta.url));
    hooked = true;
  }
  // A module is loaded once for each address: this is how a watch sees the file change.
  const address = pathToFileURL(file);
  address.searchParams.set('changed', String(statSync(file).mtimeMs));
  const module: unknown = await import(address.href);
  if (typeof module !== 'object' || module === null || !('default' in module)) {
    throw new Error('it has no default export');
  }
  return module.default;
}

function nodeReadsTypeScript(): boolean {
  return Boolean(Reflect.get(process.features, 'typescript'));
}
