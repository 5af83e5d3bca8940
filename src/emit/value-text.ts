import { accessor, optionalAccessor } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { EnvelopeValueName } from '../language/syntax.js';
import type { Value } from '../model/fold.js';
import { resolvePath } from '../model/resolve-path.js';
import { brandsOf, underlying } from '../model/type-lookup.js';
import type { Type } from '../model/type.js';
import { atom, compound, type Expression, type FoldScope, operand, repeatable } from './fold-scope.js';
import { typedLiteral } from './typed-literal.js';
import { typeText } from './type-text.js';

/** A value of a fold as an expression of the type that its target needs. */
export function valueText(value: Value, to: Type, scope: FoldScope): Expression {
  if (value.kind === 'const') return literal(typedLiteral(value.value, to, scope.emit));
  return converted(computed(value, scope), value.type, to, scope);
}

function computed(value: Exclude<Value, { readonly kind: 'const' }>, scope: FoldScope): Expression {
  switch (value.kind) {
    case 'event':
      return pathText(value.path, scope);
    case 'envelope':
      return envelopeText(value.name, scope);
    case 'sum':
    case 'product':
      return chained(
        value.kind === 'sum' ? 'add' : 'multiply',
        value.terms.map((term) => valueText(term, value.type, scope)),
        value.type,
        scope,
      );
    case 'negate':
      return negated(valueText(value.term, value.type, scope), kindOf(value.type, scope));
  }
}

function negated(term: Expression, kind: Type['kind']): Expression {
  if (kind === 'decimal') return atom(`${runtime.negateDecimal}(${term.text})`);
  // Of a zero, `-` would make a negative one, which a state that went through JSON does not have.
  return compound(kind === 'long' ? `-${operand(term)}` : `0 - ${operand(term)}`);
}

const operators = { add: '+', subtract: '-', multiply: '*' } as const;
const decimalFunctions = {
  add: runtime.addDecimal,
  subtract: runtime.subtractDecimal,
  multiply: runtime.multiplyDecimal,
} as const;

/** `a + b`, by the kind of number that the type is. */
export function arithmetic(
  operation: keyof typeof operators,
  left: Expression,
  right: Expression,
  type: Type,
  scope: FoldScope,
): Expression {
  if (kindOf(type, scope) === 'decimal') return atom(`${decimalFunctions[operation]}(${left.text}, ${right.text})`);
  return compound(`${operand(left)} ${operators[operation]} ${operand(right)}`);
}

/** `a + b + c`, computed from the left. */
function chained(
  operation: 'add' | 'multiply',
  terms: readonly Expression[],
  type: Type,
  scope: FoldScope,
): Expression {
  if (kindOf(type, scope) === 'decimal')
    return terms.reduce((left, right) => arithmetic(operation, left, right, type, scope));
  const [first, ...others] = terms;
  if (first !== undefined && others.length === 0) return first;
  return compound(terms.map(operand).join(` ${operators[operation]} `));
}

/** `data.price.amount`; with `?.` behind what may be absent. */
function pathText(path: readonly string[], scope: FoldScope): Expression {
  scope.used.data = true;
  const resolved = resolvePath(path, scope.shape.fields, '', scope.emit.context.types, new Set());
  if (!resolved.ok) throw new Error(`the model reads ${JSON.stringify(path)}, which the event does not have`);
  let text = 'data';
  let isThere = true;
  for (const [index, name] of path.entries()) {
    text = isThere ? accessor(text, name) : optionalAccessor(text, name);
    isThere &&= resolved.read.optionalAt[index] !== true;
  }
  return atom(text, resolved.read.optional);
}

function envelopeText(name: EnvelopeValueName, scope: FoldScope): Expression {
  scope.used.event = true;
  switch (name) {
    case '$id':
      return scope.idText();
    case '$recordedAt':
      return recordedAtText(scope);
    case '$revision':
      return atom('event.revision');
    case '$eventId':
      return atom('event.id');
    case '$stream':
      return atom('event.stream');
  }
}

function recordedAtText({ emit: { options } }: FoldScope): Expression {
  switch (options.timestamps) {
    case 'string':
      return atom('event.recordedAt');
    case 'date':
      return atom(`${runtime.reviveDate}(event.recordedAt)`);
    case 'temporal':
      return atom(`${runtime.reviveInstant}<Temporal.Instant>(event.recordedAt)`);
  }
}

/** The lossless widenings of folds, and the cast to a brand that the value does not bear. */
function converted(expression: Expression, from: Type, to: Type, scope: FoldScope): Expression {
  const { types } = scope.emit.context;
  const source = underlying(from, types);
  const target = underlying(to, types);
  if (target.kind === 'nullable') return convertedToNullable(expression, source, target.inner, from, scope);
  const widened = widening(source, target);
  if (widened !== undefined && expression.optional) {
    const value = repeatable(expression, scope);
    return compound(`${value.text} === undefined ? undefined : ${widened(value.text)}`, true);
  }
  const result = widened === undefined ? expression : atom(widened(expression.text));
  const borne = brandsOf(from, types);
  if ([...brandsOf(to, types)].every((brand) => borne.has(brand)) || result.optional) return result;
  return compound(`${operand(result)} as ${typeText(to, scope.emit)}`);
}

function convertedToNullable(
  expression: Expression,
  source: Type,
  inner: Type,
  from: Type,
  scope: FoldScope,
): Expression {
  const { types } = scope.emit.context;
  if (source.kind !== 'nullable') return converted(expression, from, inner, scope);
  if (widening(underlying(source.inner, types), underlying(inner, types)) === undefined) return expression;
  const value = repeatable(expression, scope);
  const present = converted({ ...value, optional: false }, source.inner, inner, scope).text;
  if (!expression.optional) return compound(`${value.text} === null ? null : ${present}`);
  return compound(`${value.text} === undefined || ${value.text} === null ? ${value.text} : ${present}`, true);
}

function widening(source: Type, target: Type): ((text: string) => string) | undefined {
  if (source.kind === 'int' && target.kind === 'long') return (text) => `BigInt(${text})`;
  if ((source.kind === 'int' || source.kind === 'long') && target.kind === 'decimal')
    return (text) => `${runtime.decimal}(${text})`;
  return undefined;
}

/** The kind behind the names, `null` aside. */
export function kindOf(type: Type, { emit }: FoldScope): Type['kind'] {
  return underlying(type, emit.context.types).kind;
}

function literal(text: string): Expression {
  return /^[\w.']+$/u.test(text) || /^[[{']/u.test(text)
    ? text.includes(' as ')
      ? compound(text)
      : atom(text)
    : compound(text);
}
