import { outcomeOf, isSameOutcome } from '../outcome.js';
import { copyOf, frozenAll, isSameStored, storedForm } from '../stored-form.js';
import type { Json } from '../../language/syntax.js';
import type { Law } from './law.js';
import { straightUp } from './walk.js';

/**
 * Going up changes nothing that it is given, gives the same twice, and the same for data that has been through JSON.
 */
export const pure: Law = {
  name: 'purity',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    if (version === chain.newest) return undefined;
    const plain = straightUp(chain, version, json);
    const data = frozenAll(chain.parse(version, copyOf(json)));
    const before = storedForm(data);
    const frozen = outcomeOf(() => chain.straight(version, data));
    if (frozen.kind === 'failed')
      return {
        what: 'it changes the data that it is given',
        ways: [
          ['straight', plain],
          ['of frozen data', frozen],
        ],
      };
    const after = storedForm(data);
    if (!isSameStored(before, after))
      return {
        what: 'it changes the data that it is given',
        ways: [['data afterwards', { kind: 'made', stored: after }]],
      };
    if (chain.isHandMade(version)) untilTheClockMoves();
    const again = straightUp(chain, version, json);
    for (const other of [frozen, again]) {
      if (!isSameOutcome(plain, other))
        return {
          what: 'it gives something else the second time',
          ways: [
            ['first', plain],
            ['then', other],
          ],
        };
    }
    const trip: Json = JSON.parse(JSON.stringify(json));
    const afterTrip = straightUp(chain, version, trip);
    // JSON has one zero: data with the other is other data.
    if (!isSameOutcome(plain, afterTrip) && JSON.stringify(plain) !== JSON.stringify(afterTrip) && !hasTwoZeros(json))
      return {
        what: 'it gives something else after a trip through JSON',
        ways: [
          ['before', plain],
          ['after', afterTrip],
        ],
      };
    return undefined;
  },
};

/** What a step makes of the time of day, it makes of the next millisecond otherwise. */
function untilTheClockMoves(): void {
  const now = Date.now();
  while (Date.now() === now);
}

function hasTwoZeros(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0);
  return Object.values(value).some(hasTwoZeros);
}
