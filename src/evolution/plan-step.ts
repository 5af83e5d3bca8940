import { suggest } from '../diagnostics/did-you-mean.js';
import type { RelatedPlace } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/span.js';
import type { Step } from '../model/model.js';
import { unknownField } from '../model/resolve-path.js';
import { quoted } from '../model/type-text.js';
import type { Field } from '../model/type.js';
import { convertRead, isPresenceFit } from './convert-read.js';
import type { Assignment, Drop, Read, StepPlan } from './plan.js';
import type { PlanScope, ResolvedRule } from './plan-scope.js';
import { assignment, resolveRule } from './resolve-rule.js';
import { rulePaths } from './rule-reads.js';
import { type Leftovers, unreadMembers } from './unread-members.js';
import { widen } from './widen.js';

/** A version of an event or of a named record type, as a step sees it. */
export interface Stage {
  readonly number: number;
  readonly fields: readonly Field[];
  readonly span: Span;
}

/** How one version is read as the next. Whatever is not sound is reported; the plan then has gaps, and is not to be run. */
export function planStep(before: Stage, after: Stage, step: Step, owner: string, scope: PlanScope): StepPlan {
  const versions = { from: before.number, to: after.number };
  const old = new Map(before.fields.map((field) => [field.name, field]));
  reportUnknownDrops(step, before, old, scope);
  if (step.custom !== undefined) {
    reportOverlap(step, step.custom, scope);
    return { kind: 'custom', ...versions };
  }
  const dropped = new Set(step.drops.map(({ field }) => field.text));
  const assignments: Assignment[] = [];
  const sourceless: Field[] = [];
  for (const field of after.fields) {
    const rule = step.from.get(field.name);
    const label = `${quoted(field.name)} of ${owner}@${after.number}`;
    const same = dropped.has(field.name) ? undefined : old.get(field.name);
    let resolved: ResolvedRule | undefined;
    if (rule !== undefined) resolved = resolveRule(rule, { type: field.type, optional: field.optional, label }, scope);
    else if (same !== undefined) resolved = carry(same, field, label, scope);
    else sourceless.push(field);
    assignments.push(assignment(field, resolved));
  }
  const carried = carriedNames(after, step, dropped, old);
  const leftovers = unreadMembers(before, after, step, scope);
  reportCarriedDrops(step, after, carried, leftovers, old, scope);
  reportLeftovers(leftovers, dropped, after, scope);
  // A custom rule is given the whole version before: what becomes of the field of the same name is its business.
  const meant = new Set([...carried].map((name) => meantName(name, old)));
  const lost = before.fields.filter(
    ({ name }) => !meant.has(name) && !dropped.has(name) && step.from.get(name)?.kind !== 'custom',
  );
  const renamed = reportUnaccounted(lost, sourceless, after, scope);
  for (const field of sourceless) {
    if (!field.optional && !renamed.has(field) && !dropped.has(field.name))
      reportNoSource(field, before, after, owner, scope);
  }
  return { kind: 'fields', ...versions, assignments, drops: planDrops(step, old) };
}

/** A field without `from` is the same field of the version before. */
function carry(old: Field, field: Field, label: string, scope: PlanScope): ResolvedRule | undefined {
  const read: Read = { path: [old.name], type: old.type, optional: old.optional, optionalAt: [] };
  const target = { type: field.type, optional: field.optional, label };
  if (!isPresenceFit(read, target, field.span, scope)) return undefined;
  const converted = convertRead(read, old.type, target, false, field.span, scope);
  return converted && { source: { kind: 'read', read, conversion: converted.conversion }, checked: converted.checked };
}

/** The fields of the version before that go somewhere. */
function carriedNames(
  after: Stage,
  step: Step,
  dropped: ReadonlySet<string>,
  old: ReadonlyMap<string, Field>,
): ReadonlySet<string> {
  const carried = new Set<string>();
  for (const { name } of after.fields) {
    const rule = step.from.get(name);
    // A custom rule is given the whole version before, and so says nothing of which fields it carries.
    if (rule !== undefined) for (const { names } of rulePaths(rule)) carried.add(names[0] ?? '');
    else if (old.has(name) && !dropped.has(name)) carried.add(name);
  }
  return carried;
}

/** A misspelt name is reported as such; that the field which it means is then carried by nothing is the same mistake. */
function meantName(name: string, old: ReadonlyMap<string, Field>): string {
  return old.has(name) ? name : (suggest(name, old.keys()) ?? name);
}

