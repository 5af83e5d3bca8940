import type { ts } from 'ts-morph';
import type { TypeScript } from './compiler.js';

/**
 * Where names are declared: found by walking outwards, without a type checker. What is declared for types alone, or only
 * announced by `declare`, is not there when the code runs, and is not found.
 */
export interface Scopes {
  /** All declarations of the name that an identifier uses, in its innermost scope; none for a global. */
  declarationsOf(identifier: ts.Identifier): readonly ts.Node[];
  /** What the outermost scope of a file declares under a name. */
  ofFile(file: ts.SourceFile, name: string): readonly ts.Node[];
}

type Names = Map<string, ts.Node[]>;

export function createScopes(ts: TypeScript): Scopes {
  const known = new WeakMap<ts.Node, Names>();
  const namesIn = (scope: ts.Node): Names => {
    const found = known.get(scope) ?? collect(scope, ts);
    known.set(scope, found);
    return found;
  };
  return {
    declarationsOf(identifier) {
      for (let at: ts.Node | undefined = identifier.parent; at !== undefined; at = at.parent) {
        const found = namesIn(at).get(identifier.text);
        if (found !== undefined) return found;
      }
      return [];
    },
    ofFile: (file, name) => namesIn(file).get(name) ?? [],
  };
}

function collect(scope: ts.Node, ts: TypeScript): Names {
  const names: Names = new Map();
  const add = (name: string, node: ts.Node): void => void names.set(name, [...(names.get(name) ?? []), node]);
  /** @param owner the variable or parameter that a pattern takes apart. */
  const bind = (name: ts.BindingName, owner: ts.Node): void => {
    if (ts.isIdentifier(name)) add(name.text, owner);
    else for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name, owner);
  };
  const list = ({ declarations }: ts.VariableDeclarationList): void =>
    declarations.forEach((declaration) => bind(declaration.name, declaration));
  /** `var` belongs to the function, wherever in it it stands. */
  const hoisted = (node: ts.Node): void =>
    ts.forEachChild(node, (child) => {
      if (ts.isFunctionLike(child) || ts.isClassLike(child)) return;
      if (ts.isVariableDeclarationList(child) && (child.flags & ts.NodeFlags.BlockScoped) === 0) list(child);
      hoisted(child);
    });
  const statement = (node: ts.Statement): void => {
    if (isDeclared(node, ts)) return;
    if (ts.isVariableStatement(node)) {
      if ((node.declarationList.flags & ts.NodeFlags.BlockScoped) !== 0) list(node.declarationList);
    } else if (ts.isFunctionDeclaration(node)) {
      if (node.name !== undefined && node.body !== undefined) add(node.name.text, node);
    } else if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
      if (node.name !== undefined && ts.isIdentifier(node.name)) add(node.name.text, node);
    } else if (ts.isImportDeclaration(node)) imported(node, add, ts);
  };

  if (ts.isFunctionLike(scope)) {
    for (const parameter of scope.parameters) if (ts.isParameter(parameter)) bind(parameter.name, parameter);
    if (ts.isFunctionExpression(scope) && scope.name !== undefined) add(scope.name.text, scope);
    hoisted(scope);
  } else if (ts.isSourceFile(scope) || ts.isModuleBlock(scope)) {
    scope.statements.forEach(statement);
    hoisted(scope);
  } else if (ts.isBlock(scope)) scope.statements.forEach(statement);
  else if (ts.isCaseBlock(scope)) for (const { statements } of scope.clauses) statements.forEach(statement);
  else if (ts.isForStatement(scope) || ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (scope.initializer !== undefined && ts.isVariableDeclarationList(scope.initializer)) list(scope.initializer);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration !== undefined) bind(scope.variableDeclaration.name, scope.variableDeclaration);
  } else if (ts.isClassExpression(scope) && scope.name !== undefined) add(scope.name.text, scope);
  return names;
}

function imported(
  { importClause }: ts.ImportDeclaration,
  add: (name: string, node: ts.Node) => void,
  ts: TypeScript,
): void {
  if (importClause === undefined || importClause.isTypeOnly) return;
  const { name, namedBindings } = importClause;
  if (name !== undefined) add(name.text, importClause);
  if (namedBindings === undefined) return;
  if (ts.isNamespaceImport(namedBindings)) add(namedBindings.name.text, namedBindings);
  else for (const element of namedBindings.elements) if (!element.isTypeOnly) add(element.name.text, element);
}

function isDeclared(node: ts.Statement, ts: TypeScript): boolean {
  return (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true
  );
}
