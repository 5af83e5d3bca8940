import type { Span } from '../diagnostics/span.js';
import type { RuleSyntax } from '../language/syntax.js';
import { unknownField } from '../model/resolve-path.js';
import { quoted } from '../model/type-text.js';
import { fieldNamed } from '../model/type-lookup.js';
import type { Field } from '../model/type.js';
import { convertRead, readPath } from './convert-read.js';
import type { DownSource } from './down-plan.js';
import { invertConversion } from './invert-conversion.js';
import { namedInSource } from './named-conversions.js';
import type { Assignment, Read, Source } from './plan.js';
import type { PlanScope, RuleTarget } from './plan-scope.js';
import { resolveEnumMap } from './resolve-enum-map.js';
import { resolveRule } from './resolve-rule.js';
import type { Undone } from './undo-source.js';
import { widen } from './widen.js';

/** A rule of `back`, at a field of the newer version. */
export interface BackRule {
  readonly rule: RuleSyntax;
  readonly made: Assignment;
  /** The fields of the older version. */
  readonly older: readonly Field[];
  /** `ItemAdded@1`, for messages. */
  readonly olderLabel: string;
}

/**
 * What the author says of the way back: one value, where what fills the field comes from one place, and otherwise
 * `{ fields: { … } }`, with a rule for each field of the older version. In `scope`, the fields are the newer version's.
 */
export function resolveBack(back: BackRule, scope: PlanScope): readonly Undone[] {
  const { rule, made, older, olderLabel } = back;
  const place = placeOf(made, older);
  const isNone = rule.kind === 'record' && rule.members.length === 0;
  if (place !== undefined && !isNone) {
    const target = { type: place.type, optional: true, label: `${quoted(place.path.join('.'))} of ${olderLabel}` };
    const inside = place.path.length > 1 ? withoutCustom(scope) : scope;
    const source = resolveBackwards(rule, target, inside, imagesOf(made.source));
    return source === undefined ? [] : [{ older: place.path, source, demand: undefined }];
  }
  if (rule.kind !== 'record') {
    scope.reporter.report('RULE_MISMATCH', rule.span, `this does not say which field of ${olderLabel} it fills`, {
      help: 'write `back: { fields: { name: … } }`, with a rule for each field of the version before that it fills',
    });
    return [];
  }
  return rule.members.flatMap(({ name, rule: member }): readonly Undone[] => {
    const field = fieldNamed(older, name.text);
    if (field === undefined) {
      const unknown = unknownField(name.text, older, olderLabel);
      scope.reporter.report(unknown.code, name.span, unknown.message, { help: unknown.help });
      return [];
    }
    const target = { type: field.type, optional: true, label: `${quoted(field.name)} of ${olderLabel}` };
    const source = resolveBackwards(member, target, scope);
    return source === undefined ? [] : [{ older: [field.name], source, demand: undefined }];
  });
}

/**
 * A rule that fills something of the older version from the newer. Whether the value is there and fits is seen when it
 * is written, so neither stands in the way.
 *
 * @param needed the members of an enum that must have an image; by default all.
 */
export function resolveBackwards(
  rule: RuleSyntax,
  target: RuleTarget,
  scope: PlanScope,
  needed?: ReadonlySet<string>,
): DownSource | undefined {
  const envelope = envelopeIn(rule);
  if (envelope !== undefined) {
    scope.reporter.report('RULE_MISMATCH', envelope, 'an event that is yet to be stored has no envelope');
    return undefined;
  }
  if (rule.kind === 'path') {
    const read = readPath(rule.path, scope);
    if (read === undefined) return undefined;
    const narrowing = widen(target.type, read.type, scope.types);
    if (narrowing.fits) return { kind: 'read', read, conversion: invertConversion(narrowing.conversion) };
    const widening = convertRead(read, read.type, target, true, rule.span, scope);
    return widening && downwards({ kind: 'read', read, conversion: widening.conversion }, rule.span, target, scope);
  }
  const resolved =
    rule.kind === 'enumMap' ? resolveEnumMap(rule, target, scope, needed) : resolveRule(rule, target, scope);
  return resolved && downwards(asDownSource(resolved.source), rule.span, target, scope);
}

/** The source, unless it takes a named type to a newer version: that is what reading does. */
function downwards(
  source: DownSource,
  span: Span,
  target: RuleTarget,
  { reporter }: PlanScope,
): DownSource | undefined {
  const up = namedInSource(source).find(({ from, to }) => from < to);
  if (up === undefined) return source;
  const { name, from, to } = up;
  reporter.report(
    'RULE_MISMATCH',
    span,
    `${target.label} would have to make ${name}@${to} of ${name}@${from} on the way back`,
  );
  return undefined;
}

/** The one place that a field is made of. What is made by hand is made of the field of the same name, if there is one. */
function placeOf({ source, field }: Assignment, older: readonly Field[]): Pick<Read, 'path' | 'type'> | undefined {
  if (source.kind === 'custom') {
    const same = fieldNamed(older, field);
    return same && { path: [same.name], type: same.type };
  }
  const reads = new Map(readsOf(source).map((read) => [JSON.stringify(read.path), read]));
  const [only] = reads.values();
  return reads.size === 1 ? only : undefined;
}

function readsOf(source: Source): readonly Read[] {
  switch (source.kind) {
    case 'read':
    case 'enumMap':
    case 'wrap':
    case 'parse':
    case 'format':
      return [source.read];
    case 'first':
      return [source.read, ...(source.else === undefined ? [] : readsOf(source.else))];
    case 'record':
      return source.members.flatMap((member) => readsOf(member.source));
    case 'const':
    case 'envelope':
    case 'custom':
    case 'absent':
      return [];
  }
}

/** The members that old values become. Whatever else the newer enum has, old code need not be told. */
function imagesOf(source: Source): ReadonlySet<string> | undefined {
  return source.kind === 'enumMap' ? new Set(source.map.map(([, image]) => image)) : undefined;
}

/** Inside a field, nothing can be hand-written. */
export function withoutCustom(scope: PlanScope): PlanScope {
  return { ...scope, noCustom: scope.noCustom ?? 'only a whole field or a whole version can be custom' };
}

function envelopeIn(rule: RuleSyntax): Span | undefined {
  switch (rule.kind) {
    case 'envelope':
      return rule.span;
    case 'record':
      return rule.members.map((member) => envelopeIn(member.rule)).find((span) => span !== undefined);
    case 'first':
      return rule.else && envelopeIn(rule.else);
    default:
      return undefined;
  }
}

function asDownSource(source: Source): DownSource {
  switch (source.kind) {
    case 'envelope':
      throw new Error('a rule with an envelope was refused');
    case 'record':
      return {
        kind: 'record',
        members: source.members.map((member) => ({ ...member, source: asDownSource(member.source) })),
      };
    case 'first': {
      const { else: otherwise, ...rest } = source;
      return otherwise === undefined ? rest : { ...rest, else: asDownSource(otherwise) };
    }
    default:
      return source;
  }
}
