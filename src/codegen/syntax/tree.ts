import type { ts } from 'ts-morph';
import type { TypeScript } from './compiler.js';

/** A syntax tree as JSON: what a node does when it runs, without anything that only people or the type checker read. */
export type Tree = string | number | null | readonly Tree[];

/** How a name is written down. `undefined`: as it stands. */
export type NameTree = (name: ts.Identifier | ts.PropertyAccessExpression) => Tree | undefined;

/**
 * The tree of a node. White space, comments, types, parentheses that only group, trailing commas, semicolons, the kind of
 * quotes, the way a number is written, and whether a property is written short are not in it.
 *
 * @param nameTree what stands for a name that is used: all names of declarations and properties stay as they are
 */
export function treeOf(root: ts.Node, ts: TypeScript, nameTree: NameTree): Tree {
  const kinds = kindNames(ts);

  const tree = (node: ts.Node): Tree => {
    if (ts.isParenthesizedExpression(node) || isTypeOnlyWrapper(node, ts)) return tree(node.expression);
    if (ts.isIdentifier(node)) return (isUse(node, ts) ? nameTree(node) : undefined) ?? ['Identifier', node.text];
    if (ts.isPropertyAccessExpression(node)) return nameTree(node) ?? [...headOf(node), ...childrenOf(node)];
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return ['String', node.text];
    if (ts.isTaggedTemplateExpression(node)) return [...headOf(node), tree(node.tag), rawTemplate(node.template)];
    if (ts.isShorthandPropertyAssignment(node) && node.objectAssignmentInitializer === undefined)
      // `{ __proto__ }` is a property, `{ __proto__: x }` is a prototype.
      return node.name.text === '__proto__'
        ? [...headOf(node), tree(node.name)]
        : property(node.name.text, tree(node.name));
    if (ts.isPropertyAssignment(node) && !ts.isComputedPropertyName(node.name))
      return property(node.name.text, tree(node.initializer));
    if (ts.isForStatement(node)) {
      const { initializer, condition, incrementor, statement } = node;
      return [
        ...headOf(node),
        ...[initializer, condition, incrementor].map((part) => part && tree(part)).map(orNull),
        tree(statement),
      ];
    }
    if (ts.isBindingElement(node)) {
      const { dotDotDotToken, propertyName, name, initializer } = node;
      const read = propertyName ?? (ts.isObjectBindingPattern(node.parent) && ts.isIdentifier(name) ? name : undefined);
      return [
        ...headOf(node),
        dotDotDotToken ? '...' : '',
        ...[read && nameOf(read), tree(name), initializer && tree(initializer)].map(orNull),
      ];
    }
    if (ts.isPropertyName(node) && isNameOfMember(node)) return nameOf(node);
    if (
      ts.isLiteralExpression(node) ||
      ts.isPrivateIdentifier(node) ||
      ts.isJsxText(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isTemplateHead(node)
    )
      return [...headOf(node), node.text];
    return [...headOf(node), ...childrenOf(node)];
  };

  const property = (name: string, value: Tree): Tree => ['PropertyAssignment', ['Name', name], value];
  const nameOf = (name: ts.PropertyName): Tree =>
    ts.isComputedPropertyName(name)
      ? ['Computed', tree(name.expression)]
      : ts.isPrivateIdentifier(name)
        ? ['Private', name.text]
        : ['Name', name.text];
  const isNameOfMember = (node: ts.Node): boolean =>
    (ts.isClassElement(node.parent) || ts.isObjectLiteralElement(node.parent) || ts.isEnumMember(node.parent)) &&
    node.parent.name === node;
  const rawTemplate = (template: ts.TemplateLiteral): Tree =>
    ts.isNoSubstitutionTemplateLiteral(template)
      ? ['Raw', template.rawText ?? template.text]
      : [
          'Raw',
          template.head.rawText ?? template.head.text,
          ...template.templateSpans.flatMap(({ expression, literal }) => [
            tree(expression),
            literal.rawText ?? literal.text,
          ]),
        ];

  const childrenOf = (node: ts.Node): readonly Tree[] => {
    const children: Tree[] = [];
    ts.forEachChild(
      node,
      (child) => {
        if (runs(child, ts)) children.push(tree(child));
      },
      (list) => {
        const kept = list.filter((child) => runs(child, ts) && !isNothing(child, ts));
        if (kept.length > 0 || !list.some((child) => isAnnotation(child, ts))) children.push(kept.map(tree));
      },
    );
    return children;
  };

  /** The kind, and what a node says beside its children. */
  const headOf = (node: ts.Node): readonly Tree[] => {
    const kind = kinds.get(node.kind) ?? String(node.kind);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
      return [kind, kinds.get(node.operator) ?? null];
    if (ts.isVariableDeclarationList(node)) return [kind, declarationWord(node, ts)];
    if (ts.isMetaProperty(node)) return [kind, kinds.get(node.keywordToken) ?? null];
    if (ts.isOptionalChain(node)) return [kind, 'chain'];
    return [kind];
  };

  return tree(root);
}

/** Whether a variable can change, and how long it lives. */
export function declarationWord({ flags }: ts.VariableDeclarationList, ts: TypeScript): string {
  switch (flags & ts.NodeFlags.BlockScoped) {
    case ts.NodeFlags.Let:
      return 'let';
    case ts.NodeFlags.Const:
      return 'const';
    case ts.NodeFlags.Using:
      return 'using';
    case ts.NodeFlags.AwaitUsing:
      return 'await using';
    default:
      return 'var';
  }
}

function orNull(tree: Tree | undefined): Tree {
  return tree ?? null;
}

/** Names of kinds, which stay what they are when the compiler counts them anew. */
function kindNames(ts: TypeScript): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [name, kind] of Object.entries(ts.SyntaxKind))
    if (typeof kind === 'number' && !names.has(kind) && !/^(?:First|Last)[A-Z]/u.test(name)) names.set(kind, name);
  return names;
}

