import { suggest } from '../diagnostics/did-you-mean.js';
import type { ConditionSyntax, RetiredSyntax, SplitPartSyntax } from '../language/syntax.js';
import { checkLiteral } from '../model/check-literal.js';
import { isErrorType } from '../model/error-type.js';
import { type Aggregate, type Event, type EventVersion, newestVersion } from '../model/model.js';
import { isRead } from '../model/fold-answers.js';
import { reportLiteral } from '../model/report-literal.js';
import { unknownField } from '../model/resolve-path.js';
import { underlying, withoutNull } from '../model/type-lookup.js';
import { quoted, typeText } from '../model/type-text.js';
import type { Field, TypeKind } from '../model/type.js';
import { convertRead, declared, isAbsent, isPresenceFit, readLabel, readPath } from './convert-read.js';
import type { Assignment, Condition, Read, SplitPart } from './plan.js';
import type { PlanScope, ResolvedRule } from './plan-scope.js';
import { assignment, resolveRule } from './resolve-rule.js';

/** The parts that a retired event is read as, taken from its newest version. */
export function planSplit(
  event: Event,
  retired: Extract<RetiredSyntax, { kind: 'split' }>,
  aggregate: Aggregate,
  events: ReadonlyMap<string, Event>,
  base: Pick<PlanScope, 'reporter' | 'types' | 'malformed'>,
): readonly SplitPart[] {
  const newest = newestVersion(event);
  const scope: PlanScope = {
    ...base,
    fields: newest.shape.fields,
    label: `${event.name}@${newest.number}`,
    noCustom: 'the parts of a split are made of rules alone',
  };
  return retired.parts.flatMap((part) => planPart(part, event, aggregate, events, scope) ?? []);
}

function planPart(
  part: SplitPartSyntax,
  event: Event,
  aggregate: Aggregate,
  events: ReadonlyMap<string, Event>,
  scope: PlanScope,
): SplitPart | undefined {
  const target = partEvent(part, event, aggregate, events, scope);
  const version = target && partVersion(part, target, scope);
  const when = part.when && planCondition(part.when, scope);
  if (target === undefined || version === undefined || (part.when !== undefined && when === undefined))
    return undefined;
  const { number, shape } = version;
  const known: Pick<PlanScope, 'present' | 'absent'> =
    when?.kind === 'absent' ? { absent: when.read.path } : { present: when?.read.path };
  return {
    event: target.name,
    version: number,
    shape,
    when,
    assignments: planAssignments(part, target, version, { ...scope, ...known }),
  };
}

function partEvent(
  { event: { text, span } }: SplitPartSyntax,
  event: Event,
  aggregate: Aggregate,
  events: ReadonlyMap<string, Event>,
  { reporter, malformed }: PlanScope,
): Event | undefined {
  const target = events.get(text);
  if (target === undefined) {
    if (malformed.has(text)) return undefined;
    const renamed = aggregate.events.find(({ was }) => was.includes(text));
    const near = renamed?.name ?? suggest(text, events.keys());
    reporter.report('UNKNOWN_EVENT', span, `${quoted(aggregate.name)} has no event ${quoted(text)}`, {
      help:
        near === undefined
          ? undefined
          : renamed === undefined
            ? `did you mean \`${near}\`?`
            : `it is called \`${near}\` now`,
    });
    return undefined;
  }
  if (target !== event && isRead(target)) return target;
  const why =
    target === event
      ? 'it is the event itself'
      : `it is ${target.retired?.kind === 'dropped' ? 'dropped' : 'split'} itself when it is read`;
  const message = `${quoted(event.name)} cannot be read as ${quoted(text)}: ${why}`;
  const other = target === event ? undefined : (target.retired?.span ?? target.span);
  reporter.report('SPLIT_TARGET', span, message, {
    related: other === undefined ? [] : [{ message: `${quoted(text)} is retired here`, span: other }],
    help:
      other === undefined
        ? 'name another event'
        : `make ${quoted(text)} \`retired: true\`: it is still read where others are read as it`,
  });
  return undefined;
}

