import type { ts } from 'ts-morph';
import type { ParsedFiles } from './parsed-files.js';
import { createScopes } from './scope.js';

/** What a name leads to. */
export type Referent =
  /** Declarations in files that can be read: a variable's, a function's, a class's, a whole file for `* as name`. */
  | { readonly kind: 'declared'; readonly nodes: readonly [ts.Node, ...ts.Node[]] }
  /** An export of what is not looked into: a package, or generated code. */
  | { readonly kind: 'outside'; readonly module: string; readonly name: string }
  /** A global, or what nothing was found for. */
  | { readonly kind: 'unknown' };

export interface References {
  /** What an identifier uses, through imports and exports. */
  of(identifier: ts.Identifier): Referent;
  /** What `name.member` uses where `name` stands for all that a module exports; `undefined` where it does not. */
  ofMember(access: ts.PropertyAccessExpression): Referent | undefined;
}

const unknown: Referent = { kind: 'unknown' };

export function createReferences(files: ParsedFiles): References {
  const { ts } = files;
  const scopes = createScopes(ts);

  const declared = (nodes: readonly ts.Node[], seen: ReadonlySet<string>): Referent => {
    const [first, ...more] = nodes;
    if (first === undefined) return unknown;
    if (ts.isImportSpecifier(first))
      return imported(first.parent.parent.parent, (first.propertyName ?? first.name).text, seen);
    if (ts.isImportClause(first)) return imported(first.parent, 'default', seen);
    if (ts.isNamespaceImport(first)) return imported(first.parent.parent, '*', seen);
    return { kind: 'declared', nodes: [first, ...more] };
  };

  const imported = (
    { moduleSpecifier }: ts.ImportDeclaration | ts.JSDocImportTag,
    name: string,
    seen: ReadonlySet<string>,
  ): Referent => {
    if (!ts.isStringLiteral(moduleSpecifier)) return unknown;
    const file = files.target(moduleSpecifier.text, moduleSpecifier.getSourceFile());
    if (file === undefined) return { kind: 'outside', module: moduleSpecifier.text, name };
    // A text of JSON exports its value.
    if (name === '*' || file.fileName.endsWith('.json')) return { kind: 'declared', nodes: [file] };
    return exported(file, name, seen) ?? { kind: 'outside', module: moduleSpecifier.text, name };
  };

  const exported = (file: ts.SourceFile, name: string, seen: ReadonlySet<string>): Referent | undefined => {
    const key = JSON.stringify([file.fileName, name]);
    if (seen.has(key)) return undefined;
    const way = new Set([...seen, key]);
    const own = scopes.ofFile(file, name).filter((node) => isExported(node, false));
    if (own.length > 0) return declared(own, way);
    for (const statement of file.statements) {
      const found = ofStatement(statement, name, way);
      if (found !== undefined) return found;
    }
    // An export of its own name wins over what another file exports.
    for (const statement of file.statements) {
      if (!ts.isExportDeclaration(statement) || statement.exportClause !== undefined || name === 'default') continue;
      const target = targetOf(statement);
      const found = target === undefined ? undefined : exported(target, name, way);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const ofStatement = (statement: ts.Statement, name: string, way: ReadonlySet<string>): Referent | undefined => {
    if (name === 'default') {
      if (ts.isExportAssignment(statement) && statement.isExportEquals !== true)
        return ts.isIdentifier(statement.expression)
          ? declared(scopes.declarationsOf(statement.expression), way)
          : { kind: 'declared', nodes: [statement.expression] };
      if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && isExported(statement, true))
        return { kind: 'declared', nodes: [statement] };
    }
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return undefined;
    const { exportClause } = statement;
    const target = targetOf(statement);
    if (ts.isNamespaceExport(exportClause))
      return exportClause.name.text === name && target !== undefined
        ? { kind: 'declared', nodes: [target] }
        : undefined;
    const element = exportClause.elements.find((each) => each.name.text === name);
    if (element === undefined) return undefined;
    const inner = (element.propertyName ?? element.name).text;
    if (statement.moduleSpecifier === undefined) return declared(scopes.ofFile(statement.getSourceFile(), inner), way);
    return target === undefined ? undefined : exported(target, inner, way);
  };

  const targetOf = ({ moduleSpecifier }: ts.ExportDeclaration): ts.SourceFile | undefined =>
    moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? files.target(moduleSpecifier.text, moduleSpecifier.getSourceFile())
      : undefined;

  const isExported = (node: ts.Node, asDefault: boolean): boolean => {
    const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
    const kinds = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({ kind }) => kind) : [];
    return kinds.includes(ts.SyntaxKind.ExportKeyword) && kinds.includes(ts.SyntaxKind.DefaultKeyword) === asDefault;
  };

  return {
    of: (identifier) => declared(scopes.declarationsOf(identifier), new Set()),
    ofMember({ expression, name }) {
      if (!ts.isIdentifier(expression)) return undefined;
      const [first] = scopes.declarationsOf(expression);
      if (first === undefined || !ts.isNamespaceImport(first)) return undefined;
      return imported(first.parent.parent, name.text, new Set());
    },
  };
}
