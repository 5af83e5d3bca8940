import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { glob } from './glob.js';
import { largestFile, type SourceFile } from './source-file.js';

/**
 * Reads the files that match the patterns, each once, sorted by path. A pattern that begins with `!` takes files away. A
 * pattern without a match and a file that cannot be read are findings.
 *
 * @param cwd the working directory: patterns are relative to it, and so are the paths of what is read
 */
export function readSourceFiles(patterns: readonly string[], cwd: string, reporter: Reporter): readonly SourceFile[] {
  const slashed = patterns.map((pattern) => pattern.replaceAll('\\', '/'));
  const excluded = new Set(
    slashed.filter((pattern) => pattern.startsWith('!')).flatMap((pattern) => find(pattern.slice(1), cwd)),
  );
  const paths = new Set<string>();
  for (const pattern of slashed) {
    if (pattern.startsWith('!')) continue;
    const found = find(pattern, cwd);
    if (found.length === 0) {
      reporter.report('NO_SCHEMA_FILES', startOf(pattern), `no file matches "${pattern}"`, {
        help: 'write a schema there, or name the right place under `schemas` in the configuration',
      });
    }
    for (const path of found) if (!excluded.has(path)) paths.add(path);
  }
  return withoutTwins([...paths].sort(), cwd).flatMap((path) => readOne(path, cwd, reporter) ?? []);
}

/** A file that links lead to as well would declare everything twice. */
function withoutTwins(paths: readonly string[], cwd: string): readonly string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const real = realPath(resolve(cwd, path));
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  });
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function find(pattern: string, cwd: string): readonly string[] {
  return glob(pattern, cwd).map((path) => shownPath(path, cwd));
}

function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, resolve(cwd, path));
  // On another drive there is no relative path.
  return (isAbsolute(shown) ? path : shown).replaceAll('\\', '/');
}

function readOne(path: string, cwd: string, reporter: Reporter): SourceFile | undefined {
  const place = startOf(path);
  try {
    const stats = statSync(resolve(cwd, path));
    if (!stats.isFile()) {
      reporter.report(
        'FILE_UNREADABLE',
        place,
        stats.isDirectory() ? 'this is a folder, not a file' : 'this is no regular file',
      );
      return undefined;
    }
    if (stats.size > largestFile) {
      // Not even read: it may be larger than memory.
      reporter.report('FILE_TOO_LARGE', place, `the file is larger than ${largestFile / 1_000_000} MB`, {
        help: 'share one context between several files',
      });
      return undefined;
    }
    return { path, bytes: readFileSync(resolve(cwd, path)) };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be opened';
    reporter.report('FILE_UNREADABLE', place, `the file cannot be read: ${reason}`);
    return undefined;
  }
}
