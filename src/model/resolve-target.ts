import type { TargetSyntax } from '../language/syntax.js';
import { isErrorType } from './error-type.js';
import type { FoldScope } from './fold-scope.js';
import type { Target, TargetStep } from './fold.js';
import { resolvePath, unknownField } from './resolve-path.js';
import { fitting, type Place } from './resolve-value.js';
import { checkLiteral } from './check-literal.js';
import { fieldNamed, underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field, MapType } from './type.js';

/**
 * What an operation changes. A path leads through records that are always there; an entry of a map can only be its end,
 * because it may be missing, and there would be nothing to put a member into.
 */
export function resolveTarget(syntax: TargetSyntax, scope: FoldScope): Target | undefined {
  const field = targetField(syntax, scope);
  if (field === undefined) return undefined;
  let target: Target = { field: field.name, steps: [], type: field.type, optional: field.optional };
  for (const step of syntax.steps) {
    const base = underlying(target.type, scope.types);
    if (isErrorType(base)) return undefined;
    const reached = targetText(target);
    if (isEntry(target)) {
      return refuse(
        `${reached} may be missing, so that nothing inside it can be changed`,
        syntax,
        scope,
        'set the whole entry, or write `custom`',
      );
    }
    if (target.optional || base.kind === 'nullable') {
      const how = target.optional ? 'absent' : 'null';
      return refuse(
        `${reached} may be ${how}, so that nothing inside it can be changed`,
        syntax,
        scope,
        'set the whole of it, or write `custom`',
      );
    }
    const next =
      step.kind === 'member'
        ? memberOf(target, base, step.name, syntax, scope)
        : entryOf(target, base, step.key, syntax, scope);
    if (next === undefined) return undefined;
    target = next;
  }
  return target;
}

export function isEntry({ steps }: Target): boolean {
  return steps.at(-1)?.kind === 'entry';
}

/** A target as it is written, in quotes. */
export function targetText({ field, steps }: Target): string {
  const text = steps.map((step) => (step.kind === 'member' ? `.${step.name}` : `[${keyText(step)}]`)).join('');
  return quoted(field + text);
}

function keyText({ key }: Extract<TargetStep, { kind: 'entry' }>): string {
  if (key.kind === 'event') return key.path.join('.');
  return key.kind === 'const' ? `'${String(key.value)}'` : '…';
}

function targetField(
  { field: name, span }: TargetSyntax,
  { target, malformed, reporter }: FoldScope,
): Field | undefined {
  const field = fieldNamed(target.fields, name);
  if (field !== undefined || malformed.has(name)) return field;
  const key = fieldNamed(target.key, name);
  if (key !== undefined) {
    reporter.report('FOLD_TARGET', span, `${quoted(name)} is a key column, which no operation can change`, {
      related: [{ message: 'it is declared here', span: key.span }],
      help: `say which row with \`at: { ${name}: … }\``,
    });
    return undefined;
  }
  const unknown = unknownField(name, target.fields, target.label);
  reporter.report(unknown.code, span, unknown.message, { help: unknown.help });
  return undefined;
}

function memberOf(
  target: Target,
  base: Target['type'],
  name: string,
  syntax: TargetSyntax,
  scope: FoldScope,
): Target | undefined {
  if (base.kind !== 'record') {
    return refuse(`${targetText(target)} is ${typeText(target.type)}, which has no fields`, syntax, scope);
  }
  const field = fieldNamed(base.fields, name);
  if (field === undefined) {
    if (scope.malformed.has(name)) return undefined;
    const unknown = unknownField(name, base.fields, targetText(target));
    scope.reporter.report(unknown.code, syntax.span, unknown.message, { help: unknown.help });
    return undefined;
  }
  return { ...target, steps: [...target.steps, { kind: 'member', name }], type: field.type, optional: field.optional };
}

type KeySyntax = Extract<TargetSyntax['steps'][number], { kind: 'entry' }>['key'];

function entryOf(
  target: Target,
  base: Target['type'],
  key: KeySyntax,
  syntax: TargetSyntax,
  scope: FoldScope,
): Target | undefined {
  if (base.kind !== 'map')
    return refuse(`${targetText(target)} is ${typeText(target.type)}, which has no keys`, syntax, scope);
  const value = resolveKey(key, base, target, syntax, scope);
  if (value === undefined) return undefined;
  return { ...target, steps: [...target.steps, { kind: 'entry', key: value }], type: base.value, optional: true };
}

function resolveKey(
  key: KeySyntax,
  map: MapType,
  target: Target,
  { span }: TargetSyntax,
  scope: FoldScope,
): Extract<TargetStep, { kind: 'entry' }>['key'] | undefined {
  const label = `a key of ${targetText(target)}`;
  if (key.kind === 'literal') {
    const checked = checkLiteral({ value: key.text, span }, map.key, scope.types);
    if (checked.ok) return { kind: 'const', value: checked.value, type: map.key };
    scope.reporter.report('LITERAL_MISMATCH', span, `${label} must be ${checked.problem}`);
    return undefined;
  }
  const resolved = resolvePath(
    key.path.names,
    scope.event.shape.fields,
    quoted(scope.event.name),
    scope.types,
    scope.malformed,
  );
  if (!resolved.ok) {
    scope.reporter.report(resolved.code, key.path.span, resolved.message, { help: resolved.help });
    return undefined;
  }
  const { path, type, optional } = resolved.read;
  const place: Place = { type: map.key, optional: false, label, strictness: 'checks' };
  return fitting({ kind: 'event', path, type, optional }, key.path, place, scope);
}

function refuse(message: string, { span }: TargetSyntax, { reporter }: FoldScope, help?: string): undefined {
  reporter.report('FOLD_TARGET', span, message, { help });
  return undefined;
}
