import type { Chain } from '../chain.js';
import { type Outcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';
import type { Breach, Law } from './law.js';
import { stepwiseUp, straightUp } from './walk.js';

/**
 * Every valid old value goes up, and the result is valid with no key too many. A rule that may refuse, as `parse` may,
 * does so by a typed error; a hand-written step may throw one too, but what it returns has to be right.
 */
export const total: Law = {
  name: 'totality',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    const parsed = outcomeOf(() => chain.parse(version, copyOf(json)));
    if (parsed.kind !== 'made') return { what: 'valid data of it is refused', ways: [['read', parsed]] };
    if (version === chain.newest) return undefined;
    return (
      wrongResult(chain, version, version + 1, ['one step', stepwiseUp(chain, version, version + 1, json)]) ??
      wrongResult(chain, version, chain.newest, ['straight', straightUp(chain, version, json)])
    );
  },
};

function wrongResult(
  chain: Chain,
  from: number,
  to: number,
  way: readonly [way: string, outcome: Outcome],
): Breach | undefined {
  const [, outcome] = way;
  switch (outcome.kind) {
    case 'failed':
      return { what: `on the way to @${to} something else than a typed error was thrown`, ways: [way] };
    case 'refused':
      if (outcome.handMade) return { what: 'a hand-written step returned what its version refuses', ways: [way] };
      if (chain.isHandMade(from) || chain.planned.mayRefuse(from, to)) return undefined;
      return { what: `@${to} refuses it, although no rule on the way may refuse anything`, ways: [way] };
    case 'made': {
      const problem = chain.problem(to, outcome.stored);
      return problem === undefined
        ? undefined
        : { what: `what it becomes is not valid as @${to}: ${problem}`, ways: [way] };
    }
  }
}
