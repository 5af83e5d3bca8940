import type { Span } from '../diagnostics/span.js';
import type { AtSyntax } from '../language/syntax.js';
import { isErrorType } from './error-type.js';
import type { FoldScope } from './fold-scope.js';
import type { RowKey, Value } from './fold.js';
import { unknownField } from './resolve-path.js';
import { type Place, resolveValue } from './resolve-value.js';
import { whyNotAssignable } from './assignable.js';
import { fieldNamed } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field, Type } from './type.js';

/** Which row an event reaches: what `at` says of each key column, and where it says nothing, what can only be meant. */
export function resolveRowKey(at: AtSyntax | undefined, fold: Span, scope: FoldScope): RowKey {
  const { key, label } = scope.target;
  for (const { column } of at?.columns ?? []) {
    if (fieldNamed(key, column.text) !== undefined || scope.malformed.has(column.text)) continue;
    const unknown = unknownField(column.text, key, `the key of ${label}`);
    scope.reporter.report(unknown.code, column.span, unknown.message, { help: unknown.help });
  }
  return key.flatMap((column) => {
    const written = at?.columns.find((each) => each.column.text === column.name);
    const value =
      written === undefined
        ? bind(column, at?.span ?? fold, scope)
        : resolveValue(written.value, placeOf(column, scope), scope);
    return value === undefined ? [] : { column: column.name, value };
  });
}

function placeOf(column: Field, { target }: FoldScope): Place {
  return {
    type: column.type,
    optional: false,
    label: `${quoted(column.name)} of ${target.label}`,
    strictness: 'checks',
  };
}

/** `$id` for a column of the aggregate's id type, else the event's field of the same name. */
function bind(column: Field, span: Span, scope: FoldScope): Value | undefined {
  if (isErrorType(column.type) || isErrorType(scope.id)) return undefined;
  const { event, id, target } = scope;
  const isId = isAlike(column.type, id);
  const field = fieldNamed(event.shape.fields, column.name);
  if (isId && isAmbiguous(column, field, scope)) {
    scope.reporter.report(
      'KEY_AMBIGUOUS',
      span,
      `${quoted(column.name)} of ${target.label} may be the id, or something else of ${quoted(event.name)}`,
      {
        related: [{ message: `${quoted(column.name)} is declared here`, span: column.span }],
        help: `write \`at: { ${column.name}: $id }\`, or which field it is`,
      },
    );
    return undefined;
  }
  if (isId) return { kind: 'envelope', name: '$id', type: id };
  if (field !== undefined) {
    return resolveValue({ kind: 'path', path: { names: [field.name], span }, span }, placeOf(column, scope), scope);
  }
  if (scope.malformed.has(column.name)) return undefined;
  scope.reporter.report(
    'KEY_UNBOUND',
    span,
    `${quoted(event.name)} does not say which row it reaches: it has no field ${quoted(column.name)}`,
    {
      related: [{ message: `${quoted(column.name)}: ${typeText(column.type)} is declared here`, span: column.span }],
      help: `write \`at: { ${column.name}: … }\`, or \`ignore\``,
    },
  );
  return undefined;
}

/**
 * A plain `uuid` says less than a `CartId`: where the event has a field of the column's name too, or where two columns
 * are of the id's type, nobody can know which was meant.
 */
function isAmbiguous(column: Field, field: Field | undefined, { id, target, types }: FoldScope): boolean {
  if (target.key.filter(({ type }) => isAlike(type, id)).length > 1) return true;
  if (column.type.kind === 'reference' || field === undefined) return false;
  return whyNotAssignable(field.type, column.type, types, 'kinds') === undefined;
}

/** The same name, or the same type without one. */
function isAlike(a: Type, b: Type): boolean {
  if (a.kind === 'reference' || b.kind === 'reference') {
    return a.kind === 'reference' && b.kind === 'reference' && a.name === b.name && a.version === b.version;
  }
  return a.kind === b.kind && a.kind !== 'enum';
}
