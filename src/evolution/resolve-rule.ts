import type { DiagnosticExtras } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/span.js';
import type { PathSyntax, RuleMemberSyntax, RuleSyntax } from '../language/syntax.js';
import { checkLiteral } from '../model/check-literal.js';
import { isErrorType } from '../model/error-type.js';
import { intersect, isEmptyRange, sizeRange } from '../model/range.js';
import { reportLiteral } from '../model/report-literal.js';
import { unknownField } from '../model/resolve-path.js';
import { layersOf, underlying, withoutNull } from '../model/type-lookup.js';
import { quoted, typeText } from '../model/type-text.js';
import { tightening } from '../model/tightening.js';
import type { Field, Type } from '../model/type.js';
import { convertRead, declared, isPresenceFit, readLabel, readPath } from './convert-read.js';
import type { Assignment, ParsedKind, Read, Source } from './plan.js';
import type { PlanScope, ResolvedRule, RuleTarget } from './plan-scope.js';
import { resolveEnumMap } from './resolve-enum-map.js';

/** Resolves a rule of `from` against the field that it fills; `undefined` where that was reported to be impossible. */
export function resolveRule(rule: RuleSyntax, target: RuleTarget, scope: PlanScope): ResolvedRule | undefined {
  switch (rule.kind) {
    case 'path':
      return resolveRead(rule.path, rule.span, target, scope);
    case 'const': {
      const checked = checkLiteral(rule.value, target.type, scope.types);
      if (checked.ok) return { source: { kind: 'const', value: checked.value, type: target.type }, checked: false };
      reportLiteral(rule.value, checked, target.label, scope);
      return undefined;
    }
    case 'record':
      return resolveRecord(rule, target, scope);
    case 'enumMap':
      return resolveEnumMap(rule, target, scope);
    case 'wrap':
      return resolveWrap(rule.path, rule.span, target, scope);
    case 'first':
      return resolveFirst(rule, target, scope);
    case 'parse':
      return resolveParse(rule.path, rule.span, target, scope);
    case 'format':
      return resolveFormat(rule.path, rule.span, target, scope);
    case 'envelope':
      return resolveEnvelope(rule, target, scope);
    case 'custom':
      if (scope.noCustom === undefined) return { source: { kind: 'custom' }, checked: true };
      scope.reporter.report('CUSTOM_MISPLACED', rule.span, `there can be no custom rule here: ${scope.noCustom}`);
      return undefined;
  }
}

function resolveRead(path: PathSyntax, span: Span, target: RuleTarget, scope: PlanScope): ResolvedRule | undefined {
  const read = presentRead(path, span, target, scope);
  const converted = read && convertRead(read, read.type, target, true, span, scope);
  return (
    read &&
    converted && { source: { kind: 'read', read, conversion: converted.conversion }, checked: converted.checked }
  );
}

function presentRead(path: PathSyntax, span: Span, target: RuleTarget, scope: PlanScope): Read | undefined {
  const read = readPath(path, scope);
  return read !== undefined && isPresenceFit(read, target, span, scope) ? read : undefined;
}

function resolveRecord(
  rule: Extract<RuleSyntax, { kind: 'record' }>,
  target: RuleTarget,
  scope: PlanScope,
): ResolvedRule | undefined {
  const type = withoutNull(target.type, scope.types);
  const base = underlying(type, scope.types);
  if (isErrorType(base)) return undefined;
  if (base.kind !== 'record')
    return mismatch(rule.span, `a record cannot be put into ${target.label}, which is ${typeText(target.type)}`, scope);
  const inside: PlanScope = {
    ...scope,
    noCustom: scope.noCustom ?? 'only a whole field or a whole version can be custom',
  };
  const members = resolveMembers(rule.members, base.fields, target.label, rule.span, inside);
  return { source: { kind: 'record', members, type }, checked: false };
}

