import { listed, quoted } from '../../../model/type-text.js';
import { lockPath } from '../../lock-path.js';
import { declaredEvents, keptEvents, ownLockPath, releasedEvents } from '../released-events.js';
import type { CheckInput, Report, Rule } from '../rule.js';

export const versionDeleted: Rule = {
  of: ['sound', 'complete'],
  run(input, report) {
    for (const { file, declared } of releasedEvents(input, input.lock)) {
      const [first] = file.lines;
      if (declared !== undefined || first === undefined) continue;
      const context = input.model.contexts.find(({ name }) => name === file.context);
      const aggregate = context?.aggregates.find(({ name }) => name === file.aggregate);
      const message = `${quoted(file.event)} of ${file.aggregate} is released, and is not declared any more`;
      report(aggregate?.span ?? first.span, message, {
        related: aggregate === undefined ? [] : [{ message: 'it was released here', span: first.span }],
        help:
          context === undefined
            ? `restore the context ${quoted(file.context)}: what is released goes by its name`
            : `restore it, with \`retired: true\` if it is no longer written; if it was renamed, write \`was: [${file.event}]\` at its new name`,
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
    reportFormerNames(input, report);
  },
};

/** A former name from before the lock is in the schemas of the base alone. */
function reportFormerNames(input: CheckInput, report: Report): void {
  const { base, lock } = input;
  if (base?.tree === undefined) return;
  const declared = declaredEvents(input);
  const read = new Set(
    declared.flatMap(({ context, event }) => [event.name, ...event.was].map((name) => keyOf(context.name, name))),
  );
  for (const old of declaredEvents(base.tree)) {
    const context = old.context.name;
    const now = declared.find(
      (each) => each.context.name === context && [each.event.name, ...each.event.was].includes(old.event.name),
    );
    if (now === undefined || !base.lock.has(ownLockPath(old))) continue;
    for (const name of old.event.was) {
      const hasOwnLock = lock.has(lockPath({ context, aggregate: old.aggregate.name, event: name }));
      if (hasOwnLock || read.has(keyOf(context, name))) continue;
      report(
        now.event.span,
        `${quoted(name)} was a former name of ${quoted(now.event.name)} at ${base.label}, and is none any more`,
        {
          help: `restore \`was: [${name}]\`: what is stored under that name could not be read`,
        },
      );
    }
  }
}

function keyOf(context: string, name: string): string {
  return JSON.stringify([context, name]);
}
