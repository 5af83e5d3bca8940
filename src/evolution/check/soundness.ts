import type { DiagnosticCode } from '../../diagnostics/codes.js';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js';

/**
 * How far schemas can be trusted: in all that they say; in the shapes of their versions alone; or in nothing, because a
 * shape may have a gap where an error stands.
 */
export type Soundness = 'sound' | 'shapes' | 'none';

export function soundnessOf(diagnostics: readonly Diagnostic[]): Soundness {
  if (!hasErrors(diagnostics)) return 'sound';
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.every(({ code }) => besideShapes.has(code)) ? 'shapes' : 'none';
}

/** What is wrong with steps, splits, folds and projections. Each is found in shapes that are whole, and leaves them so. */
const besideShapes: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'CUSTOM_MISPLACED',
  'DROP_CARRIED',
  'ENUM_MAP_NOT_TOTAL',
  'EVENT_NOT_READ',
  'FIELD_NO_SOURCE',
  'FIELD_UNACCOUNTED',
  'FIRST_WITHOUT_ELSE',
  'FOLD_MISSING',
  'FOLD_OPTIONAL',
  'FOLD_TARGET',
  'FOLD_VALUE',
  'INIT_MISSING',
  'KEY_AMBIGUOUS',
  'KEY_NOT_SCALAR',
  'KEY_TYPE',
  'KEY_UNBOUND',
  'LITERAL_MISMATCH',
  'PATH_NOT_RECORD',
  'RULE_MISMATCH',
  'SPLIT_TARGET',
  'SPLIT_UNPINNED',
  'STEP_OVERLAP',
  'TYPE_NARROWED',
  'UNKNOWN_EVENT',
  'UNKNOWN_FIELD',
  'UNKNOWN_MEMBER',
]);