/** The assignments of a record's fields from rules; what is missing is absent where it may be, and otherwise reported. */
export function resolveMembers(
  members: readonly RuleMemberSyntax[],
  fields: readonly Field[],
  owner: string,
  span: Span,
  scope: PlanScope,
): readonly Assignment[] {
  const known = new Set(fields.map(({ name }) => name));
  const rules = new Map(members.map(({ name, rule }) => [name.text, rule]));
  for (const { name } of members) {
    if (known.has(name.text)) continue;
    const unknown = unknownField(name.text, fields, owner);
    scope.reporter.report(unknown.code, name.span, unknown.message, { help: unknown.help });
  }
  return fields.map((field): Assignment => {
    const rule = rules.get(field.name);
    const label = `${quoted(field.name)} of ${owner}`;
    if (rule === undefined && !field.optional) {
      scope.reporter.report('FIELD_NO_SOURCE', span, `${label} is required and has nowhere to come from`, {
        related: [{ message: `${quoted(field.name)} is declared here`, span: field.span }],
        help: `write \`${field.name}: …\`, a field of ${scope.label} or a rule`,
      });
    }
    const resolved = rule && resolveRule(rule, { type: field.type, optional: field.optional, label }, scope);
    return assignment(field, resolved);
  });
}

export function assignment({ name, type, optional }: Field, resolved: ResolvedRule | undefined): Assignment {
  return {
    field: name,
    type,
    optional,
    source: resolved?.source ?? { kind: 'absent' },
    checked: resolved?.checked ?? false,
  };
}

function resolveWrap(path: PathSyntax, span: Span, target: RuleTarget, scope: PlanScope): ResolvedRule | undefined {
  const read = presentRead(path, span, target, scope);
  const type = withoutNull(target.type, scope.types);
  const layers = layersOf(type, scope.types);
  const [base] = layers;
  if (read === undefined || isErrorType(base)) return undefined;
  if (base.kind !== 'list')
    return mismatch(span, `a list cannot be put into ${target.label}, which is ${typeText(target.type)}`, scope);
  const one = { lower: { value: 1, exclusive: false }, upper: { value: 1, exclusive: false } };
  if (isEmptyRange(intersect([one, sizeRange(layers)]))) {
    return mismatch(span, `a list of one value does not satisfy the checks of ${target.label}`, scope);
  }
  const element: RuleTarget = { type: base.element, optional: false, label: `an item of ${target.label}` };
  const converted = convertRead(read, read.type, element, true, span, scope);
  return converted && { source: { kind: 'wrap', read, conversion: converted.conversion }, checked: converted.checked };
}

function resolveFirst(
  rule: Extract<RuleSyntax, { kind: 'first' }>,
  target: RuleTarget,
  scope: PlanScope,
): ResolvedRule | undefined {
  const { path, span } = rule;
  const read = presentRead(path, span, target, scope);
  if (read === undefined || isErrorType(underlying(read.type, scope.types))) return undefined;
  const layers = layersOf(read.type, scope.types);
  const [base] = layers;
  if (base.kind !== 'list')
    return mismatch(span, `${readLabel(read, scope)} is no list, but ${typeText(read.type)}`, scope, read);
  const converted = convertRead(read, base.element, target, true, span, scope);
  const elseScope: PlanScope = {
    ...scope,
    noCustom: scope.noCustom ?? 'only a whole field or a whole version can be custom',
  };
  const otherwise = rule.else && resolveRule(rule.else, target, elseScope);
  if (rule.else === undefined && Number(sizeRange(layers).lower?.value ?? 0) < 1) {
    scope.reporter.report(
      'FIRST_WITHOUT_ELSE',
      span,
      `${readLabel(read, scope)} may be empty, and then has no first item`,
      {
        related: declared(read, scope),
        help: `write \`{ first: ${path.names.join('.')}, else: { const: … } }\``,
      },
    );
    return undefined;
  }
  if (converted === undefined || (rule.else !== undefined && otherwise === undefined)) return undefined;
  const source: Source = {
    kind: 'first',
    read,
    conversion: converted.conversion,
    ...(otherwise && { else: otherwise.source }),
  };
  return { source, checked: converted.checked || otherwise?.checked === true };
}

