import type { Json } from '../../language/syntax.js';
import type { Chain, ChainSplit, ReadPart } from '../chain.js';
import { isSameOutcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';
import type { Breach, Law } from './law.js';
import { stepwiseUp } from './walk.js';

/**
 * An event that is read as others is read as those that the schema names, in that order: their indexes ascend, each part
 * is valid in the version that it is made in and in the newest, and is what the plan makes of the data.
 */
export const split: Law = {
  name: 'splits',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    if (chain.split === undefined) return undefined;
    const ways = chain.split;
    const newest = stepwiseUp(chain, version, chain.newest, json);
    const made = outcomeOf(() => ways.read(version, copyOf(json)));
    if (newest.kind !== 'made')
      return isSameOutcome(newest, made)
        ? undefined
        : {
            what: 'its parts are read of data that does not go up',
            ways: [
              ['up', newest],
              ['parts', made],
            ],
          };
    // What stepwiseUp made is stored data, and totality has found it valid.
    return compareParts(chain, ways, newest.stored as Json, () => ways.read(version, copyOf(json)));
  },
};

function compareParts(
  chain: Chain,
  ways: ChainSplit,
  newest: Json,
  read: () => readonly ReadPart[],
): Breach | undefined {
  const planned = ways.planned(copyOf(newest));
  const expected = outcomeOf(() =>
    planned.map(({ index, data }) => {
      const part = ways.parts[index];
      if (part === undefined) throw new Error('a plan makes the parts that it has');
      const { event, newest: version } = part.chain;
      return { type: event.name, version, data: valueOf(part.chain, part.version, data), index };
    }),
  );
  const actual = outcomeOf(read);
  const both = [
    ['parts', actual],
    ['by the plans', expected],
  ] as const;
  for (const { index, data } of planned) {
    const part = ways.parts[index];
    const problem = part?.chain.problem(part.version, data);
    if (part !== undefined && problem !== undefined)
      return { what: `part ${index} is not valid as ${part.chain.event.name}@${part.version}: ${problem}`, ways: both };
  }
  if (!isSameOutcome(actual, expected))
    return { what: `${chain.event.name} is not read as its parts, in their order`, ways: both };
  return actual.kind === 'failed'
    ? { what: 'something else than a typed error was thrown', ways: both }
    : wrongPart(ways, read(), both);
}

/** Data of a part as its event's newest version. @throws where it does not go up, which the reader must do as well. */
function valueOf(chain: Chain, version: number, data: Json): unknown {
  return chain.straight(version, chain.parse(version, data));
}

function wrongPart(ways: ChainSplit, parts: readonly ReadPart[], both: Breach['ways']): Breach | undefined {
  let before = -1;
  for (const { index, data } of parts) {
    const chain = ways.parts[index]?.chain;
    const result = outcomeOf(() => data);
    const stored = result.kind === 'made' ? result.stored : undefined;
    const problem = chain?.problem(chain.newest, stored);
    if (index <= before) return { what: 'the indexes of its parts do not ascend', ways: both };
    if (chain !== undefined && problem !== undefined)
      return { what: `part ${index} is not valid as ${chain.event.name}@${chain.newest}: ${problem}`, ways: both };
    before = index;
  }
  return undefined;
}
