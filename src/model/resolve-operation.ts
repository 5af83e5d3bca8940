import type { JsonSyntax, OperationSyntax } from '../language/syntax.js';
import { checkLiteral } from './check-literal.js';
import { isErrorType } from './error-type.js';
import type { FoldScope } from './fold-scope.js';
import type { Operation, Target, Value } from './fold.js';
import { numericKind } from './numeric-kind.js';
import { reportLiteral } from './report-literal.js';
import { isEntry, resolveTarget, targetText } from './resolve-target.js';
import { type Place, resolveValue } from './resolve-value.js';
import { fieldNamed, underlying } from './type-lookup.js';
import { typeText } from './type-text.js';
import type { RecordType, Type } from './type.js';

/** One assignment with its target and value resolved and fitted to each other. */
export function resolveOperation(syntax: OperationSyntax, scope: FoldScope): Operation | undefined {
  const target = resolveTarget(syntax.target, scope);
  if (target === undefined || isErrorType(underlying(target.type, scope.types))) return undefined;
  const value = resolveOperand(syntax, target, scope);
  return value === undefined ? undefined : { kind: syntax.kind, target, value, span: syntax.span };
}

function resolveOperand(syntax: OperationSyntax, target: Target, scope: FoldScope): Value | undefined {
  const label = `${targetText(target)} of ${scope.target.label}`;
  switch (syntax.kind) {
    case 'set': {
      const place: Place = {
        type: target.type,
        optional: target.optional && !isEntry(target),
        label,
        strictness: 'checks',
      };
      return resolveValue(syntax.value, place, scope);
    }
    case 'add':
    case 'subtract':
      return resolveNumber(syntax, target, label, scope);
    case 'append': {
      const element = listElement(syntax, target, scope);
      return element === undefined ? undefined : resolveValue(syntax.value, item(element, label, 'checks'), scope);
    }
    case 'remove':
      return resolveRemoved(syntax, target, label, scope);
    case 'merge':
      return resolveMerged(syntax, target, label, scope);
  }
}

function resolveNumber(syntax: OperationSyntax, target: Target, label: string, scope: FoldScope): Value | undefined {
  const kind = numericKind(target.type, scope.types);
  if (kind === undefined) return refuse(syntax, target, 'it is no number', scope);
  if (target.optional && !isEntry(target)) return refuse(syntax, target, 'it may be absent', scope);
  return resolveValue(syntax.value, { type: { kind }, optional: false, label, strictness: 'kinds' }, scope);
}

function listElement(syntax: OperationSyntax, target: Target, scope: FoldScope): Type | undefined {
  const base = underlying(target.type, scope.types);
  if (base.kind !== 'list') return refuse(syntax, target, 'it is no list', scope);
  return isAlwaysThere(syntax, target, scope) ? base.element : undefined;
}

function resolveRemoved(syntax: OperationSyntax, target: Target, label: string, scope: FoldScope): Value | undefined {
  const base = underlying(target.type, scope.types);
  if (base.kind !== 'list' && base.kind !== 'map')
    return refuse(syntax, target, 'it is neither a list nor a map', scope);
  if (!isAlwaysThere(syntax, target, scope)) return undefined;
  const what = base.kind === 'list' ? `an item of ${label}` : `a key of ${label}`;
  return resolveValue(syntax.value, item(base.kind === 'list' ? base.element : base.key, what, 'kinds'), scope);
}

function resolveMerged(syntax: OperationSyntax, target: Target, label: string, scope: FoldScope): Value | undefined {
  const base = underlying(target.type, scope.types);
  if (base.kind !== 'record') return refuse(syntax, target, 'it is no record', scope);
  if (!isAlwaysThere(syntax, target, scope)) return undefined;
  if (syntax.value.kind === 'const') return resolveMergedLiteral(syntax.value.value, base, label, scope);
  // Every field of a record may be left out of what is merged into it.
  const place: Place = { type: target.type, optional: false, label, strictness: 'checks' };
  if (syntax.value.kind !== 'path') return resolveValue(syntax.value, place, scope);
  const partial: RecordType = { kind: 'record', fields: base.fields.map((field) => ({ ...field, optional: true })) };
  return resolveValue(syntax.value, { ...place, type: partial }, scope);
}

function resolveMergedLiteral(
  literal: JsonSyntax,
  record: RecordType,
  label: string,
  scope: FoldScope,
): Value | undefined {
  const { value } = literal;
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const fields = given.flatMap((name) => fieldNamed(record.fields, name) ?? []);
  const type: Type = { kind: 'record', fields: fields.map((field) => ({ ...field, optional: false })) };
  const checked = checkLiteral(literal, type, scope.types);
  if (checked.ok) return { kind: 'const', value: checked.value, type };
  reportLiteral(literal, checked, `what is merged into ${label}`, scope);
  return undefined;
}

function isAlwaysThere(syntax: OperationSyntax, target: Target, scope: FoldScope): boolean {
  if (!target.optional) return true;
  refuse(syntax, target, isEntry(target) ? 'the entry may be missing' : 'it may be absent', scope);
  return false;
}

function item(type: Type, label: string, strictness: Place['strictness']): Place {
  return { type, optional: false, label, strictness };
}

const verbs = {
  set: 'set',
  add: 'add to',
  subtract: 'subtract from',
  append: 'append to',
  remove: 'remove from',
  merge: 'merge into',
};

function refuse(syntax: OperationSyntax, target: Target, reason: string, { reporter, types }: FoldScope): undefined {
  const why = underlying(target.type, types).kind === 'nullable' ? 'it may be null' : reason;
  const type = why.startsWith('it is') ? ` (${typeText(target.type)})` : '';
  reporter.report(
    'FOLD_TARGET',
    syntax.target.span,
    `cannot ${verbs[syntax.kind]} ${targetText(target)}: ${why}${type}`,
    {
      help: why.includes('may be') ? 'write `custom` and decide in TypeScript' : undefined,
    },
  );
  return undefined;
}
