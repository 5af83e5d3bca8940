import type { FieldSyntax, RuleSyntax, StepSyntax } from '../language/syntax.js';
import type { Step } from './model.js';

/** Gathers what is written about a step: beside the fields, and at each of them. */
export function resolveStep(step: StepSyntax, fields: readonly FieldSyntax[]): Step {
  const from = new Map<string, RuleSyntax>();
  const backs = new Map<string, RuleSyntax>();
  for (const field of fields) {
    if (field.from !== undefined) from.set(field.name.text, field.from);
    if (field.back !== undefined) backs.set(field.name.text, field.back);
  }
  return { ...step, from, backs };
}
