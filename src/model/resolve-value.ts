import type { EnvelopeValueName, PathSyntax, ValueSyntax } from '../language/syntax.js';
import { whyNotAssignable, type Strictness } from './assignable.js';
import { checkLiteral } from './check-literal.js';
import { isErrorType } from './error-type.js';
import type { FoldScope } from './fold-scope.js';
import type { Value } from './fold.js';
import { numericKind, promotes } from './numeric-kind.js';
import { reportLiteral } from './report-literal.js';
import { resolvePath } from './resolve-path.js';
import { tightening } from './tightening.js';
import { layersOf, mayBeNull, underlying, withoutNull } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Type } from './type.js';

/** Where a value is put. */
export interface Place {
  readonly type: Type;
  /** Whether it may be left absent. */
  readonly optional: boolean;
  /** `"items" of the state of "Cart"`, for messages. */
  readonly label: string;
  readonly strictness: Strictness;
}

/** A value that fits its place, at most after `int` to `long`, `decimal` or `number`, or `long` to `decimal`; what does not is reported. */
export function resolveValue(syntax: ValueSyntax, place: Place, scope: FoldScope): Value | undefined {
  switch (syntax.kind) {
    case 'path': {
      const resolved = resolvePath(
        syntax.path.names,
        scope.event.shape.fields,
        quoted(scope.event.name),
        scope.types,
        scope.malformed,
      );
      if (!resolved.ok) {
        const help = literalHelp(syntax.path, place, scope) ?? resolved.help;
        scope.reporter.report(resolved.code, syntax.path.span, resolved.message, { help });
        return undefined;
      }
      const { path, type, optional } = resolved.read;
      return fitting({ kind: 'event', path, type, optional }, syntax, place, scope);
    }
    case 'envelope':
      return fitting(
        { kind: 'envelope', name: syntax.name, type: envelopeType(syntax.name, scope) },
        syntax,
        place,
        scope,
      );
    case 'const': {
      const checked = checkLiteral(syntax.value, place.type, scope.types);
      if (checked.ok) return { kind: 'const', value: checked.value, type: place.type };
      reportLiteral(syntax.value, checked, `what is put into ${place.label}`, scope);
      return undefined;
    }
    case 'sum':
    case 'product':
    case 'negate':
      return resolveArithmetic(syntax, place, scope);
  }
}

/** Who writes a member of an enum where a field is read means the member. */
function literalHelp(
  { names: [name = '', ...others], span }: PathSyntax,
  place: Place,
  { types }: FoldScope,
): string | undefined {
  if (others.length > 0 || underlying(withoutNull(place.type, types), types).kind !== 'enum') return undefined;
  if (!checkLiteral({ value: name, span }, place.type, types).ok) return undefined;
  return `write \`{ const: ${name} }\` for the member itself`;
}

function envelopeType(name: EnvelopeValueName, scope: FoldScope): Type {
  switch (name) {
    case '$id':
      return scope.id;
    case '$recordedAt':
      return { kind: 'timestamp' };
    case '$revision':
      return { kind: 'int' };
    case '$eventId':
      return { kind: 'uuid' };
    case '$stream':
      return { kind: 'string' };
  }
}

/** Computed in the kind of its place: each term is promoted, not the result, so that nothing overflows on the way. */
function resolveArithmetic(
  syntax: Extract<ValueSyntax, { kind: 'sum' | 'product' | 'negate' }>,
  place: Place,
  scope: FoldScope,
): Value | undefined {
  const base = underlying(withoutNull(place.type, scope.types), scope.types);
  if (isErrorType(base)) return undefined;
  const kind = numericKind(base, scope.types);
  if (kind === undefined) {
    const what = syntax.kind === 'negate' ? 'a negated number' : `a ${syntax.kind}`;
    scope.reporter.report(
      'FOLD_VALUE',
      syntax.span,
      `${what} cannot be put into ${place.label}, which is ${typeText(place.type)}`,
    );
    return undefined;
  }
  const type: Type = { kind };
  const operand: Place = { type, optional: false, label: `a ${syntax.kind} of ${kind}`, strictness: 'kinds' };
  if (syntax.kind === 'negate') {
    const term = resolveValue(syntax.term, operand, scope);
    return term === undefined ? undefined : { kind: 'negate', term, type };
  }
  const terms = syntax.terms.map((term) => resolveValue(term, operand, scope));
  return terms.every((term) => term !== undefined) ? { kind: syntax.kind, terms, type } : undefined;
}

/** The value, if it fits; reports why it does not. */
export function fitting<V extends Value>(
  value: V,
  syntax: Pick<ValueSyntax, 'span'>,
  place: Place,
  scope: FoldScope,
): V | undefined {
  const { reporter, types } = scope;
  const label = valueLabel(value);
  if (isErrorType(value.type) || isErrorType(place.type)) return value;
  if (value.kind === 'event' && value.optional && !place.optional) {
    reporter.report('FOLD_OPTIONAL', syntax.span, `${label} may be absent, and ${place.label} may not`, {
      help: 'make the field optional where it is put, or write `custom` and decide in TypeScript',
    });
    return undefined;
  }
  const reason = whyNotPutInto(value.type, place, scope);
  if (reason === undefined) return value;
  const nullable = underlying(value.type, types).kind === 'nullable';
  reporter.report(
    nullable && reason === 'it may be null' ? 'FOLD_OPTIONAL' : 'FOLD_VALUE',
    syntax.span,
    `${label} does not fit ${place.label}: ${reason}`,
    { help: nullable ? 'write `custom` and decide in TypeScript what null means here' : undefined },
  );
  return undefined;
}

function whyNotPutInto(from: Type, { type: to, strictness }: Place, { types }: FoldScope): string | undefined {
  const wanted = withoutNull(to, types);
  // Where null has a place to go, only the numbers have to fit.
  const given = mayBeNull(to, types) ? withoutNull(from, types) : from;
  const [kind, wantedKind] = [numericKind(given, types), numericKind(wanted, types)];
  if (kind !== undefined && wantedKind !== undefined && kind !== wantedKind) {
    if (!promotes(kind, wantedKind))
      return `a ${kind} cannot become ${wantedKind === 'int' ? 'an' : 'a'} ${wantedKind} without loss`;
    if (strictness === 'kinds') return undefined;
    return tightening(layersOf(given, types), layersOf(wanted, types));
  }
  return whyNotAssignable(from, to, types, strictness);
}

function valueLabel(value: Value): string {
  if (value.kind === 'event') return quoted(value.path.join('.'));
  return value.kind === 'envelope' ? quoted(value.name) : 'the value';
}
