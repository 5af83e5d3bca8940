import { isSameOutcome, outcomeOf } from '../outcome.js';
import { copyOf } from '../stored-form.js';
import type { Law } from './law.js';

/** The newest version is read as it is: the very same object, unless a type looks otherwise in TypeScript than in JSON. */
export const fixedPoint: Law = {
  name: 'the fixed point',
  code: 'LAW_BROKEN',
  breach(chain, version, json) {
    const { newest, read } = chain;
    if (version !== newest || read === undefined) return undefined;
    const given = copyOf(json);
    const stored = { kind: 'made', stored: json } as const;
    const made = outcomeOf(() => read(newest, copyOf(json)));
    if (!isSameOutcome(made, stored))
      return {
        what: 'the newest version is not read as it is stored',
        ways: [
          ['stored', stored],
          ['read', made],
        ],
      };
    if (!chain.isReadAsStored || read(newest, given) === given) return undefined;
    return { what: 'the newest version is copied when it is read', ways: [['read', made]] };
  },
};
