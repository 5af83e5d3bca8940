import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import { isSameOutcome, type Outcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';
import type { Breach, Law } from './law.js';
import { madeValid, stepwiseBack, stepwiseUp } from './walk.js';

/**
 * What an older version cannot hold is a typed error, and never cut short: what goes back is valid there, is what the
 * plans say and what one function makes of it, and, where every step on the way can be undone to the letter, comes up
 * as what it was.
 */
export const refusal: Law = {
  name: 'refusal',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    for (let older = version - 1; older >= 1; older -= 1) {
      const back = stepwiseBack(chain, version, older, json);
      if (back === undefined) return undefined;
      const found =
        wrongResult(chain, older, back) ??
        differsFromOthers(chain, version, older, json, back) ??
        cutShort(chain, version, older, json, back);
      if (found !== undefined) return { ...found, other: older };
    }
    return undefined;
  },
};

function wrongResult(chain: Chain, older: number, back: Outcome): Breach | undefined {
  const ways = [[`as @${older}`, back]] as const;
  if (back.kind === 'failed')
    return { what: `on the way to @${older} something else than a typed error was thrown`, ways };
  const problem = back.kind === 'made' ? chain.problem(older, back.stored) : undefined;
  return problem === undefined
    ? undefined
    : { what: `what it is written as is not valid as @${older}: ${problem}`, ways };
}

function differsFromOthers(
  chain: Chain,
  version: number,
  older: number,
  json: Json,
  back: Outcome,
): Breach | undefined {
  const straight = version === chain.newest ? chain.straightBack(older) : undefined;
  const others: readonly (readonly [string, Outcome])[] = [
    ['by the plans', outcomeOf(() => planned(chain, version, older, json))],
    ...(straight === undefined ? [] : [['straight', outcomeOf(() => straight(copyOf(json)))] as const]),
  ];
  for (const [way, other] of others) {
    if (!isSameOutcome(back, other))
      return {
        what: `step by step it is written as something else than ${way}`,
        ways: [
          ['step by step', back],
          [way, other],
        ],
      };
  }
  return undefined;
}

function planned(chain: Chain, from: number, to: number, json: Json): Json {
  let value = copyOf(json);
  for (let at = from; at > to; at -= 1) value = chain.planned.stepBack(at, value);
  return value;
}

function cutShort(chain: Chain, version: number, older: number, json: Json, back: Outcome): Breach | undefined {
  const here = madeValid(chain, older, back);
  if (here === undefined || older < chain.oldest) return undefined;
  for (let at = older; at < version; at += 1) if (!chain.planned.isExact(at)) return undefined;
  const up = stepwiseUp(chain, older, version, here);
  if (isSameOutcome(up, { kind: 'made', stored: json })) return undefined;
  return {
    what: `written as @${older} it loses something`,
    ways: [
      [`as @${older}`, back],
      [`up again as @${version}`, up],
    ],
  };
}
