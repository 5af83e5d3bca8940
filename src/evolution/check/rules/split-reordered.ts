import { newestVersion } from '../../../model/model.js';
import { quoted } from '../../../model/type-text.js';
import { eventSplit } from '../../fingerprint.js';
import { splitLineOf } from '../../lock.js';
import { placeInLine } from '../../lock-file.js';
import { movedPart, splitChange, underNewNames } from '../../split-change.js';
import { keptEvents } from '../released-events.js';
import type { Rule } from '../rule.js';

export const splitReordered: Rule = {
  of: ['sound'],
  run(input, report) {
    for (const { file, event, aggregate, context, plans } of keptEvents(input, input.lock)) {
      const own = splitLineOf(file, newestVersion(event).number);
      // A version that came after the split reads its fields anew, and leaves the order alone.
      const line = own ?? file.lines.findLast((each) => each.kind === 'split');
      const now = eventSplit(event, context, plans);
      if (line?.kind !== 'split' || now === undefined || event.retired?.kind !== 'split') continue;
      const released = underNewNames(line.parts, aggregate.events);
      const moved = own === undefined ? movedPart(released, now) : splitChange(released, now);
      if (moved?.kind !== 'moved') continue;
      const span = event.retired.parts[moved.part]?.span ?? event.retired.span;
      report(span, `the parts of ${quoted(event.name)} are released, and were moved: ${moved.text}`, {
        related: [{ message: 'it was released as this', span: placeInLine(line, ['parts', moved.part]) }],
        help: 'restore the order: parts are told apart by their index; a new part goes behind the others',
      });
    }
  },
};
