import { InvalidData } from './errors.js';
import { pointerTo, type Problem } from './problem.js';

/**
 * Lets a step go on only where what it made is right.
 *
 * @param by what made it, for the message: `the step ItemAdded@3.region`.
 * @param pointer to where the value goes; '' for a whole version.
 * @throws InvalidData
 */
export function demand(problem: Problem | undefined, by: string, pointer: string): void {
  if (problem === undefined) return;
  const { expected, found } = problem;
  throw new InvalidData({ pointer: pointer + problem.pointer, expected: `${expected}, for ${by}`, found });
}

// Both run for every value of every old event: what only an error needs is made when there is one.

/** What `parse` makes of a text. @throws InvalidData that says where the text stands. */
export function parsedAt<Value>(pointer: string, parse: (text: string) => Value, text: string): Value {
  try {
    return parse(text);
  } catch (error) {
    throw located(pointer, error);
  }
}

/**
 * What is made of a part of a value.
 *
 * @param place the part's key in the value, its index, or the way to it.
 * @throws InvalidData that says where in the whole value the fault is.
 */
export function within<Part, Value>(
  place: string | number | readonly string[],
  part: Part,
  make: (part: Part) => Value,
): Value {
  try {
    return make(part);
  } catch (error) {
    throw located(typeof place === 'object' ? place.map(pointerTo).join('') : pointerTo(place), error);
  }
}

function located(pointer: string, error: unknown): unknown {
  if (!(error instanceof InvalidData)) return error;
  const { problem } = error;
  return new InvalidData({ ...problem, pointer: pointer + problem.pointer }, undefined, { cause: error });
}

/** The first item of a list that has one. @throws InvalidData where it is empty. */
export function firstItem<Item>(pointer: string, list: readonly Item[]): Item {
  for (const item of list) return item;
  throw new InvalidData({ pointer, expected: 'a list of 1 item at least', found: 'an empty list' });
}
