import { reasonText } from '../../impact.js';
import type { Rule } from '../rule.js';

export const rebuildNeeded: Rule = {
  of: ['sound'],
  run({ impact }, report) {
    for (const { name, span, reasons } of impact.projections) {
      report(span, `the projection ${name} has to be rebuilt: ${reasonText(reasons)}`, {
        help: 'rebuild its table when this is deployed: rows that were made before are not what they would be now',
      });
    }
  },
};
