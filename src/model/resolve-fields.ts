import type { Annotations, FieldSyntax, JsonSyntax } from '../language/syntax.js';
import { checkLiteral } from './check-literal.js';
import { resolveType } from './resolve-type.js';
import type { Scope } from './scope.js';
import { quoted } from './type-text.js';
import type { Field, Type } from './type.js';

/** Fields with their types resolved and their examples checked. */
export function resolveFields(fields: readonly FieldSyntax[], scope: Scope): readonly Field[] {
  return fields.map((field) => resolveField(field, scope));
}

export function resolveField({ name, annotations, type: syntax, optional }: FieldSyntax, scope: Scope): Field {
  const type = resolveType(syntax, scope);
  checkExample(annotations, type, `the example of ${quoted(name.text)}`, scope);
  return { name: name.text, type, optional, annotations, span: name.span };
}

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
