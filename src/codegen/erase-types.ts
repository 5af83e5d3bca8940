import { createRequire } from 'node:module';
import type { ts as TypeScript } from 'ts-morph';
import type * as tsMorph from 'ts-morph';

type Ts = typeof TypeScript;
type Node = TypeScript.Node;

/** What stands in the text otherwise, or not at all. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** JavaScript of a generated file, and how it is tied to others. */
interface Erasure {
  readonly ts: Ts;
  readonly text: string;
  readonly edits: Edit[];
  /** Functions that are exported: there from the beginning. */
  readonly hoisted: string[];
}

/**
 * A generated file as the body of a function of `exports` and `require`: types are taken out of the text, and nothing
 * else is looked at. That is a fifth of the work of the compiler, which any TypeScript but what Varve generates needs.
 *
 * `require` is also given the names that are taken of a module. Functions are exported before anything is required, so
 * that modules may need each other's.
 */
export function eraseTypes(text: string, path: string): string {
  const { ts }: typeof tsMorph = createRequire(import.meta.url)('ts-morph');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
  const erasure: Erasure = { ts, text, edits: [], hoisted: [] };
  for (const statement of file.statements) eraseStatement(statement, erasure);
  const exported = erasure.hoisted.map((name) => `exports.${name} = ${name};`);
  return `'use strict';\n${exported.join('\n')}\n${edited(text, erasure.edits)}`;
}

function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let behind = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(behind, start), replacement);
    behind = end;
  }
  pieces.push(text.slice(behind));
  return pieces.join('');
}

function cut(start: number, end: number, { edits }: Erasure, text = ''): void {
  edits.push({ start, end, text });
}

function eraseStatement(statement: TypeScript.Statement, erasure: Erasure): void {
  const { ts } = erasure;
  if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
    cut(statement.pos, statement.end, erasure);
  } else if (ts.isImportDeclaration(statement)) {
    cut(statement.pos, statement.end, erasure, importText(statement, erasure));
  } else if (ts.isExportDeclaration(statement)) {
    const isEmpty = statement.moduleSpecifier === undefined || statement.isTypeOnly;
    if (!isEmpty)
      throw new Error(`what is exported again is not run: ${erasure.text.slice(statement.pos, statement.end)}`);
    cut(statement.pos, statement.end, erasure);
  } else {
    eraseExport(statement, erasure);
    eraseIn(statement, erasure);
  }
}

function importText({ importClause, moduleSpecifier }: TypeScript.ImportDeclaration, { ts, text }: Erasure): string {
  const bindings = importClause?.namedBindings;
  if (importClause?.isTypeOnly === true || bindings === undefined || !ts.isNamedImports(bindings)) return '';
  const taken = bindings.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => ({ name: (propertyName ?? name).text, local: name.text }));
  if (taken.length === 0) return '';
  const names = JSON.stringify(taken.map(({ name }) => name));
  const pattern = taken.map(({ name, local }) => `${name}: ${local}`).join(', ');
  return `\nconst { ${pattern} } = require(${text.slice(moduleSpecifier.pos, moduleSpecifier.end).trim()}, ${names});`;
}

function eraseExport(statement: TypeScript.Statement, erasure: Erasure): void {
  const { ts } = erasure;
  const [modifier] = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (modifier?.kind !== ts.SyntaxKind.ExportKeyword) return;
  cut(modifier.end - 'export'.length, modifier.end, erasure);
  if (ts.isFunctionDeclaration(statement)) erasure.hoisted.push(statement.name?.text ?? '');
  else if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations)
      if (ts.isIdentifier(name)) cut(statement.end, statement.end, erasure, ` exports.${name.text} = ${name.text};`);
  }
}

/** Cuts types in expressions and statements; what is a type is not gone into. */
function eraseIn(node: Node, erasure: Erasure): void {
  const { ts } = erasure;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
    cut(node.expression.end, node.end, erasure);
    eraseIn(node.expression, erasure);
    return;
  }
  if (ts.isTypeNode(node)) return;
  if (ts.isFunctionLike(node)) {
    cutArguments(node.typeParameters, erasure);
    cutAnnotation(node.type, erasure);
  } else if (ts.isParameter(node) || ts.isVariableDeclaration(node)) {
    cutAnnotation(node.type, erasure);
    if (ts.isParameter(node) && node.questionToken !== undefined)
      cut(node.questionToken.pos, node.questionToken.end, erasure);
  } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    cutArguments(node.typeArguments, erasure);
  }
  ts.forEachChild(node, (child) => {
    if (!ts.isTypeParameterDeclaration(child)) eraseIn(child, erasure);
  });
}

/** With the colon, which is right before what belongs to a type. */
function cutAnnotation(type: TypeScript.TypeNode | undefined, erasure: Erasure): void {
  if (type !== undefined) cut(type.pos - 1, type.end, erasure);
}

function cutArguments(types: TypeScript.NodeArray<Node> | undefined, erasure: Erasure): void {
  if (types !== undefined) cut(types.pos - 1, erasure.text.indexOf('>', types.end) + 1, erasure);
}
