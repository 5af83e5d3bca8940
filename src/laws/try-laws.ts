import * as fc from 'fast-check';
import type { Json } from '../language/syntax.js';
import type { Chain } from './chain.js';
import type { Breach, Law } from './law/law.js';
import { laws } from './law/laws.js';
import { withoutTraces } from './without-traces.js';
import { isNone, type NoValues, type Values } from './values/values.js';

/** What takes more characters than this as JSON, as lists of lists of lists may, would take too long. */
const longestJson = 50_000;

/** How many values are tried in search of a plainer counterexample. */
const mostTries = 2_000;

/** How the laws are tried. The same trial of the same chain comes to the same. */
export interface Trial {
  /** A 32-bit integer. */
  readonly seed: number;
  /** How many values of each version are drawn beside its edges; where a version has few values, all are tried. */
  readonly draws: number;
}

/** A value for which a law does not hold, as plain as one was found. */
export interface Counterexample extends Broken {
  readonly chain: Chain;
  readonly version: number;
  readonly json: Json;
}

interface Broken {
  readonly law: Law;
  readonly breach: Breach;
}

/**
 * Tries all laws with values of each version of an event. At most one counterexample for each law: the first, shrunk.
 *
 * @param valuesOf the values of a version.
 */
export function tryLaws(
  chain: Chain,
  valuesOf: (version: number) => Values | NoValues,
  trial: Trial,
): readonly Counterexample[] {
  const found = new Map<Law, Counterexample>();
  for (let version = chain.oldest; version <= chain.newest; version += 1) {
    const values = valuesOf(version);
    // A type without values breaks no promise.
    if (isNone(values)) continue;
    for (const json of drawn(values, version, trial)) {
      const broken = firstBroken(chain, version, json);
      if (broken === undefined || found.has(broken.law)) continue;
      found.set(broken.law, shrunk({ chain, version, json, ...broken }, values.arbitrary));
    }
  }
  return [...found.values()];
}

function drawn({ all, edges, arbitrary }: Values, version: number, { seed, draws }: Trial): readonly Json[] {
  if (all !== undefined) return all;
  const random = draws === 0 ? [] : fc.sample(arbitrary, { seed: (seed + version) | 0, numRuns: draws });
  return [...edges, ...random].filter((json) => JSON.stringify(json).length <= longestJson);
}

/** Those after the first say nothing of a value for which it does not hold. */
function firstBroken(chain: Chain, version: number, json: Json): Broken | undefined {
  return withoutTraces(() => {
    for (const law of laws) {
      const breach = law.breach(chain, version, json);
      if (breach !== undefined) return { law, breach };
    }
    return undefined;
  });
}

function shrunk(example: Counterexample, arbitrary: fc.Arbitrary<Json>): Counterexample {
  const { chain, version, json, law } = example;
  let tries = 0;
  // Of shrinking no end can be told in advance.
  const holds = (value: Json): boolean => (tries += 1) > mostTries || firstBroken(chain, version, value)?.law !== law;
  const { counterexample } = fc.check(fc.property(arbitrary, holds), { examples: [[json]], numRuns: 1 });
  const plainest = counterexample?.[0];
  const broken = plainest === undefined ? undefined : firstBroken(chain, version, plainest);
  return plainest === undefined || broken === undefined ? example : { chain, version, json: plainest, ...broken };
}
