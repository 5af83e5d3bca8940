import { StepFailure } from '../evolution/interpret-plan.js';
import { isSameStored, storedForm } from './stored-form.js';

/** What came of trying to make something. */
export type Outcome =
  /** As it is stored. */
  | { readonly kind: 'made'; readonly stored: unknown }
  /** By a typed error, as what cannot be read or written is refused. */
  | { readonly kind: 'refused'; readonly reason: string; readonly handMade: boolean }
  /** In a way that nobody is told to expect. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Tries to make a value, typed or stored. */
export function outcomeOf(make: () => unknown): Outcome {
  try {
    return { kind: 'made', stored: storedForm(make()) };
  } catch (error) {
    if (error instanceof StepFailure) return { kind: 'refused', reason: error.message, handMade: false };
    if (!isInvalidData(error)) return { kind: 'failed', reason: error instanceof Error ? String(error) : 'no error' };
    return { kind: 'refused', reason: error.message, handMade: error.problem.expected.includes(', for the step ') };
  }
}

/** Whether two ways come to the same: equal values, or both refuse. */
export function isSameOutcome(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'made') return b.kind === 'made' && isSameStored(a.stored, b.stored);
  return a.kind === b.kind;
}

/** By its code: there may be several copies of the runtime. */
function isInvalidData(error: unknown): error is Error & { readonly problem: { readonly expected: string } } {
  return error instanceof Error && 'code' in error && error.code === 'INVALID_DATA' && 'problem' in error;
}
