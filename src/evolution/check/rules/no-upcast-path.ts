import type { RelatedPlace } from '../../../diagnostics/diagnostic.js';
import { newestVersion } from '../../../model/model.js';
import { listed } from '../../../model/type-text.js';
import { type DeclaredEvent, keptEvents } from '../released-events.js';
import type { Rule } from '../rule.js';
import { stepFault } from '../step-fault.js';

/**
 * What is wrong with a step is reported where it stands. This says what follows: which stored versions are cut off, the
 * step to the newest being theirs as well.
 */
export const noUpcastPath: Rule = {
  of: ['complete', 'partial'],
  run(input, report) {
    for (const { file, ...declared } of keptEvents(input, input.lock)) {
      const { event } = declared;
      const newest = newestVersion(event).number;
      const broken = lastBrokenStep(declared);
      if (broken === undefined) continue;
      const cut = file.lines.filter(({ kind, version }) => kind === 'version' && version <= broken.from);
      if (cut.length === 0) continue;
      const names = listed(cut.map(({ version }) => `${file.event}@${version}`));
      report(
        event.versions[newest - 1]?.span ?? event.span,
        `${names} ${cut.length === 1 ? 'is' : 'are'} stored, and cannot be read as @${newest}: the step from @${broken.from} to @${broken.from + 1} is broken`,
        { related: [broken.place], help: 'mend that step' },
      );
    }
  },
};

interface BrokenStep {
  readonly from: number;
  readonly place: RelatedPlace;
}

/** Every version up to this one has to pass it. */
function lastBrokenStep(declared: DeclaredEvent): BrokenStep | undefined {
  for (let to = declared.event.versions.length; to > 1; to -= 1) {
    const place = stepFault(declared, to);
    if (place !== undefined) return { from: to - 1, place };
  }
  return undefined;
}
