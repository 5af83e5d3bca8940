import { delimited } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import type { EmitContext } from './emit-input.js';
import { type AggregateNames, named, ref } from './names.js';

/** The type of an event as it is appended, without its envelope: `{ readonly type: 'ItemAdded'; readonly data: ItemAdded; … }`. */
export function eventText(event: string, aggregate: AggregateNames, { names }: EmitContext): string {
  const members = [
    `readonly type: ${stringLiteral(event)}`,
    `readonly data: ${ref(named(aggregate.events, event).newest)}`,
    `readonly metadata?: ${ref(names.metadata)}`,
  ];
  return delimited('{', members, '}', { separator: ';', beside: 4 });
}
