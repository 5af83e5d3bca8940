import type { Span } from '../diagnostics/span.js';
import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import type { EventVersion } from '../model/model.js';
import type { DeclaredEvent } from './check/released-events.js';
import type { CustomCode, StepDirection, WrittenPart, WrittenStep } from './custom-code.js';
import { isList, isMembers, jsonAt } from './json-place.js';

/** A step that a schema leaves to TypeScript, and where that was found. */
export interface CustomStep {
  readonly direction: StepDirection;
  /** `MoneyWithdrawn@2.amount` */
  readonly key: string;
  readonly field: string | undefined;
  /** Where the schema asks for it. */
  readonly span: Span;
  readonly written: readonly WrittenStep[];
}

/** What a version leaves to TypeScript of the step to it, in either direction. */
export function customSteps(declared: DeclaredEvent, version: EventVersion, code: CustomCode): readonly CustomStep[] {
  // What is passed over when it is read is asked for nothing.
  if (declared.event.retired?.kind === 'dropped') return [];
  const ups = upcastPlaces(declared, version.number).map(({ field, span }): CustomStep => {
    const name = versionName(declared, version.number);
    const written = writtenFor(declared, version.number, code).filter(
      (each) => each.direction !== 'downcast' && each.field === field,
    );
    return { direction: 'upcast', key: keyOf(name, field), field, span, written };
  });
  return [...ups, ...downcasts(declared, version, code)];
}

/** Which fields of the older version are written by hand is what the code says: the schema only asks for it. */
function downcasts(declared: DeclaredEvent, { number, step }: EventVersion, code: CustomCode): readonly CustomStep[] {
  const span = step?.back ?? [...(step?.backs.values() ?? [])].find(({ kind }) => kind === 'custom')?.span;
  if (span === undefined) return [];
  const name = versionName(declared, number - 1);
  const up = new Set(upcastPlaces(declared, number - 1).map(({ field }) => field));
  const written = writtenFor(declared, number - 1, code).filter(
    ({ direction, field }) => direction === 'downcast' || (direction === undefined && !up.has(field)),
  );
  const fields = written.length === 0 ? [undefined] : [...new Set(written.map(({ field }) => field))];
  return fields.map((field) => ({
    direction: 'downcast',
    key: keyOf(name, field),
    field,
    span,
    written: written.filter((each) => each.field === field),
  }));
}

function upcastPlaces(
  { event, plans }: DeclaredEvent,
  number: number,
): readonly { readonly field: string | undefined; readonly span: Span }[] {
  const version = event.versions[number - 1];
  const plan = plans.events.get(event.name)?.[number - 2];
  if (version === undefined || plan === undefined) return [];
  const { step, span } = version;
  if (plan.kind === 'custom') return [{ field: undefined, span: step?.custom ?? span }];
  return plan.assignments.flatMap(({ field, source }) =>
    source.kind === 'custom' ? [{ field, span: step?.from.get(field)?.span ?? span }] : [],
  );
}

function writtenFor(declared: DeclaredEvent, number: number, code: CustomCode): readonly WrittenStep[] {
  const all = code.get(versionName(declared, number)) ?? [];
  return all.filter(({ contexts }) => contexts.length === 0 || contexts.includes(declared.context.name));
}

function versionName({ event }: DeclaredEvent, number: number): string {
  return `${event.name}@${number}`;
}

function keyOf(name: string, field: string | undefined): string {
  return field === undefined ? name : `${name}.${field}`;
}

/**
 * What the lock keeps of hand-written steps: of each, the prints of its parts, at every place where it is written. A test
 * may well have a step of its own. `undefined` where there is nothing to keep.
 *
 * @param released what it keeps already: that stays, and what it does not know is added
 * @param accepted whether what is written now takes the place of what was released
 */
export function codeToRelease(
  steps: readonly CustomStep[],
  released: Json | undefined,
  accepted: boolean,
): Json | undefined {
  const kept = isMembers(released) ? released : {};
  const now = Object.fromEntries(
    steps.filter(({ written }) => written.length > 0).map((step) => [codeName(step), printsOf(step)]),
  );
  // What was not found now may be found again.
  const json = accepted ? { ...kept, ...now } : { ...now, ...kept };
  return Object.keys(json).length === 0 ? undefined : json;
}

/** What a step is called there: without the event, which may get another name. */
export function codeName({ direction, field }: CustomStep): string {
  return field === undefined ? direction : `${direction}.${field}`;
}

/** The prints of a step, in each of its places, that are different. */
function printsOf({ written }: CustomStep): Json {
  const prints = new Map(
    written.map(({ parts }) => {
      const list = parts.map(({ print }) => print);
      return [canonicalJson(list), list] as const;
    }),
  );
  return [...prints].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
}

/** A place of a step whose code is not what was released, with the first part that is not. */
export interface ChangedStep {
  readonly written: WrittenStep;
  readonly part: WrittenPart;
}

/** Compares a step with what the lock kept of it; a step that the lock does not know has not changed. */
export function changedPlaces(step: CustomStep, code: Json): readonly ChangedStep[] {
  const released = jsonAt(code, [codeName(step)]);
  if (!isList(released)) return [];
  const known = released.filter(isList);
  return step.written.flatMap((written): readonly ChangedStep[] => {
    const { parts } = written;
    if (known.some((prints) => canonicalJson(prints) === canonicalJson(parts.map(({ print }) => print)))) return [];
    const [own] = parts;
    // What it does itself is as it was: then something that it uses is not.
    const alike = known.find(([print]) => print === own.print);
    const part = alike === undefined ? own : (parts.find(({ print }, index) => print !== alike[index]) ?? own);
    return [{ written, part }];
  });
}
