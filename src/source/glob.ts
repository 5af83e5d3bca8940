import { readdirSync, realpathSync, statSync } from 'node:fs';
import { posix } from 'node:path';

/**
 * The files that match a pattern, as paths that begin like the pattern, sorted. `*` and `?` stand for characters of one
 * name, `**` for any folders, `{a,b}` for either. Links to folders are followed, but never round in a circle; `**` does
 * not look into `node_modules` or folders whose name begins with a dot.
 *
 * @param cwd what a relative pattern is relative to
 */
export function glob(pattern: string, cwd: string): readonly string[] {
  const found = new Set<string>();
  for (const expanded of expandBraces(pattern)) {
    const parts = expanded.split('/').filter((part) => part !== '' && part !== '.');
    visit(expanded.startsWith('/') ? '/' : '', 0, [], { parts, found, cwd, seen: new Set() });
  }
  return [...found].sort();
}

interface Walk {
  readonly parts: readonly string[];
  readonly found: Set<string>;
  readonly cwd: string;
  /** Folders with the part of the pattern that was looked for in them. */
  readonly seen: Set<string>;
}

/** Looks in the folder `at` for what matches the pattern from its part `index` on. */
function visit(at: string, index: number, above: readonly string[], walk: Walk): void {
  const key = `${index}:${at}`;
  if (walk.seen.has(key)) return;
  walk.seen.add(key);
  const part = walk.parts[index];
  if (part === undefined) return;
  const isLast = index === walk.parts.length - 1;
  if (part === '**') {
    const here = realPath(at, walk);
    if (here === undefined || above.includes(here)) return;
    // A last `**` means every file below.
    if (!isLast) visit(at, index + 1, above, walk);
    visitFolders(at, index, isLast, [...above, here], walk);
    return;
  }
  if (!/[*?]/.test(part)) {
    const path = join(at, part);
    if (!isLast) visit(path, index + 1, above, walk);
    else if (kindOf(path, walk) !== 'nothing') walk.found.add(path);
    return;
  }
  const matches = namePattern(part);
  for (const name of namesIn(at, walk)) {
    if (!matches.test(name) || (name.startsWith('.') && !part.startsWith('.'))) continue;
    const path = join(at, name);
    const kind = kindOf(path, walk);
    if (isLast ? kind === 'file' : kind === 'folder') {
      if (isLast) walk.found.add(path);
      else visit(path, index + 1, above, walk);
    }
  }
}

function visitFolders(at: string, index: number, isLast: boolean, above: readonly string[], walk: Walk): void {
  for (const name of namesIn(at, walk)) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = join(at, name);
    const kind = kindOf(path, walk);
    if (kind === 'folder') visit(path, index, above, walk);
    else if (isLast && kind === 'file') walk.found.add(path);
  }
}

function join(at: string, name: string): string {
  return at === '' ? name : posix.join(at, name);
}

function absolutePath(path: string, { cwd }: Walk): string {
  if (path === '') return cwd;
  return path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : `${cwd}/${path}`;
}

function namesIn(at: string, walk: Walk): readonly string[] {
  try {
    return readdirSync(absolutePath(at, walk)).sort();
  } catch {
    return [];
  }
}

function kindOf(path: string, walk: Walk): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(absolutePath(path, walk)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

function realPath(path: string, walk: Walk): string | undefined {
  try {
    return realpathSync(absolutePath(path, walk));
  } catch {
    return undefined;
  }
}

export function namePattern(part: string): RegExp {
  const source = part
    .replaceAll(/[.+^$()|[\]\\{}]/g, '\\$&')
    .replaceAll(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`, 'u');
}

/** `a{b,c}d` as `abd` and `acd`; a brace without a partner stands for itself. */
export function expandBraces(pattern: string): readonly string[] {
  const match = /\{(?<choices>[^{}]*,[^{}]*)\}/.exec(pattern);
  const choices = match?.groups?.['choices'];
  if (match === null || choices === undefined) return [pattern];
  const before = pattern.slice(0, match.index);
  const behind = pattern.slice(match.index + match[0].length);
  return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice}${behind}`));
}
