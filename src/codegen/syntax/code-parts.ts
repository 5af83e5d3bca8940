import type { ts } from 'ts-morph';
import type { ParsedFiles } from './parsed-files.js';
import { createReferences, type References } from './reference.js';
import { declarationWord, type NameTree, type Tree, treeOf } from './tree.js';

/** A piece of code that is read as a whole: a function, or the declaration of something that it uses. */
export interface CodePart {
  /** What it is called where it is declared; `undefined` where it has no name. */
  readonly name: string | undefined;
  readonly place: CodePlace;
  /** Names that lead to other parts are their numbers here, so that neither what they are called nor where they stand counts. */
  readonly tree: Tree;
}

/** Lines and columns count from 1, in UTF-16 code units; the end is exclusive. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Splits code into parts: what it does itself, then all that it uses that is declared in files that can be read. */
export type CodeParts = (root: ts.Node) => readonly [CodePart, ...CodePart[]];

export function createCodeParts(files: ParsedFiles): CodeParts {
  const { ts } = files;
  const references = createReferences(files);
  return (given) => {
    const root = implementationOf(given, references, files);
    const numbers = new Map<ts.Node, number>();
    const queue: ts.Node[] = [];
    const numberOf = (node: ts.Node): number => {
      const number = numbers.get(node) ?? queue.push(node) - 1;
      numbers.set(node, number);
      return number;
    };
    numberOf(root);

    const namesIn =
      (part: ts.Node): NameTree =>
      (name) => {
        const referent = ts.isIdentifier(name) ? references.of(name) : references.ofMember(name);
        switch (referent?.kind) {
          case 'outside':
            // Generated code and modules that cannot be read are told apart by what is taken from them alone.
            return referent.module.startsWith('.')
              ? ['Import', referent.name]
              : ['Import', referent.module, referent.name];
          case 'declared': {
            const own = referent.nodes.filter((node) => node === part || !isWithin(node, part));
            // A parameter of a function around it is whatever that is given.
            if (own.length === 0 || own.some(ts.isParameter)) return undefined;
            const uses = own.map((node) => ['Use', numberOf(node)]);
            const taken = own.some((node) => ts.isVariableDeclaration(node) && !ts.isIdentifier(node.name));
            return [...uses, ...(taken && ts.isIdentifier(name) ? [name.text] : [])];
          }
          case 'unknown':
          case undefined:
            return undefined;
        }
      };

    const describe = (node: ts.Node): CodePart => ({
      name: nameOf(node, files),
      place: placeOf(nameNode(node, files) ?? node),
      tree: partTree(node, namesIn(node), files),
    });
    const first = describe(root);
    const parts: CodePart[] = [];
    // The queue grows while it is worked off.
    for (let index = 1; index < queue.length; index += 1) {
      const node = queue[index];
      if (node !== undefined) parts.push(describe(node));
    }
    return [first, ...parts];
  };
}

/** The function that a member is, also where a name stands for it. */
function implementationOf(given: ts.Node, references: References, files: ParsedFiles): ts.Node {
  const { ts } = files;
  const seen = new Set<ts.Node>();
  let node = given;
  while (!seen.has(node)) {
    seen.add(node);
    if (
      ts.isPropertyAssignment(node) ||
      ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.initializer !== undefined)
    )
      node = node.initializer ?? node;
    else if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node)
    )
      node = node.expression;
    else if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node))
      node = declarationOf(node, references, files) ?? node;
  }
  return node;
}

function declarationOf(
  node: ts.Identifier | ts.PropertyAccessExpression,
  references: References,
  { ts }: ParsedFiles,
): ts.Node | undefined {
  const referent = ts.isIdentifier(node) ? references.of(node) : references.ofMember(node);
  if (referent?.kind !== 'declared' || referent.nodes.length > 1) return undefined;
  const [declared] = referent.nodes;
  if (ts.isVariableDeclaration(declared))
    return ts.isIdentifier(declared.name) && declared.initializer !== undefined ? declared : undefined;
  return ts.isFunctionDeclaration(declared) || ts.isExpression(declared) ? declared : undefined;
}

function partTree(node: ts.Node, names: NameTree, { ts }: ParsedFiles): Tree {
  if (ts.isVariableDeclaration(node)) {
    const word = ts.isVariableDeclarationList(node.parent) ? declarationWord(node.parent, ts) : '';
    const pattern = ts.isIdentifier(node.name) ? null : treeOf(node.name, ts, names);
    return ['Variable', word, pattern, node.initializer === undefined ? null : treeOf(node.initializer, ts, names)];
  }
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) {
    const isAsync = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
    const parameters = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === 'this'));
    return [
      'Function',
      isAsync ? 'async' : '',
      node.asteriskToken === undefined ? '' : '*',
      parameters.map((parameter) => treeOf(parameter, ts, names)),
      node.body === undefined ? null : treeOf(node.body, ts, names),
    ];
  }
  return treeOf(node, ts, names);
}

function nameNode(node: ts.Node, { ts }: ParsedFiles): ts.Node | undefined {
  return ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
    ? node.name
    : undefined;
}

function nameOf(node: ts.Node, files: ParsedFiles): string | undefined {
  if (files.ts.isSourceFile(node)) return node.fileName;
  return nameNode(node, files)?.getText();
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** Where a node stands; of a whole file, its beginning. */
export function placeOf(node: ts.Node): CodePlace {
  const file = node.getSourceFile();
  const start = file.getLineAndCharacterOfPosition(node.getStart());
  const end = node === file ? start : file.getLineAndCharacterOfPosition(node.getEnd());
  return {
    path: file.fileName,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
