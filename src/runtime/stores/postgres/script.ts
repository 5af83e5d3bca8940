import { literalOf } from './names.js';
import { type Statement, statement } from './statement.js';

/** How the value of a parameter, from 0, stands in a statement. */
export type Parameter = (index: number) => string;

export const placeholder: Parameter = (index) => `$${index + 1}`;

/** A statement with its values. */
export interface Call {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** One of the statements of a script. */
export interface ScriptPart extends Call {
  /** The statement with the values in it. */
  text(): string;
}

export function scriptPart(textOf: (parameter: Parameter) => string, values: readonly unknown[]): ScriptPart {
  return {
    statement: statement(textOf(placeholder)),
    values,
    text: () => textOf((index) => literalOf(values[index])),
  };
}
