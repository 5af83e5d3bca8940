import { createRequire } from 'node:module';
import type * as Morph from 'ts-morph';
import type {
  FunctionDeclarationStructure,
  OptionalKind,
  StatementStructures,
  VariableDeclarationStructure,
  WriterFunction,
} from 'ts-morph';
import { withoutTokens } from './import-symbol.js';

const require = createRequire(import.meta.url);
let loaded: typeof Morph | undefined;

/** Loaded when the first structure is printed: it costs a third of a second that an unchanged run need not pay. */
export function tsMorph(): typeof Morph {
  loaded ??= require('ts-morph') as typeof Morph;
  return loaded;
}

type Declaration = OptionalKind<VariableDeclarationStructure>;

const widestSignature = 118;

/** Two spaces, single quotes, no line break at the end. */
export function printStatement(structure: StatementStructures): string {
  const { printStructure, StructureKind } = tsMorph();
  const print = (printed: StatementStructures): string =>
    hardened(printStructure(printed, { indentNumberOfSpaces: 2, useSingleQuote: true, newLine: '\n' })).trimEnd();
  switch (structure.kind) {
    case StructureKind.TypeAlias:
      return print({ ...structure, type: softened(structure.type) });
    case StructureKind.VariableStatement:
      return print({ ...structure, declarations: structure.declarations.map(softenedDeclaration) });
    case StructureKind.Function:
      return print(signatureWidth(structure) > widestSignature ? withBrokenParameters(structure) : structure);
    default:
      return print(structure);
  }
}

// ts-morph indents what hangs over a line's end once more. Texts that come with line breaks are laid out already, so
// their breaks are hidden from it.
const softBreak = '\u0003';

function softened<Text extends string | WriterFunction | undefined>(text: Text): Text | string {
  return typeof text === 'string' ? text.replaceAll('\n', softBreak) : text;
}

function softenedDeclaration(declaration: Declaration): Declaration {
  const { type, initializer } = declaration;
  return {
    ...declaration,
    ...(type === undefined ? {} : { type: softened(type) }),
    ...(initializer === undefined ? {} : { initializer: softened(initializer) }),
  };
}

function hardened(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/ *\u0003/gu, '\n');
}

function signatureWidth({ name = '', parameters = [], returnType }: FunctionDeclarationStructure): number {
  const returned = typeof returnType === 'string' ? returnType : '';
  const texts = parameters.map(({ name: parameter, type, initializer }) => {
    const value = typeof initializer === 'string' ? ` = ${initializer}` : '';
    return `${parameter}: ${typeof type === 'string' ? type : ''}${value}`;
  });
  return withoutTokens(`export function ${name}(${texts.join(', ')}): ${returned} {`).length;
}

function withBrokenParameters(structure: FunctionDeclarationStructure): FunctionDeclarationStructure {
  const { parameters = [] } = structure;
  const broken = parameters.map((parameter, index) => {
    const { type, initializer } = parameter;
    const end = index === parameters.length - 1 ? `,${softBreak}` : '';
    return {
      ...parameter,
      name: `${softBreak}  ${parameter.name}`,
      // The end stands behind whichever is the last.
      ...(typeof initializer === 'string'
        ? { initializer: `${initializer}${end}` }
        : typeof type === 'string' && { type: `${type}${end}` }),
    };
  });
  return { ...structure, parameters: broken };
}
