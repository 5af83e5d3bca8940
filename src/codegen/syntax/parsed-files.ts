import { posix } from 'node:path';
import type { ts } from 'ts-morph';
import { loadTypeScript, type TypeScript } from './compiler.js';

/** Files of TypeScript or JavaScript, parsed when they are asked for. Paths are relative, with forward slashes. */
export interface ParsedFiles {
  readonly ts: TypeScript;
  /** `undefined` where there is no such file. */
  file(path: string): ts.SourceFile | undefined;
  /** The file that an import leads to; `undefined` where it leads to a package, or to nothing that is to be looked into. */
  target(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined;
}

export interface FileAccess {
  /** The text of a file; `undefined` where there is none, or where it is not to be looked into. */
  read(path: string): string | undefined;
}

export function openFiles({ read }: FileAccess): ParsedFiles {
  const ts = loadTypeScript();
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const file = (path: string): ts.SourceFile | undefined => {
    if (!parsed.has(path)) {
      const text = read(path);
      parsed.set(
        path,
        text === undefined
          ? undefined
          : ts.createSourceFile(
              path,
              text,
              ts.ScriptTarget.Latest,
              true,
              path.endsWith('.json') ? ts.ScriptKind.JSON : undefined,
            ),
      );
    }
    return parsed.get(path);
  };
  return {
    ts,
    file,
    target(specifier, from) {
      if (!/^\.{1,2}(?:\/|$)/u.test(specifier)) return undefined;
      for (const path of candidates(posix.join(posix.dirname(from.fileName), specifier))) {
        const found = file(path);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/** Where the source of what an import names may be: `./cents.js` is written in `cents.ts`. */
function candidates(path: string): readonly string[] {
  const { ext, dir, name } = posix.parse(path);
  const named = sources[ext]?.map((ending) => posix.join(dir, `${name}${ending}`)) ?? [];
  if (named.length > 0 || /^\.(?:[cm]?ts|tsx|json)$/u.test(ext)) return named.length > 0 ? named : [path];
  return ['.ts', '.tsx', '.mts', '.js', '/index.ts', '/index.tsx', '/index.js'].map((ending) => `${path}${ending}`);
}