/** An expression with something about its type, which it is without. */
function isTypeOnlyWrapper(node: ts.Node, ts: TypeScript): node is ts.Node & { readonly expression: ts.Expression } {
  return (
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
  );
}

/** Whether an identifier uses a name, instead of declaring one or naming a property. */
function isUse(node: ts.Identifier, ts: TypeScript): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent) || ts.isJsxAttribute(parent))
    return parent.name !== node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return parent.label !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return false;
  if (ts.isExportSpecifier(parent) || ts.isNamespaceExport(parent)) return false;
  const named: ts.Node & { readonly name?: ts.Node } = parent;
  return named.name !== node;
}

/** What is there for the type checker, or for readers, alone. */
function isAnnotation(node: ts.Node, ts: TypeScript): boolean {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return true;
  if (ts.isTypeParameterDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  return ts.isModifier(node) && !lasting(ts).has(node.kind);
}

function lasting(ts: TypeScript): ReadonlySet<ts.SyntaxKind> {
  return new Set([ts.SyntaxKind.AsyncKeyword, ts.SyntaxKind.StaticKeyword, ts.SyntaxKind.AccessorKeyword]);
}

/** Whether a node is there when the code runs. */
function runs(node: ts.Node, ts: TypeScript): boolean {
  if (isAnnotation(node, ts)) return false;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isIndexSignatureDeclaration(node))
    return false;
  if (ts.isParameter(node)) return !(ts.isIdentifier(node.name) && node.name.text === 'this');
  // Overloads, and what is abstract.
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node))
    return node.body !== undefined;
  if (ts.isToken(node) && (node.kind === ts.SyntaxKind.QuestionToken || node.kind === ts.SyntaxKind.ExclamationToken))
    return ts.isConditionalExpression(node.parent);
  if (ts.isImportDeclaration(node)) return false;
  return !(
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true
  );
}

/** What stands in a list and does nothing there: a semicolon too many. */
function isNothing(node: ts.Node, ts: TypeScript): boolean {
  return ts.isEmptyStatement(node) || ts.isSemicolonClassElement(node);
}
