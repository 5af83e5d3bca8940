import { newVersions } from '../new-versions.js';
import type { Rule } from '../rule.js';

/** Old code that keeps running beside new code reads nothing newer than itself: new code must be able to write for it. */
export const downcastMissing: Rule = {
  of: ['sound'],
  run(input, report) {
    for (const { event, before, version, plans } of newVersions(input)) {
      const down = plans.downs.events.get(event.name)?.[before.number - 1];
      // A pinned event needs its way back in every mode, and it is said there.
      const isPinned = event.pin !== undefined && event.pin.version < version.number;
      if (down?.kind !== 'missing' || isPinned) continue;
      for (const { kind, span, reason, help } of down.gaps) {
        // What is dropped on purpose is a finding of its own.
        if (kind === 'dropped') continue;
        report(span, `${event.name}@${version.number} cannot be written as @${before.number}: ${reason}`, {
          related: [{ message: `${event.name}@${before.number} is here`, span: before.span }],
          help,
        });
      }
    }
  },
};
