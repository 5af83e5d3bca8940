import type { Span } from '../../../diagnostics/span.js';
import { isResolved } from '../../../model/is-resolved.js';
import { type EventVersion, newestVersion } from '../../../model/model.js';
import { fieldNamed } from '../../../model/type-lookup.js';
import { quoted } from '../../../model/type-text.js';
import { eventSplit, eventStep } from '../../fingerprint.js';
import { splitLineOf, stepLineOf } from '../../lock.js';
import { jsonAt } from '../../json-place.js';
import { type LockFile, placeInLine } from '../../lock-file.js';
import { splitChange, underNewNames } from '../../split-change.js';
import { readsAlike, stepDifferences } from '../../step-difference.js';
import { type DeclaredEvent, keptEvents, versionId } from '../released-events.js';
import type { CheckInput, Report, Rule } from '../rule.js';
import { stepFault } from '../step-fault.js';

export const stepImmutable: Rule = {
  of: ['sound', 'complete'],
  run(input, report) {
    for (const { file, ...declared } of keptEvents(input, input.lock)) {
      for (const version of declared.event.versions) {
        if (!isAccepted(declared, version.number, input)) compareStep(declared, version, file, report);
      }
      const { number } = newestVersion(declared.event);
      if (input.soundness === 'sound' && !isAccepted(declared, number, input)) compareSplit(declared, file, report);
    }
  },
};

/** A step that is broken is reported as such, and reads nothing. */
function isWhole(declared: DeclaredEvent, { number }: EventVersion): boolean {
  const { types } = declared.context;
  const shapes = declared.event.versions.slice(Math.max(0, number - 2), number).map(({ shape }) => shape);
  return stepFault(declared, number) === undefined && shapes.every((shape) => isResolved(shape, types));
}

function isAccepted({ context, aggregate, event }: DeclaredEvent, version: number, { accepted }: CheckInput): boolean {
  return accepted.has(versionId(context.name, aggregate.name, event.name, version));
}

function compareStep(declared: DeclaredEvent, version: EventVersion, file: LockFile, report: Report): void {
  const { event, context, plans } = declared;
  const line = stepLineOf(file, version.number);
  const now = eventStep(event, version, context, plans);
  if (line?.step === undefined || now === undefined || readsAlike(line.step, now)) return;
  if (!isWhole(declared, version)) return;
  const called = `${event.name}@${version.number}`;
  for (const { path, field, text } of stepDifferences(line.step, now)) {
    // A field that comes or goes is an edit of the shape, and reported as that.
    if (field !== undefined && [line.step, now].some((step) => jsonAt(step, ['fields', field]) === undefined)) continue;
    report(fieldPlace(version, field), `the step to ${called} is released, and reads old events differently: ${text}`, {
      related: [{ message: 'it was released as this', span: placeInLine(line, ['step', ...path]) }],
      help: helpFor(event.name, file, version.number, 'restore the step, and make the change in a new version'),
    });
  }
}

/** Where a version says where a field comes from. */
function fieldPlace({ step, shape, span }: EventVersion, field: string | undefined): Span {
  if (field === undefined) return step?.custom ?? span;
  return step?.from.get(field)?.span ?? fieldNamed(shape.fields, field)?.span ?? span;
}

function compareSplit({ event, aggregate, context, plans }: DeclaredEvent, file: LockFile, report: Report): void {
  const { number } = newestVersion(event);
  const line = splitLineOf(file, number);
  if (line === undefined) return;
  const released = underNewNames(line.parts, aggregate.events);
  const change = splitChange(released, eventSplit(event, context, plans));
  if (change.kind !== 'changed') return;
  const span = event.retired?.kind === 'split' ? event.retired.parts[change.part]?.span : undefined;
  report(
    span ?? event.retired?.span ?? event.span,
    `how ${quoted(event.name)} is split is released, and it is read differently: ${change.text}`,
    {
      related: [{ message: 'it was released as this', span: placeInLine(line, ['parts', ...change.path]) }],
      help: helpFor(event.name, file, number, 'restore the parts'),
    },
  );
}

function helpFor(name: string, { aggregate }: LockFile, version: number, mend: string): string {
  return `${mend}; or, if old events were read wrongly, \`varve release --accept ${aggregate}.${name}@${version} --reason "…"\``;
}
