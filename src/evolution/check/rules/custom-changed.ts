import type { RelatedPlace } from '../../../diagnostics/diagnostic.js';
import { quoted } from '../../../model/type-text.js';
import { changedPlaces, type ChangedStep, codeName, type CustomStep, customSteps } from '../../custom-steps.js';
import { codeLineOf } from '../../lock.js';
import { type LockFile, placeInLine, type PlacedLine } from '../../lock-file.js';
import { type DeclaredEvent, keptEvents, versionId } from '../released-events.js';
import type { Report, Rule } from '../rule.js';

export const customChanged: Rule = {
  of: ['sound'],
  run(input, report) {
    const { code, accepted } = input;
    if (code === undefined) return;
    for (const { file, ...declared } of keptEvents(input, input.lock)) {
      for (const version of declared.event.versions) {
        const line = codeLineOf(file, version.number);
        if (line === undefined || accepted.has(idOf(declared, version.number))) continue;
        for (const step of customSteps(declared, version, code)) {
          for (const change of changedPlaces(step, line.code))
            reportChange(change, step, { event: declared.event.name, version: version.number, file, line }, report);
        }
      }
    }
  },
};

function idOf({ context, aggregate, event }: DeclaredEvent, version: number): string {
  return versionId(context.name, aggregate.name, event.name, version);
}

interface Released {
  readonly event: string;
  readonly version: number;
  readonly file: LockFile;
  readonly line: PlacedLine & { readonly kind: 'code' };
}

function reportChange(
  { written, part }: ChangedStep,
  step: CustomStep,
  { event, version, file, line }: Released,
  report: Report,
): void {
  const isOwn = part === written.parts[0];
  const name = part.name === undefined ? 'something' : quoted(part.name);
  const what = isOwn ? 'its code is not what it was' : `${name}, which it uses, is not what it was`;
  const related: RelatedPlace[] = [
    ...(isOwn ? [] : [{ message: `${name} is here`, span: part.span }]),
    { message: 'the schema asks for it here', span: step.span },
    { message: 'it was released with this', span: placeInLine(line, ['code', codeName(step)]) },
  ];
  report(written.span, `the hand-written step ${quoted(step.key)} is released, and ${what}`, {
    related,
    help:
      'if events may come out differently, restore it, and make the change in a new version; ' +
      `if they come out as before, or were wrong, \`varve release --accept ${file.aggregate}.${event}@${version} --reason "…"\``,
  });
}
