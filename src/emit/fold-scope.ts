import type { RecordType } from '../model/type.js';
import type { EmitContext } from './emit-input.js';

/** What the body of one event's fold is written with, and what it turned out to need. */
export interface FoldScope {
  readonly emit: EmitContext;
  /** The event's data in its newest version. */
  readonly shape: RecordType;
  /** The id of the aggregate whose event it is, as an expression over `event.stream`. */
  readonly idText: () => Expression;
  /** The variable that holds what is folded into: `state` or `row`. */
  readonly target: string;
  /** Statements that stand before the result. */
  readonly statements: string[];
  readonly used: { data: boolean; event: boolean; target: boolean };
}

/** An expression; `atomic` where it can be an operand, or have a member read, without parentheses. */
export interface Expression {
  readonly text: string;
  readonly atomic: boolean;
  /** Whether it may be `undefined`. */
  readonly optional: boolean;
}

export function atom(text: string, optional = false): Expression {
  return { text, atomic: true, optional };
}

export function compound(text: string, optional = false): Expression {
  return { text, atomic: false, optional };
}

/** The expression as an operand. */
export function operand({ text, atomic }: Expression): string {
  return atomic ? text : `(${text})`;
}

/** The expression as one that can be repeated: what computes anything becomes a constant first, of the type if one is given. */
export function repeatable(expression: Expression, scope: FoldScope, type?: string): Expression {
  if (/^(?:[\w$.]+|'(?:[^'\\]|\\.)*')$/u.test(expression.text)) return expression;
  const name = `value${scope.statements.length + 1}`;
  scope.statements.push(`const ${name}${type === undefined ? '' : `: ${type}`} = ${expression.text};`);
  return { ...expression, text: name, atomic: true };
}
