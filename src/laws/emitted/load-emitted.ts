import { posix } from 'node:path';
import type { EmittedFile } from '../../codegen/emitted-file.js';
import { eraseTypes } from '../../codegen/erase-types.js';
import type { Exports } from './exports.js';
import { type WatchedRuntime, watchCodecs } from './watch-codecs.js';

/** Gives what a generated file exports, by its path in the output folder without an ending: `shop/cart/upcasters`. */
export type Load = (path: string) => Exports;

/** Generated code in memory. */
export interface EmittedCode extends Pick<WatchedRuntime, 'tableOf'> {
  readonly load: Load;
}

/** Runs generated files in memory, with `runtime` as what they import as `@varve/runtime`. */
export function openEmittedCode(files: readonly EmittedFile[], runtime: Exports): EmittedCode {
  const watched = watchCodecs(runtime);
  return { load: loadEmitted(files, watched.runtime), tableOf: watched.tableOf };
}

/** Runs each generated file when it is asked for. */
export function loadEmitted(files: readonly EmittedFile[], runtime: Exports): Load {
  const texts = new Map(files.map(({ path, text }) => [path.replace(/\.ts$/u, ''), text]));
  const loaded = new Map<string, Exports>();
  const load: Load = (path) => {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const text = texts.get(path);
    if (text === undefined) throw new Error(`nothing generated is called ${path}`);
    const exported: Record<string, unknown> = {};
    loaded.set(path, exported);
    const require = (specifier: string, names: readonly string[]): Exports => {
      const module =
        specifier === '@varve/runtime'
          ? runtime
          : load(posix.join(posix.dirname(path), specifier.replace(/\.[jt]s$/u, '')));
      const missing = names.find((name) => module[name] === undefined);
      if (missing !== undefined) throw new Error(`${path} needs ${missing} of ${specifier}, which is not there yet`);
      return module;
    };
    new Function('exports', 'require', eraseTypes(text, `${path}.ts`))(exported, require);
    return exported;
  };
  return load;
}