/** Returns the new fields that are probably old ones renamed: that nothing fills them is the same mistake. */
function reportUnaccounted(
  lost: readonly Field[],
  sourceless: readonly Field[],
  after: Stage,
  scope: PlanScope,
): ReadonlySet<Field> {
  const renamed = new Set<Field>();
  const candidates = sourceless.slice(0, 50).sort((a, b) => Number(a.optional) - Number(b.optional));
  for (const field of lost) {
    const successor = candidates.find(
      (candidate) =>
        !renamed.has(candidate) &&
        (!field.optional || candidate.optional) &&
        widen(field.type, candidate.type, scope.types).fits,
    );
    if (successor !== undefined) renamed.add(successor);
    const { name } = field;
    scope.reporter.report(
      'FIELD_UNACCOUNTED',
      successor?.span ?? after.span,
      `${quoted(name)} of ${scope.label} is neither carried nor dropped by @${after.number}`,
      {
        related: [{ message: `${quoted(name)} is declared here`, span: field.span }],
        help: `write \`from: ${name}\` if it was renamed, or \`drop: [${name}]\``,
      },
    );
  }
  return renamed;
}

/** A warning: who takes `address.city` may mean to leave the rest, and says so with `drop`. */
function reportLeftovers(
  leftovers: Leftovers,
  dropped: ReadonlySet<string>,
  after: Stage,
  { reporter, label }: PlanScope,
): void {
  for (const [name, members] of leftovers) {
    if (dropped.has(name)) continue;
    for (const { path, span } of members) {
      const text = path.join('.');
      reporter.report(
        'FIELD_UNACCOUNTED',
        after.span,
        `${quoted(text)} of ${label} is neither carried nor dropped by @${after.number}`,
        {
          severity: 'warning',
          related: [{ message: `${quoted(text)} is declared here`, span }],
          help: `write \`from: ${text}\` where it goes, or \`drop: [${name}]\` for what is left of ${quoted(name)}`,
        },
      );
    }
  }
}

function reportNoSource(
  field: Field,
  before: Stage,
  after: Stage,
  owner: string,
  { reporter, label }: PlanScope,
): void {
  reporter.report(
    'FIELD_NO_SOURCE',
    field.span,
    `${quoted(field.name)} of ${owner}@${after.number} is required and has nowhere to come from`,
    {
      related: [{ message: `${label} is here, and has no such field`, span: before.span }],
      help: 'write `from: …`, `from: { const: … }` or `from: custom`, or make it optional',
    },
  );
}

function reportUnknownDrops(
  step: Step,
  before: Stage,
  old: ReadonlyMap<string, Field>,
  { reporter, label, malformed }: PlanScope,
): void {
  for (const { field } of step.drops) {
    if (old.has(field.text) || malformed.has(field.text)) continue;
    const unknown = unknownField(field.text, before.fields, label);
    reporter.report(unknown.code, field.span, unknown.message, { help: unknown.help });
  }
}

function reportCarriedDrops(
  step: Step,
  after: Stage,
  carried: ReadonlySet<string>,
  leftovers: Leftovers,
  old: ReadonlyMap<string, Field>,
  { reporter, label }: PlanScope,
): void {
  const kept = new Map(after.fields.map((field) => [field.name, field]));
  for (const { field } of step.drops) {
    const { text, span } = field;
    const successor = step.from.has(text) ? undefined : kept.get(text);
    if (!old.has(text) || (successor === undefined && (!carried.has(text) || leftovers.has(text)))) continue;
    const reader = successor?.span ?? readerOf(text, step);
    const related: RelatedPlace[] = reader === undefined ? [] : [{ message: 'it is carried here', span: reader }];
    reporter.report('DROP_CARRIED', span, `${quoted(text)} of ${label} is dropped, and carried as well`, {
      related,
      help: 'leave it out of `drop`, or give the new field a `from` of its own',
    });
  }
}

function readerOf(name: string, step: Step): Span | undefined {
  for (const rule of step.from.values()) {
    if (rulePaths(rule).some(({ names }) => names[0] === name)) return rule.span;
  }
  return undefined;
}

function reportOverlap(step: Step, custom: Span, { reporter, noCustom }: PlanScope): void {
  if (noCustom !== undefined) {
    reporter.report('CUSTOM_MISPLACED', custom, `there can be no custom step here: ${noCustom}`);
    return;
  }
  for (const [name, rule] of step.from) {
    reporter.report('STEP_OVERLAP', rule.span, `${quoted(name)} has a rule of its own, and the whole step is custom`, {
      related: [{ message: 'the step is custom here', span: custom }],
      help: 'leave out one of the two',
    });
  }
}

function planDrops(step: Step, old: ReadonlyMap<string, Field>): readonly Drop[] {
  return step.drops.flatMap(({ field: { text }, reason }): readonly Drop[] =>
    old.has(text) ? [{ field: text, ...(reason !== undefined && { reason }) }] : [],
  );
}
