import { shownLength } from '../codegen/import-symbol.js';
import { accessor, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { OperationsFold } from '../model/fold.js';
import type { Field } from '../model/type.js';
import { atom, type Expression, type FoldScope, repeatable } from './fold-scope.js';
import { operationText } from './operation-text.js';
import { objectLiteral } from './typed-literal.js';

/** How far in a case of a projection stands. */
const deepest = 10;

/**
 * What a state or a row becomes by an event: a literal of all its fields in the order of their declaration, which what it
 * was is not spread into. Gives the expression; statements before it are left in the scope.
 */
export function foldedText(fold: OperationsFold, fields: readonly Field[], typeName: string, scope: FoldScope): string {
  const results = fields.map((field) => ({ field, value: folded(fold, field, typeName, scope) }));
  const present = results.filter(({ value }) => !value.optional);
  const optional = results.filter(({ value }) => value.optional);
  const members = present.map(({ field, value }) => [field.name, value.text] as const);
  if (optional.length === 0) return objectLiteral(members);
  const declaration = `const next: ${runtime.Mutable}<${typeName}> = `;
  const literal = objectLiteral(members, shownLength(declaration) + deepest);
  // An optional property must not be there as `undefined`.
  const assignments = optional.map(({ field, value }) => {
    const { text } = repeatable(value, scope);
    return `if (${text} !== undefined) ${accessor('next', field.name)} = ${text};`;
  });
  scope.statements.push(`${declaration}${literal};`, ...assignments);
  return 'next';
}

function folded({ operations }: OperationsFold, field: Field, typeName: string, scope: FoldScope): Expression {
  const own = operations.filter(({ target }) => target.field === field.name);
  // A field that is assigned whole does not depend on what it was.
  if (own[0]?.kind !== 'set' || own[0].target.steps.length > 0) scope.used.target = true;
  let current = atom(accessor(scope.target, field.name), field.optional);
  for (const [index, operation] of own.entries()) {
    // Without the type, a literal key spread into a map would be all that TypeScript knows of it.
    if (index > 0) current = repeatable(current, scope, `${typeName}[${stringLiteral(field.name)}]`);
    current = operationText(operation, current, field, scope);
  }
  return current;
}

/** The body of a `case`: the data where it is needed, the statements, the end. */
export function caseBody(scope: FoldScope, end: string): string {
  const data = scope.used.data ? ['const { data } = event;'] : [];
  return [...data, ...scope.statements, end].join('\n');
}
