import { type Documentation, jsDoc } from './js-doc.js';
import { shownLength } from './import-symbol.js';
import { indent } from './layout.js';

/** A declaration as it will stand in a file, and the name that it takes there. */
export interface Declaration {
  readonly name: string;
  readonly text: string;
}

/** `export type Name = …;` */
export function exportedType(name: string, type: string, documentation: Documentation = {}): Declaration {
  const space = type.startsWith('\n') ? '' : ' ';
  return { name, text: `${jsDoc(documentation)}export type ${name} =${space}${type};` };
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
export function constant({ name, type, value, documentation = {}, exported = true }: ConstantDeclaration): Declaration {
  const typed = type === undefined ? name : `${name}: ${type}`;
  return { name, text: `${jsDoc(documentation)}${keyword(exported)}const ${typed} = ${value};` };
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

const widestSignature = 118;

/** `export function name(…): Type { … }`, each parameter on a line of its own where one line does not do. */
export function functionDeclaration({
  name,
  parameters,
  returns,
  body,
  documentation = {},
  exported = true,
}: FunctionDeclaration): Declaration {
  const texts = parameters.map(({ name: parameter, type, initializer }) => {
    const value = initializer === undefined ? '' : ` = ${initializer}`;
    return `${parameter}: ${type}${value}`;
  });
  const line = `function ${name}(${texts.join(', ')}): ${returns} {`;
  const isWide = shownLength(`export ${line}`) > widestSignature;
  const broken = indent(texts.map((text) => `${text},\n`).join(''));
  const signature = isWide && texts.length > 0 ? `function ${name}(\n${broken}): ${returns} {` : line;
  return { name, text: `${jsDoc(documentation)}${keyword(exported)}${signature}\n${indent(body)}\n}` };
}

function keyword(exported: boolean): string {
  return exported ? 'export ' : '';
}
