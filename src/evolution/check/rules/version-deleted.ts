import { listed, quoted } from '../../../model/type-text.js';
import { keptEvents, releasedEvents } from '../released-events.js';
import type { Rule } from '../rule.js';

export const versionDeleted: Rule = {
  of: 'sound',
  run(input, report) {
    for (const { file, declared } of releasedEvents(input, input.lock)) {
      const [first] = file.lines;
      if (declared !== undefined || first === undefined) continue;
      report(first.span, `${quoted(file.event)} of ${file.aggregate} is released, and is not declared any more`, {
        help: `restore it, with \`retired: true\` if it is no longer written; if it was renamed, write \`was: [${file.event}]\` at its new name`,
      });
    }
    for (const { file, event } of keptEvents(input, input.lock)) {
      const gone = file.lines.filter(({ kind, version }) => kind === 'version' && version > event.versions.length);
      const [first] = gone;
      if (first === undefined) continue;
      const names = listed(gone.map(({ version }) => `${file.event}@${version}`));
      report(event.span, `${names} ${gone.length === 1 ? 'is' : 'are'} released, and not declared any more`, {
        related: [{ message: `${file.event}@${first.version} was released here`, span: first.span }],
        help: 'restore the version: stored events of it could not be read',
      });
    }
  },
};
