import type { Problem } from './problem.js';

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
export function misfitProblem(value: unknown): Problem | undefined {
  return typeof value === 'function' ? problems.get(value as () => void) : undefined;
}
