import { exportedType, functionDeclaration } from '../codegen/declarations.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { jsDoc } from '../codegen/js-doc.js';
import { delimited, unionOf } from '../codegen/layout.js';
import { propertyKey, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { columnTypeOf } from '../model/column-type.js';
import { mayBeNull, underlying, withoutNull } from '../model/type-lookup.js';
import type { Field } from '../model/type.js';
import type { EmitProjection } from './emit-input.js';
import { columnName } from './sql-names.js';

/** `readCartSummary`, and the type of the fields by which it finds rows. */
export function addReader(file: GeneratedFile, emit: EmitProjection): void {
  const { own, projection } = emit;
  const fields = fieldsOf(emit).filter((field) => columnTypeOf(field, emit.context.types) !== 'json');
  const union = unionOf(
    fields.map(({ name }) => stringLiteral(name)),
    `export type ${own.field.name} = ;`.length,
  );
  file.add(exportedType(own.field.name, union, { text: `The fields by which rows of ${projection.name} are found.` }));
  file.add(
    functionDeclaration({
      name: own.read.name,
      parameters: [{ name: 'rows', type: runtime.ProjectionRows }],
      returns: `${runtime.ProjectionReader}<${own.row.name}, ${own.key.name}, ${own.field.name}>`,
      body: `return rows.reader(${own.table.name});`,
      documentation: { text: `Reads the rows of ${projection.name}: \`${own.read.name}(store.tables)\`.` },
    }),
  );
}

/** `CartSummaryTable`, for Kysely. */
export function addTableType(file: GeneratedFile, emit: EmitProjection): void {
  const { own, projection } = emit;
  const members = fieldsOf(emit).map((field) => {
    const { description, deprecated } = field.annotations;
    const beginning = `readonly ${propertyKey(columnName(field.name))}: `;
    return `${jsDoc({ text: description, deprecated })}${beginning}${runtime.SqlColumn}<${valueText(field, emit)}>`;
  });
  // The type parameter is written into the name, where it stands in the declaration.
  file.add(
    exportedType(
      `${own.tableType.name}<Engine extends ${runtime.SqlEngine}>`,
      delimited('{', members, '}', { separator: ';', broken: true }),
      {
        text: `The table of ${projection.name} for Kysely, with the columns as they are called in the database and the values as its driver gives them.`,
      },
    ),
  );
}

function fieldsOf({ projection }: EmitProjection): readonly Field[] {
  return [...projection.key, ...projection.columns];
}

function valueText(field: Field, { context }: EmitProjection): string {
  const { types } = context;
  const type = columnTypeOf(field, types);
  const value = `${runtime.SqlValue}<Engine, ${stringLiteral(type)}>`;
  const base = underlying(withoutNull(field.type, types), types);
  const narrowed =
    base.kind === 'enum' && type === 'text' ? `${value} & (${base.members.map(stringLiteral).join(' | ')})` : value;
  if (!field.optional && !mayBeNull(field.type, types)) return narrowed;
  return narrowed === value ? `${value} | null` : `(${narrowed}) | null`;
}
