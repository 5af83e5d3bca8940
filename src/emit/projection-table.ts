import { jsDoc, plainText } from '../codegen/js-doc.js';
import { delimited } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { columnTypeOf } from '../model/column-type.js';
import { mayBeNull } from '../model/type-lookup.js';
import type { Field } from '../model/type.js';
import type { EmitProjection } from './emit-input.js';
import type { ModuleScope } from './module-scope.js';
import { addRecordCodec } from './record-codec.js';
import { columnName, tableName } from './sql-names.js';
import { objectLiteral } from './typed-literal.js';

// A column stands on one line where it can: read one below the other, they are a table.
const columnIndent = 5;

/** `export const cartSummaryTable`, whose functions the module holds. Gives the text of the declaration. */
export function tableText(module: ModuleScope, emit: EmitProjection): string {
  const { own, projection } = emit;
  const { key, columns } = projection;
  const row = addRecordCodec(
    {
      subject: own.row.name,
      shape: { kind: 'record', fields: [...key, ...columns] },
      typed: own.row.name,
      reads: true,
      writes: 'row',
    },
    module,
  );
  const keyCodec = addRecordCodec(
    { subject: own.key.name, shape: { kind: 'record', fields: key }, typed: own.key.name, reads: false, writes: 'row' },
    module,
  );
  const columnTexts = [
    ...key.map((field) => columnText(field, true, emit)),
    ...columns.map((field) => columnText(field, false, emit)),
  ];
  const members = [
    `name: ${stringLiteral(tableName(projection.name))}`,
    ...commentMember(projection.annotations.description).map(([name, text]) => `${name}: ${text}`),
    `columns: ${delimited('[', columnTexts, ']', { broken: true })}`,
    `indexes: ${indexesText(projection.indexes)}`,
    `write: ${row.write}`,
    `parse: ${row.parse}`,
    `writeKey: ${keyCodec.write}`,
  ];
  const documentation = jsDoc({ text: `The table of ${projection.name} in a database.` });
  const type = `${runtime.ProjectionTable}<${own.row.name}, ${own.key.name}>`;
  return `${documentation}export const ${own.table.name}: ${type} = ${delimited('{', members, '}', { broken: true })};`;
}

function columnText(field: Field, isKey: boolean, { context }: EmitProjection): string {
  const { name, type, optional, annotations } = field;
  const members = [
    ['name', stringLiteral(columnName(name))],
    ['field', stringLiteral(name)],
    ['type', stringLiteral(columnTypeOf(field, context.types))],
    ['isKey', String(isKey)],
    ['nullable', String(optional || mayBeNull(type, context.types))],
    ['optional', String(optional)],
    ...commentMember(annotations.description),
  ] as const;
  return objectLiteral(members, columnIndent);
}

function indexesText(indexes: readonly (readonly string[])[]): string {
  const texts = indexes.map((fields) => {
    const columns = fields.map((field) => stringLiteral(columnName(field)));
    return delimited('[', columns, ']', { beside: columnIndent });
  });
  return delimited('[', texts, ']');
}

function commentMember(description: string | undefined): readonly (readonly [string, string])[] {
  const text = plainText(description ?? '');
  return text === '' ? [] : [['comment', stringLiteral(text)]];
}
