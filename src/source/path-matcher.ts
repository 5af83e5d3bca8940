import { posix } from 'node:path';
import { expandBraces, namePattern } from './glob.js';

/**
 * Tells which paths a list of glob patterns means, as `readSourceFiles` finds them on disk: a pattern that begins with
 * `!` takes files away. Patterns and paths are relative to `cwd`.
 */
export function createPathMatcher(patterns: readonly string[], cwd: string): (path: string) => boolean {
  const slashed = patterns.map((pattern) => pattern.replaceAll('\\', '/'));
  const compile = (pattern: string): readonly Matcher[] => expandBraces(pattern).map((each) => partsOf(each, cwd));
  const wanted = slashed.filter((pattern) => !pattern.startsWith('!')).flatMap(compile);
  const excluded = slashed.filter((pattern) => pattern.startsWith('!')).flatMap((pattern) => compile(pattern.slice(1)));
  return (path) => {
    const names = path.split('/');
    const matches = (parts: Matcher): boolean => matchesFrom(parts, 0, names, 0);
    return wanted.some(matches) && !excluded.some(matches);
  };
}

/** One test for each name of a path; `**` for any folders. */
type Matcher = readonly (((name: string) => boolean) | '**')[];

function partsOf(pattern: string, cwd: string): Matcher {
  const relative = pattern.startsWith('/')
    ? posix.relative(cwd.replaceAll('\\', '/'), pattern)
    : posix.normalize(pattern);
  return relative.split('/').map((part) => {
    if (part === '**') return '**';
    if (!/[*?]/.test(part)) return (name) => name === part;
    const regexp = namePattern(part);
    return (name) => regexp.test(name) && (!name.startsWith('.') || part.startsWith('.'));
  });
}

function matchesFrom(parts: Matcher, part: number, names: readonly string[], name: number): boolean {
  const test = parts[part];
  const given = names[name];
  if (test === undefined || given === undefined) return test === undefined && given === undefined;
  const isLastName = name === names.length - 1;
  if (test !== '**') return test(given) && matchesFrom(parts, part + 1, names, name + 1);
  if (part === parts.length - 1)
    return isLastName ? !isHidden(given) : !isHidden(given) && matchesFrom(parts, part, names, name + 1);
  return matchesFrom(parts, part + 1, names, name) || (!isHidden(given) && matchesFrom(parts, part, names, name + 1));
}

/** Where `**` does not look. */
function isHidden(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}
