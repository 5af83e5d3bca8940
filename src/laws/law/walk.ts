import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import { type Outcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';

/** What one function makes of a value: the newest version. */
export function straightUp(chain: Chain, version: number, json: Json): Outcome {
  return outcomeOf(() => chain.straight(version, chain.parse(version, copyOf(json))));
}

/** What the steps make of a value, one after the other. */
export function stepwiseUp(chain: Chain, from: number, to: number, json: Json): Outcome {
  return outcomeOf(() => walkUp(chain, from, to, copyOf(json)));
}

/** Typed data of a newer version. */
export function walkUp(chain: Chain, from: number, to: number, json: Json): unknown {
  let data = chain.parse(from, json);
  for (let at = from; at < to; at += 1) data = chain.step(at, data);
  return data;
}

/** What the steps back make of a value; `undefined` where one is missing. */
export function stepwiseBack(chain: Chain, from: number, to: number, json: Json): Outcome | undefined {
  const steps: ((json: Json) => unknown)[] = [];
  for (let at = from; at > to; at -= 1) {
    const step = chain.stepBack(at);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  // What goes into the next step is what the one before it gave, whatever that is.
  return outcomeOf(() => steps.reduce<unknown>((value, step) => step(value as Json), copyOf(json)));
}

/** What an outcome made, if the check of that version takes it. */
export function madeValid(chain: Chain, version: number, outcome: Outcome | undefined): Json | undefined {
  if (outcome?.kind !== 'made' || chain.problem(version, outcome.stored) !== undefined) return undefined;
  return outcome.stored as Json;
}
