import { delimited, fits, indent } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { EmitContext } from './emit-input.js';
import { type AggregateNames, named, ref } from './names.js';

/**
 * The type of a hand-written function of what is folded into and an event: `(state: CartState, event: …) => CartState`;
 * with more parameters where there are `others`.
 */
export function eventFunctionText(
  target: string,
  event: string,
  returns: string,
  others: readonly string[] = [],
): string {
  const parameters = [target, `event: ${runtime.RecordedEvent}<${event}>`, ...others];
  const line = `(${parameters.join(', ')}) => ${returns}`;
  return fits(line, 30)
    ? line
    : `(\n${indent(parameters.map((parameter) => `${parameter},\n`).join(''))}) => ${returns}`;
}

/** The type of an event as it is appended, without its envelope: `{ readonly type: 'ItemAdded'; readonly data: ItemAdded; … }`. */
export function eventText(event: string, aggregate: AggregateNames, { names }: EmitContext): string {
  const members = [
    `readonly type: ${stringLiteral(event)}`,
    `readonly data: ${ref(named(aggregate.events, event).newest)}`,
    `readonly metadata?: ${ref(names.metadata)}`,
  ];
  return delimited('{', members, '}', { separator: ';', beside: 4 });
}
