import { readFileSync, statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { glob } from '../source/glob.js';
import { createPathMatcher } from '../source/path-matcher.js';
import { largestFile, type SourceFile, sourceText } from '../source/source-file.js';
import type { CustomCode } from '../evolution/custom-code.js';
import type { Tree } from '../evolution/check/rule.js';
import { asksForCode, findCustomCode } from './find-custom-code.js';

export interface CodeRequest {
  /** Glob patterns of the files to look into. */
  readonly patterns: readonly string[];
  /** The folder of generated code, which nobody writes by hand. */
  readonly output: string;
  readonly cwd: string;
}

export interface ReadCode {
  readonly code: CustomCode;
  /** The files that were looked into, for excerpts. */
  readonly files: readonly SourceFile[];
}

/**
 * Looks for the hand-written steps that schemas ask for. `undefined` where they ask for none, or where the configuration
 * says that nobody is to look. A file that cannot be read is passed over, as one that holds no step.
 */
export function readCustomCode(tree: Tree, { patterns, output, cwd }: CodeRequest): ReadCode | undefined {
  if (patterns.length === 0 || !asksForCode(tree)) return undefined;
  const generated = `${posix.relative(slashed(cwd), slashed(resolve(cwd, output)))}/`;
  const files = new Map<string, SourceFile | undefined>();
  const read = (path: string): SourceFile | undefined => {
    const relative = posix.normalize(path);
    if (relative.startsWith(generated) || relative.split('/').includes('node_modules')) return undefined;
    if (!files.has(relative)) files.set(relative, readOne(relative, cwd));
    return files.get(relative);
  };
  const paths = pathsOf(patterns, cwd);
  const sources = paths.flatMap((path) => read(path) ?? []);
  const { code, used } = findCustomCode(tree, {
    files: sources.map((file) => ({ path: file.path, text: sourceText(file) })),
    read: (path) => {
      const file = read(path);
      return file && sourceText(file);
    },
    generated,
  });
  return { code, files: used.flatMap((path) => read(path) ?? []) };
}

function pathsOf(patterns: readonly string[], cwd: string): readonly string[] {
  const isWanted = createPathMatcher(patterns, cwd);
  const found = patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .flatMap((pattern) => glob(slashed(pattern), cwd))
    .map((path) => posix.relative(slashed(cwd), slashed(resolve(cwd, path))));
  return [...new Set(found)].filter(isWanted).sort();
}

function readOne(path: string, cwd: string): SourceFile | undefined {
  try {
    const stats = statSync(resolve(cwd, path));
    if (!stats.isFile() || stats.size > largestFile) return undefined;
    return { path, bytes: readFileSync(resolve(cwd, path)) };
  } catch {
    return undefined;
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
