import { suggest } from '../diagnostics/did-you-mean.js';
import type { EnumMapEntrySyntax, NameSyntax, RuleSyntax } from '../language/syntax.js';
import { checkLiteral } from '../model/check-literal.js';
import { isErrorType } from '../model/error-type.js';
import { underlying, withoutNull } from '../model/type-lookup.js';
import { listed, quoted, typeText } from '../model/type-text.js';
import type { EnumType, Type } from '../model/type.js';
import { declared, isPresenceFit, readLabel, readPath } from './convert-read.js';
import type { PlanScope, ResolvedRule, RuleTarget } from './plan-scope.js';

/** `{ field: state, map: { hold: open, … } }`: an image for each member that needs one, each a value of the target. */
export function resolveEnumMap(
  rule: Extract<RuleSyntax, { kind: 'enumMap' }>,
  target: RuleTarget,
  scope: PlanScope,
  /** The members that must have an image; by default all. */
  needed?: ReadonlySet<string>,
): ResolvedRule | undefined {
  const { reporter, types } = scope;
  const read = readPath(rule.path, scope);
  if (read === undefined || !isPresenceFit(read, target, rule.span, scope)) return undefined;
  const given = underlying(read.type, types);
  const wanted = withoutNull(target.type, types);
  if (isErrorType(given) || isErrorType(underlying(wanted, types))) return undefined;
  if (given.kind !== 'enum') {
    const what =
      given.kind === 'nullable' ? 'may be null, which has no image' : `is no enum, but ${typeText(read.type)}`;
    reporter.report('RULE_MISMATCH', rule.span, `${readLabel(read, scope)} ${what}`, {
      related: declared(read, scope),
    });
    return undefined;
  }
  const { kind } = underlying(wanted, types);
  if (kind !== 'enum' && kind !== 'string') {
    reporter.report(
      'RULE_MISMATCH',
      rule.span,
      `an enum cannot be looked up for ${target.label}, which is ${typeText(target.type)}`,
    );
    return undefined;
  }
  const images = new Map(rule.map.map(({ from, to }) => [from.text, to.text]));
  const isSound = rule.map.map((entry) => isEntrySound(entry, given, wanted, target, scope)).every(Boolean);
  const missing = given.members.filter((member) => !images.has(member) && (needed === undefined || needed.has(member)));
  if (missing.length > 0) {
    const some = missing.slice(0, 8).map(quoted);
    const names = missing.length > some.length ? `${some.join(', ')}, …` : listed(some);
    reporter.report(
      'ENUM_MAP_NOT_TOTAL',
      rule.span,
      `${names} of ${readLabel(read, scope)} ${missing.length === 1 ? 'has' : 'have'} no image`,
      {
        related: declared(read, scope),
        help: `write \`${missing[0] ?? ''}: …\` into the map`,
      },
    );
  }
  if (!isSound || missing.length > 0) return undefined;
  const map = given.members.flatMap((member) => {
    const image = images.get(member);
    return image === undefined ? [] : [[member, image] as const];
  });
  return { source: { kind: 'enumMap', read, map }, checked: false };
}

function isEntrySound(
  { from, to }: EnumMapEntrySyntax,
  given: EnumType,
  wanted: Type,
  target: RuleTarget,
  scope: PlanScope,
): boolean {
  const isKnown = given.members.includes(from.text) || unknownMember(from, given, scope);
  return isImage(to, wanted, target, scope) && isKnown;
}

function isImage(to: NameSyntax, wanted: Type, target: RuleTarget, scope: PlanScope): boolean {
  const base = underlying(wanted, scope.types);
  if (base.kind === 'enum') return base.members.includes(to.text) || unknownMember(to, base, scope);
  const checked = checkLiteral({ value: to.text, span: to.span }, wanted, scope.types);
  if (!checked.ok) scope.reporter.report('LITERAL_MISMATCH', to.span, `${target.label} must be ${checked.problem}`);
  return checked.ok;
}

function unknownMember({ text, span }: NameSyntax, type: EnumType, { reporter }: PlanScope): false {
  const near = suggest(text, type.members);
  reporter.report('UNKNOWN_MEMBER', span, `${typeText(type)} has no member ${quoted(text)}`, {
    help: near === undefined ? undefined : `did you mean \`${near}\`?`,
  });
  return false;
}