function partVersion(
  { event: { text, span }, version }: SplitPartSyntax,
  target: Event,
  { reporter }: PlanScope,
): EventVersion | undefined {
  const newest = newestVersion(target).number;
  if (version === undefined) {
    reporter.report(
      'SPLIT_UNPINNED',
      span,
      `${quoted(text)} is named without a version, and would change its meaning with the next one`,
      {
        related: [{ message: `${quoted(text)} is declared here`, span: target.span }],
        help: `write \`${text}@${newest}\``,
      },
    );
    return undefined;
  }
  const found = target.versions[version - 1];
  if (found === undefined) {
    reporter.report('UNKNOWN_VERSION', span, `${quoted(text)} has no version ${version}`, {
      related: [{ message: `${quoted(text)} is declared here`, span: target.span }],
      help: `the newest is \`${text}@${newest}\``,
    });
  }
  return found;
}

/** What `with` does not name is the same field of the retired event, by the rules of carrying. */
function planAssignments(
  part: SplitPartSyntax,
  target: Event,
  { number, shape }: EventVersion,
  scope: PlanScope,
): readonly Assignment[] {
  const owner = `${target.name}@${number}`;
  const given = new Map(scope.fields.map((field) => [field.name, field]));
  const rules = new Map(part.with.map(({ name, rule }) => [name.text, rule]));
  const known = new Set(shape.fields.map(({ name }) => name));
  for (const { name } of part.with) {
    if (known.has(name.text)) continue;
    const unknown = unknownField(name.text, shape.fields, owner);
    scope.reporter.report(unknown.code, name.span, unknown.message, { help: unknown.help });
  }
  return shape.fields.map((field) => {
    const label = `${quoted(field.name)} of ${owner}`;
    const rule = rules.get(field.name);
    if (rule !== undefined)
      return assignment(field, resolveRule(rule, { type: field.type, optional: field.optional, label }, scope));
    const same = given.get(field.name);
    if (same !== undefined && !isAbsent([same.name], scope))
      return assignment(field, carry(same, field, label, part, scope));
    if (!field.optional) reportNoSource(field, label, part, scope);
    return assignment(field, undefined);
  });
}

function carry(
  old: Field,
  field: Field,
  label: string,
  { span }: SplitPartSyntax,
  scope: PlanScope,
): ResolvedRule | undefined {
  const isPresent = scope.present?.[0] === old.name;
  const read: Read = { path: [old.name], type: old.type, optional: old.optional && !isPresent, optionalAt: [] };
  const target = { type: field.type, optional: field.optional, label };
  if (!isPresenceFit(read, target, span, scope)) return undefined;
  const converted = convertRead(read, old.type, target, false, span, scope);
  return converted && { source: { kind: 'read', read, conversion: converted.conversion }, checked: converted.checked };
}

function reportNoSource(
  field: Field,
  label: string,
  { span }: SplitPartSyntax,
  { reporter, label: from }: PlanScope,
): void {
  reporter.report('FIELD_NO_SOURCE', span, `${label} is required and has nowhere to come from`, {
    related: [{ message: `${quoted(field.name)} is declared here`, span: field.span }],
    help: `write \`with: { ${field.name}: … }\`, a field of ${from} or a rule`,
  });
}

/** The kinds that `equals` compares: those whose values are one scalar. */
const comparedKinds: ReadonlySet<TypeKind> = new Set([
  'string',
  'boolean',
  'int',
  'number',
  'long',
  'decimal',
  'uuid',
  'timestamp',
  'date',
  'enum',
]);

function planCondition(condition: ConditionSyntax, scope: PlanScope): Condition | undefined {
  const { reporter, types } = scope;
  const read = readPath(condition.path, scope);
  if (read === undefined || isErrorType(read.type)) return undefined;
  if (condition.kind !== 'equals') {
    if (read.optional) return { kind: condition.kind, read };
    reporter.report(
      'RULE_MISMATCH',
      condition.span,
      `${readLabel(read, scope)} is always present: it is not optional`,
      {
        related: declared(read, scope),
      },
    );
    return undefined;
  }
  if (!comparedKinds.has(underlying(withoutNull(read.type, types), types).kind)) {
    reporter.report(
      'RULE_MISMATCH',
      condition.span,
      `${readLabel(read, scope)} is ${typeText(read.type)}, which cannot be compared`,
      {
        related: declared(read, scope),
      },
    );
    return undefined;
  }
  const checked = checkLiteral(condition.value, read.type, types);
  if (checked.ok) return { kind: 'equals', read, value: checked.value };
  reportLiteral(condition.value, checked, `what ${readLabel(read, scope)} is compared with`, scope);
  return undefined;
}
