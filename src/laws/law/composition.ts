import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import { isSameOutcome, type Outcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';
import type { Breach, Law } from './law.js';
import { stepwiseUp, straightUp, walkUp } from './walk.js';

/**
 * Straight to the newest is the same as step by step, as by steps to any version between and straight from there, as
 * what a codec reads, and as what the plans say.
 */
export const composition: Law = {
  name: 'composition',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    const { newest } = chain;
    if (version === newest) return undefined;
    const straight = straightUp(chain, version, json);
    const differs = (way: string, other: Outcome): Breach | undefined =>
      isSameOutcome(straight, other)
        ? undefined
        : {
            what: `straight to the newest it comes to something else than ${way}`,
            ways: [
              ['straight', straight],
              [way, other],
            ],
          };
    const { read } = chain;
    return (
      differs('step by step', stepwiseUp(chain, version, newest, json)) ??
      differsOnTheWay(chain, version, json, differs) ??
      (read === undefined
        ? undefined
        : differs(
            'as a codec reads it',
            outcomeOf(() => read(version, copyOf(json))),
          )) ??
      differsFromPlan(chain, version, json) ??
      differs(
        'by the plans',
        outcomeOf(() => planned(chain, version, newest, json)),
      )
    );
  },
};

function differsOnTheWay(
  chain: Chain,
  from: number,
  json: Json,
  differs: (way: string, other: Outcome) => Breach | undefined,
): Breach | undefined {
  for (let at = from + 1; at < chain.newest; at += 1) {
    const found = differs(
      `by way of @${at}`,
      outcomeOf(() => chain.straight(at, walkUp(chain, from, at, copyOf(json)))),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function differsFromPlan(chain: Chain, version: number, json: Json): Breach | undefined {
  const step = stepwiseUp(chain, version, version + 1, json);
  const plan = outcomeOf(() => chain.planned.step(version, copyOf(json)));
  if (isSameOutcome(step, plan)) return undefined;
  return {
    what: `the step to @${version + 1} comes to something else than its plan`,
    ways: [
      ['the step', step],
      ['its plan', plan],
    ],
  };
}

function planned(chain: Chain, from: number, to: number, json: Json): Json {
  let value = copyOf(json);
  for (let at = from; at < to; at += 1) value = chain.planned.step(at, value);
  return value;
}
