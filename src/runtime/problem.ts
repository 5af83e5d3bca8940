import { quoted, rendered } from './found.js';
import { misfitProblem } from './misfit.js';

/** The first thing that is wrong with a value. */
export interface Problem {
  /** JSON pointer (RFC 6901) to it, from the value that was checked; '' is that value itself. */
  readonly pointer: string;
  /** What would have been right: `a UUID`, `a number of 10000 at most`. */
  readonly expected: string;
  /** What is there: a short rendering, never the whole value. */
  readonly found: string;
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
