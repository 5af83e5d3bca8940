import { reasonText } from '../../impact.js';
import type { Rule } from '../rule.js';

export const snapshotStale: Rule = {
  of: ['sound'],
  run({ impact }, report) {
    for (const { name, span, reasons } of impact.snapshots) {
      report(span, `the snapshots of ${name} are void: ${reasonText(reasons)}`, {
        help: 'nothing is to be done: each stream is read from its start once, and a new snapshot is written',
      });
    }
  },
};