const parsedKinds: ReadonlySet<string> = new Set<ParsedKind>([
  'int',
  'long',
  'number',
  'decimal',
  'boolean',
  'timestamp',
  'date',
]);

function parsedKind({ kind }: Type): ParsedKind | undefined {
  return isParsedKind(kind) ? kind : undefined;
}

function isParsedKind(kind: string): kind is ParsedKind {
  return parsedKinds.has(kind);
}

function resolveParse(path: PathSyntax, span: Span, target: RuleTarget, scope: PlanScope): ResolvedRule | undefined {
  const read = presentRead(path, span, target, scope);
  const type = withoutNull(target.type, scope.types);
  const base = underlying(type, scope.types);
  if (read === undefined || isErrorType(base) || isErrorType(read.type)) return undefined;
  const given = underlying(read.type, scope.types);
  if (isErrorType(given)) return undefined;
  const to = parsedKind(base);
  if (given.kind !== 'string')
    return mismatch(span, `${readLabel(read, scope)} is no string, but ${typeText(read.type)}`, scope, read);
  if (to === undefined)
    return mismatch(span, `nothing parses into ${target.label}, which is ${typeText(target.type)}`, scope);
  return { source: { kind: 'parse', read, to }, checked: isChecked({ kind: to }, type, scope) };
}

function resolveFormat(path: PathSyntax, span: Span, target: RuleTarget, scope: PlanScope): ResolvedRule | undefined {
  const read = presentRead(path, span, target, scope);
  const type = withoutNull(target.type, scope.types);
  const base = underlying(type, scope.types);
  if (read === undefined || isErrorType(base)) return undefined;
  const given = underlying(read.type, scope.types);
  if (isErrorType(given)) return undefined;
  const from = parsedKind(given);
  if (from === undefined)
    return mismatch(
      span,
      `${readLabel(read, scope)} is ${typeText(read.type)}, which has no text of its own`,
      scope,
      read,
    );
  if (base.kind !== 'string')
    return mismatch(span, `a text cannot be put into ${target.label}, which is ${typeText(target.type)}`, scope);
  return { source: { kind: 'format', read, from }, checked: isChecked({ kind: 'string' }, type, scope) };
}

const envelopeTypes = {
  recordedAt: ['timestamp'],
  id: ['string', 'uuid'],
  stream: ['string'],
  revision: ['int', 'long'],
} as const;

function resolveEnvelope(
  rule: Extract<RuleSyntax, { kind: 'envelope' }>,
  target: RuleTarget,
  scope: PlanScope,
): ResolvedRule | undefined {
  const { property, span } = rule;
  const type = withoutNull(target.type, scope.types);
  const base = underlying(type, scope.types);
  if (isErrorType(base)) return undefined;
  const kinds: readonly string[] = envelopeTypes[property];
  if (!kinds.includes(base.kind)) {
    return mismatch(
      span,
      `${property} of the envelope is ${kinds.join(' or ')}, and ${target.label} is ${typeText(target.type)}`,
      scope,
    );
  }
  const given: Type =
    property === 'revision' ? { kind: 'int', min: 1 } : { kind: base.kind === 'timestamp' ? 'timestamp' : 'string' };
  // An id is a UUID only as long as nobody appends with ids of their own.
  const checked = base.kind === 'uuid' || isChecked(given, type, scope);
  return { source: { kind: 'envelope', property }, checked };
}

/** Whether a value of a kind may fail the checks of its target. */
function isChecked(given: Type, target: Type, { types }: PlanScope): boolean {
  return tightening([given], layersOf(target, types)) !== undefined;
}

function mismatch(span: Span, message: string, scope: PlanScope, read?: Read): undefined {
  const extras: DiagnosticExtras = read === undefined ? {} : { related: declared(read, scope) };
  scope.reporter.report('RULE_MISMATCH', span, message, extras);
  return undefined;
}
