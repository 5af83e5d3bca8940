import type { Annotations, JsonSyntax } from '../language/syntax.js';
import { checkLiteral } from './check-literal.js';
import type { Scope } from './scope.js';
import { quoted } from './type-text.js';
import type { Type } from './type.js';

/** Checks an `example`, where there is one. */
export function checkExample({ example }: Annotations, type: Type, what: string, scope: Scope): void {
  if (example === undefined) return;
  scope.whenTypesAreKnown(() => {
    const checked = checkLiteral(example, type, scope.types);
    if (!checked.ok) reportLiteral(example, checked, what, scope);
  });
}

/** Says that a literal does not fit: `what` begins the sentence. */
export function reportLiteral(
  literal: JsonSyntax,
  { problem, pointer }: { readonly problem: string; readonly pointer: string },
  what: string,
  { reporter }: Pick<Scope, 'reporter'>,
): void {
  const place = pointer === '' ? '' : ` at ${quoted(pointer)}`;
  reporter.report('LITERAL_MISMATCH', literal.span, `${what} must${place} be ${problem}`);
}
