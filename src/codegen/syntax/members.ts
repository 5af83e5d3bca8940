import type { ts } from 'ts-morph';
import type { ParsedFiles } from './parsed-files.js';

/** A member of an object, or of a class, whose name is a quoted text, with what can be told of what the object is for. */
export interface QuotedMember {
  readonly key: string;
  readonly node: ts.Node;
  readonly name: ts.Node;
  /** Names around it, from the inside out: of properties and variables that hold the object, and of their types. */
  readonly holders: readonly string[];
  /** What the names around it are imported from. */
  readonly modules: readonly string[];
  /** All that the file imports from. */
  readonly fileModules: readonly string[];
}

export function quotedMembers(
  file: ts.SourceFile,
  isWanted: (key: string) => boolean,
  { ts }: ParsedFiles,
): readonly QuotedMember[] {
  const found: QuotedMember[] = [];
  const imports = importsOf(file, ts);
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralElementLike(node) || ts.isMethodDeclaration(node) || ts.isPropertyDeclaration(node)) {
      const name = node.name && quotedName(node.name, ts);
      if (name !== undefined && isWanted(name.text))
        found.push({ key: name.text, node, name, ...surroundings(node, imports, ts) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function quotedName(name: ts.PropertyName, ts: ParsedFiles['ts']): ts.StringLiteralLike | undefined {
  const inner = ts.isComputedPropertyName(name) ? name.expression : name;
  return ts.isStringLiteralLike(inner) ? inner : undefined;
}

function surroundings(
  node: ts.Node,
  imports: ReadonlyMap<string, string>,
  ts: ParsedFiles['ts'],
): Pick<QuotedMember, 'holders' | 'modules' | 'fileModules'> {
  const holders: string[] = [];
  const modules: string[] = [];
  const name = (text: string): void => {
    holders.push(text);
    const module = imports.get(text);
    if (module !== undefined) modules.push(module);
  };
  const type = (given: ts.TypeNode | undefined): void => {
    if (given === undefined) return;
    const visit = (inner: ts.Node): void => {
      if (ts.isIdentifier(inner)) name(inner.text);
      ts.forEachChild(inner, visit);
    };
    visit(given);
  };
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isVariableDeclaration(at)) {
      if (ts.isIdentifier(at.name) || ts.isStringLiteral(at.name)) name(at.name.text);
      if (!ts.isPropertyAssignment(at)) type(at.type);
    } else if (ts.isSatisfiesExpression(at) || ts.isAsExpression(at)) type(at.type);
    else if (ts.isFunctionLike(at)) {
      if (at.name !== undefined && ts.isIdentifier(at.name)) name(at.name.text);
      type(at.type);
    } else if (ts.isCallExpression(at)) {
      const { expression } = at;
      const root = ts.isPropertyAccessExpression(expression) ? expression.expression : expression;
      if (ts.isIdentifier(root)) name(root.text);
    } else if (ts.isClassLike(at)) {
      if (at.name !== undefined) name(at.name.text);
      for (const clause of at.heritageClauses ?? []) clause.types.forEach(type);
    }
  }
  return { holders, modules, fileModules: [...new Set(imports.values())] };
}

/** What each imported name is imported from. */
function importsOf(file: ts.SourceFile, ts: ParsedFiles['ts']): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text } = statement.moduleSpecifier;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name !== undefined) names.set(name.text, text);
    if (namedBindings === undefined) continue;
    if (ts.isNamespaceImport(namedBindings)) names.set(namedBindings.name.text, text);
    else for (const element of namedBindings.elements) names.set(element.name.text, text);
  }
  return names;
}
