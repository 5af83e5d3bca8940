import type { NameSyntax, ProjectionSyntax } from '../language/syntax.js';
import { columnTypeOf } from './column-type.js';
import { isErrorType } from './error-type.js';
import { unknownField } from './resolve-path.js';
import type { Scope } from './scope.js';
import { fieldNamed, underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Field } from './type.js';

/** The indexes of a projection's table, as lists of names of columns. */
export function resolveIndexes(
  { indexes }: ProjectionSyntax,
  fields: readonly Field[],
  label: string,
  scope: Scope,
): readonly (readonly string[])[] {
  const first = new Map<string, NameSyntax>();
  return indexes.map((columns) => {
    const names = resolveColumns(columns, fields, label, scope);
    const [head] = columns;
    // What is wrong in itself is told once.
    if (head === undefined || names.length < columns.length) return names;
    const text = JSON.stringify(names);
    const same = first.get(text);
    if (same === undefined) {
      first.set(text, head);
    } else {
      scope.reporter.report('INDEX_INVALID', head.span, `${label} has this index already`, {
        related: [{ message: 'it is declared here', span: same.span }],
      });
    }
    return names;
  });
}

function resolveColumns(
  columns: readonly NameSyntax[],
  fields: readonly Field[],
  label: string,
  scope: Scope,
): readonly string[] {
  const used = new Map<string, NameSyntax>();
  for (const column of columns) {
    const { text, span } = column;
    const field = fieldNamed(fields, text);
    const earlier = used.get(text);
    if (field === undefined) {
      if (scope.malformed.has(text)) continue;
      const { code, message, help } = unknownField(text, fields, label);
      scope.reporter.report(code, span, message, { help });
    } else if (earlier !== undefined) {
      scope.reporter.report('INDEX_INVALID', span, `${quoted(text)} is in this index already`, {
        related: [{ message: 'it stands here', span: earlier.span }],
      });
    } else {
      reportIfJson(field, column, scope);
      used.set(text, column);
    }
  }
  return [...used.keys()];
}

function reportIfJson(field: Field, { text, span }: NameSyntax, scope: Scope): void {
  const { type, optional } = field;
  if (isErrorType(underlying(type, scope.types)) || columnTypeOf(field, scope.types) !== 'json') return;
  const isBoth = columnTypeOf({ ...field, optional: false }, scope.types) !== 'json';
  scope.reporter.report('INDEX_INVALID', span, `${quoted(text)} is kept as JSON, by which rows cannot be found`, {
    related: [{ message: `${typeText(type)}${optional ? '?' : ''} is declared here`, span: field.span }],
    help: isBoth
      ? 'a column that may be absent and may be null is JSON, which tells the two apart: leave one of them out'
      : 'an index takes columns of scalars and enums',
  });
}
