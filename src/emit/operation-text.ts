import { delimited } from '../codegen/layout.js';
import { accessor, property, propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { Operation, TargetStep, Value } from '../model/fold.js';
import { brandsOf, fieldNamed, underlying } from '../model/type-lookup.js';
import type { Field, Type } from '../model/type.js';
import { atom, compound, type Expression, type FoldScope, operand, repeatable } from './fold-scope.js';
import { arithmetic, kindOf, valueText } from './value-text.js';
import { fieldLiterals, typedLiteral } from './typed-literal.js';
import { typeText } from './type-text.js';

/** What a field becomes by one operation: an expression over what it was, which is never changed itself. */
export function operationText(operation: Operation, current: Expression, field: Field, scope: FoldScope): Expression {
  return within(operation.target.steps, current, field.type, operation, scope);
}

function within(
  steps: readonly TargetStep[],
  current: Expression,
  type: Type,
  operation: Operation,
  scope: FoldScope,
): Expression {
  const [step, ...rest] = steps;
  if (step === undefined) return applied(operation, current, type, scope);
  const holder = underlying(type, scope.emit.context.types);
  if (step.kind === 'member' && holder.kind === 'record') {
    const field = fieldNamed(holder.fields, step.name);
    if (field === undefined)
      throw new Error(`the model names a member ${JSON.stringify(step.name)}, which the record does not have`);
    const base = repeatable(current, scope);
    const before = atom(accessor(base.text, step.name), field.optional);
    return replaced(
      base,
      stringLiteral(step.name),
      propertyKey(step.name),
      within(rest, before, field.type, operation, scope),
      scope,
    );
  }
  if (step.kind === 'entry' && holder.kind === 'map') {
    const base = repeatable(current, scope);
    const key = repeatable(valueText(step.key, holder.key, scope), scope).text;
    const place = isPlainKey(step.key, key) ? propertyKey(String(step.key.value)) : `[${key}]`;
    const before = atom(`${runtime.entry}(${base.text}, ${key})`, true);
    const bound = rest.length === 0 ? before : repeatable(before, scope);
    const after = within(rest, bound, holder.value, operation, scope);
    return replaced(base, key, place, after, scope);
  }
  throw new Error(`the model steps into a ${holder.kind} by ${step.kind}`);
}

/** Whether a key is a literal, and printed as one: under a brand it is a constant of that type. */
function isPlainKey(key: Value, text: string): key is Extract<Value, { readonly kind: 'const' }> {
  return key.kind === 'const' && text.startsWith("'");
}

/** The record or map with one property replaced; without it where the new value is `undefined`. */
function replaced(base: Expression, key: string, place: string, after: Expression, scope: FoldScope): Expression {
  const spread = (text: string): string => delimited('{', [`...${base.text}`, `${place}: ${text}`], '}');
  if (!after.optional) return whereThere(base, spread(after.text));
  const value = repeatable(after, scope).text;
  return whereThere(
    base,
    `${value} === undefined ? ${runtime.withoutEntry}(${base.text}, ${key}) : ${spread(value)}`,
    true,
  );
}

/** What is absent stays absent: there is nothing to replace a part of. */
function whereThere(base: Expression, text: string, conditional = false): Expression {
  if (base.optional)
    return compound(`${base.text} === undefined ? undefined : ${conditional ? `(${text})` : text}`, true);
  return conditional ? compound(text) : atom(text);
}

function applied(operation: Operation, current: Expression, type: Type, scope: FoldScope): Expression {
  const target = underlying(type, scope.emit.context.types);
  switch (operation.kind) {
    case 'set':
      return valueText(operation.value, type, scope);
    case 'add':
    case 'subtract': {
      const value = valueText(operation.value, withoutBrand(type, scope), scope);
      const from = current.optional ? compound(`${current.text} ?? ${zero(target, scope)}`) : current;
      return branded(arithmetic(operation.kind, from, value, target, scope), type, scope);
    }
    case 'append': {
      if (target.kind !== 'list') throw new Error('only a list is appended to');
      const { text } = valueText(operation.value, target.element, scope);
      return atom(`[...${current.optional ? `(${current.text} ?? [])` : operand(current)}, ${text}]`);
    }
    case 'remove':
      return removed(operation, current, target, scope);
    case 'merge': {
      const members = mergedMembers(operation.value, scope);
      if (!current.optional) return atom(delimited('{', [`...${operand(current)}`, ...members], '}'));
      const base = repeatable(current, scope);
      const merged = delimited('{', [`...${base.text}`, ...members], '}');
      return compound(`${base.text} === undefined ? undefined : ${merged}`, true);
    }
  }
}

/** What is merged into a record: each member of a literal, or all that an event's field has. */
function mergedMembers(value: Value, scope: FoldScope): readonly string[] {
  const type = underlying(value.type, scope.emit.context.types);
  return value.kind === 'const' && type.kind === 'record'
    ? fieldLiterals(value.value, type.fields, scope.emit).map(([name, text]) => property(name, text))
    : [`...${valueText(value, value.type, scope).text}`];
}

function removed(operation: Operation, current: Expression, target: Type, scope: FoldScope): Expression {
  if (target.kind === 'map') {
    const { text } = valueText(operation.value, target.key, scope);
    if (!current.optional) return atom(`${runtime.withoutEntry}(${current.text}, ${text})`);
    const base = repeatable(current, scope);
    return compound(`${base.text} === undefined ? undefined : ${runtime.withoutEntry}(${base.text}, ${text})`, true);
  }
  if (target.kind !== 'list') throw new Error('only of a list or a map anything is removed');
  const value = valueText(operation.value, target.element, scope);
  // What has to be computed is computed once, not for each item.
  const wanted = operation.value.kind === 'const' ? value : repeatable(value, scope);
  const differs = isPrimitive(target.element, scope)
    ? `item !== ${operand(wanted)}`
    : `!${runtime.isEqual}(item, ${wanted.text})`;
  return atom(`${operand(current)}${current.optional ? '?' : ''}.filter((item) => ${differs})`, current.optional);
}

/** Whether `===` tells equal values from others. */
function isPrimitive(type: Type, scope: FoldScope): boolean {
  const bare = underlying(type, scope.emit.context.types);
  switch (bare.kind) {
    case 'nullable':
      return isPrimitive(bare.inner, scope);
    case 'timestamp':
      return scope.emit.options.timestamps === 'string';
    case 'bytes':
    case 'json':
    case 'list':
    case 'map':
    case 'record':
    case 'union':
      return false;
    default:
      return true;
  }
}

function zero(type: Type, { emit }: FoldScope): string {
  const text = typedLiteral(0, type, emit);
  return type.kind === 'decimal' ? `(${text})` : text;
}

function withoutBrand(type: Type, scope: FoldScope): Type {
  return underlying(type, scope.emit.context.types);
}

function branded(expression: Expression, type: Type, scope: FoldScope): Expression {
  if (brandsOf(type, scope.emit.context.types).size === 0) return expression;
  const text = kindOf(type, scope) === 'decimal' ? expression.text : operand(expression);
  return compound(`${text} as ${typeText(type, scope.emit)}`);
}
