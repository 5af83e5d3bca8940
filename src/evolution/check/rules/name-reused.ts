import { quoted } from '../../../model/type-text.js';
import { declaredEvents, releasedEvents } from '../released-events.js';
import type { CheckInput, Report, Rule } from '../rule.js';

export const nameReused: Rule = {
  of: ['sound', 'complete'],
  run(input, report) {
    for (const { file, declared } of releasedEvents(input, input.lock)) {
      if (declared === undefined || declared.aggregate.name === file.aggregate) continue;
      const { event, aggregate } = declared;
      const subject = event.name === file.event ? quoted(event.name) : `${quoted(file.event)}, a former name of this,`;
      const [first] = file.lines;
      report(
        event.span,
        `${subject} is an event of ${file.aggregate}, released, and cannot be one of ${aggregate.name}`,
        {
          related:
            first === undefined ? [] : [{ message: `it was released in ${file.aggregate} here`, span: first.span }],
          help: `leave it in ${file.aggregate}, with \`retired: true\` if it is no longer written, and give the new event another name`,
        },
      );
    }
    reportFormerNames(input, report);
  },
};

/** A former name of one event that has become another event: those that are stored under it would be read as that. */
function reportFormerNames(input: CheckInput, report: Report): void {
  if (input.base?.tree === undefined) return;
  const former = new Map(
    declaredEvents(input.base.tree).flatMap(({ context, event }) =>
      event.was.map((name) => [JSON.stringify([context.name, name]), event.name] as const),
    ),
  );
  const declared = declaredEvents(input);
  for (const { context, event } of declared) {
    for (const name of [event.name, ...event.was]) {
      const owner = former.get(JSON.stringify([context.name, name]));
      if (owner === undefined || owner === event.name || event.was.includes(owner)) continue;
      const other = declared.find((each) => each.context === context && each.event.name === owner);
      const become = name === event.name ? 'the name of another event' : `one of ${quoted(event.name)}`;
      report(event.span, `${quoted(name)} is a former name of ${quoted(owner)}, and cannot become ${become}`, {
        related: other === undefined ? [] : [{ message: `${quoted(owner)} is here`, span: other.event.span }],
        help: `leave \`was: [${name}]\` at ${owner}, and give the new event another name`,
      });
    }
  }
}
