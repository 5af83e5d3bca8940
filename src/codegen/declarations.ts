import type { FunctionDeclarationStructure, TypeAliasDeclarationStructure, VariableStatementStructure } from 'ts-morph';
import { docsOf, type Documentation } from './js-doc.js';
import { tsMorph } from './print-structure.js';

/** `export type Name = …;` */
export function exportedType(
  name: string,
  type: string,
  documentation: Documentation = {},
): TypeAliasDeclarationStructure {
  return { kind: tsMorph().StructureKind.TypeAlias, isExported: true, name, type, docs: docsOf(documentation) };
}

export interface ConstantDeclaration {
  readonly name: string;
  /** What is exported needs one. */
  readonly type?: string;
  readonly value: string;
  readonly documentation?: Documentation;
  readonly exported?: boolean;
}

/** `export const name: Type = …;` */
export function constant({
  name,
  type,
  value,
  documentation = {},
  exported = true,
}: ConstantDeclaration): VariableStatementStructure {
  const { StructureKind, VariableDeclarationKind } = tsMorph();
  return {
    kind: StructureKind.VariableStatement,
    isExported: exported,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [{ name, initializer: value, ...(type === undefined ? {} : { type }) }],
    docs: docsOf(documentation),
  };
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: string;
  /** Statements, laid out as if they stood at the beginning of a line. */
  readonly body: string;
  readonly documentation?: Documentation;
  readonly exported?: boolean;
}

export interface FunctionParameter {
  readonly name: string;
  readonly type: string;
  readonly initializer?: string;
}

/** `export function name(…): Type { … }` */
export function functionDeclaration({
  documentation = {},
  exported = true,
  ...declared
}: FunctionDeclaration): FunctionDeclarationStructure {
  return {
    kind: tsMorph().StructureKind.Function,
    isExported: exported,
    name: declared.name,
    parameters: declared.parameters.map((parameter) => ({ ...parameter })),
    returnType: declared.returns,
    statements: [declared.body],
    docs: docsOf(documentation),
  };
}
