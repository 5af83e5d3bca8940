import { quoted, rendered } from './found.js';

/** The first thing that is wrong with a value. */
export interface Problem {
  /** JSON pointer (RFC 6901) to it, from the value that was checked; '' is that value itself. */
  readonly pointer: string;
  /** What would have been right: `a UUID`, `a number of 10000 at most`. */
  readonly expected: string;
  /** What is there: a short rendering, never the whole value. */
  readonly found: string;
}

const problems = new WeakMap<() => void, Problem>();

/**
 * What stands where a value has no stored form, while the value around it is turned into JSON: a function, because no
 * check accepts one. The check then reports the problem, at the place where it is.
 */
export function misfit(problem: Problem): () => void {
  const stand = (): void => {};
  problems.set(stand, problem);
  return stand;
}

/** The problem that a misfit stands for; `undefined` for every other value. */
function misfitProblem(value: unknown): Problem | undefined {
  return typeof value === 'function' ? problems.get(value as () => void) : undefined;
}

/** The value itself is wrong. */
export function expected(what: string, value: unknown): Problem {
  return misfitProblem(value) ?? { pointer: '', expected: what, found: rendered(value) };
}

/** A problem of a member, seen from what holds it. */
export function inside(key: string | number, problem: Problem): Problem {
  return { pointer: pointerTo(key) + problem.pointer, expected: problem.expected, found: problem.found };
}

/** A required field is absent. */
export function missing(key: string, what: string): Problem {
  return { pointer: pointerTo(key), expected: what, found: 'nothing' };
}

/** A field is there that the schema does not have. */
export function surplus(key: string): Problem {
  return { pointer: pointerTo(key), expected: 'no such field', found: `a field ${quoted(key)}` };
}

/** `/key`, escaped as a JSON pointer wants it. */
export function pointerTo(key: string | number): string {
  return typeof key === 'number' ? `/${key}` : `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys that a JSON pointer names, from the outside in. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** `at /items/0: expected …, found …`. */
export function problemText({ pointer, expected: what, found }: Problem): string {
  return `${pointer === '' ? '' : `at ${quoted(pointer, 200)}: `}expected ${what}, found ${found}`;
}
