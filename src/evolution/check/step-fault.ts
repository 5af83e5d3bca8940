import type { RelatedPlace } from '../../diagnostics/diagnostic.js';
import { createReporter } from '../../diagnostics/reporter.js';
import { namedConversions } from '../named-conversions.js';
import { type BaseScope, planEvent, planType } from '../plan-context.js';
import type { DeclaredEvent } from './released-events.js';

/** What is wrong with the step to a version of an event, or with a step of a named type that it goes by. */
export function stepFault({ context, event }: DeclaredEvent, to: number): RelatedPlace | undefined {
  const reporter = createReporter();
  const base: BaseScope = { reporter, types: context.types, malformed: context.malformed ?? new Set() };
  // What is wrong with the way back is no matter of reading.
  const backwards = createReporter();
  const { steps } = planEvent({ ...event, versions: event.versions.slice(to - 2, to) }, base, backwards);
  for (const { name, from, to: newer } of steps.flatMap(namedConversions)) {
    const type = context.types.get(name);
    if (type !== undefined) planType({ ...type, versions: type.versions.slice(from - 1, newer) }, base, backwards);
  }
  const fault = reporter.diagnostics.find(({ severity }) => severity === 'error');
  return fault && { message: fault.message, span: fault.span };
}
