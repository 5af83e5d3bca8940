import type { Json } from '../../language/syntax.js';
import type { Chain } from '../chain.js';
import { isSameOutcome } from '../outcome.js';
import type { Breach, Law } from './law.js';
import { madeValid, stepwiseBack, stepwiseUp } from './walk.js';

/**
 * Between any two versions, not only neighbours: what came up can go back, and comes up again as what it was when it first
 * came up; what went back can come up, and goes back again as what it was when it first went back. A value that does not
 * come up, or does not go back, at all says nothing.
 */
export const roundTrip: Law = {
  name: 'round trips',
  code: 'BACK_INCOHERENT',
  breach(chain, version, json) {
    for (let newer = version + 1; newer <= chain.newest; newer += 1) {
      const found = upAgain(chain, version, newer, json);
      if (found !== undefined) return found;
    }
    for (let older = version - 1; older >= chain.oldest; older -= 1) {
      const found = backAgain(chain, version, older, json);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

function upAgain(chain: Chain, older: number, newer: number, json: Json): Breach | undefined {
  const up = stepwiseUp(chain, older, newer, json);
  const there = madeValid(chain, newer, up);
  const back = there === undefined ? undefined : stepwiseBack(chain, newer, older, there);
  if (back === undefined) return undefined;
  const ways = [
    [`as @${newer}`, up],
    [`back as @${older}`, back],
  ] as const;
  const here = madeValid(chain, older, back);
  if (here === undefined) return { what: `@${older} as @${newer} does not go back`, other: newer, ways };
  const again = stepwiseUp(chain, older, newer, here);
  if (isSameOutcome(up, again)) return undefined;
  const what = `@${older} as @${newer}, back and up again, is not the same`;
  return { what, other: newer, ways: [...ways, [`up again as @${newer}`, again]] };
}

function backAgain(chain: Chain, newer: number, older: number, json: Json): Breach | undefined {
  const back = stepwiseBack(chain, newer, older, json);
  const here = madeValid(chain, older, back);
  if (back === undefined || here === undefined) return undefined;
  const up = stepwiseUp(chain, older, newer, here);
  const ways = [
    [`back as @${older}`, back],
    [`up again as @${newer}`, up],
  ] as const;
  const there = madeValid(chain, newer, up);
  if (there === undefined) return { what: `@${newer} as @${older} does not come up again`, other: older, ways };
  const again = stepwiseBack(chain, newer, older, there);
  if (again === undefined || isSameOutcome(back, again)) return undefined;
  const what = `@${newer} as @${older}, up and back again, is not the same`;
  return { what, other: older, ways: [...ways, [`back again as @${older}`, again]] };
}
