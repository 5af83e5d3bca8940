import { type ImportedSymbol, replaceSymbols } from './import-symbol.js';
import { fits, indent } from './layout.js';
import { stringLiteral } from './literal.js';

/** What stands behind the path of a relative import. */
export type ImportExtension = '.js' | '.ts' | '';

export interface ImportScope {
  /** The importing file's path in the output folder, with its ending. */
  readonly path: string;
  /** Names that imports must not take. */
  readonly locals: ReadonlySet<string>;
  readonly importExtension: ImportExtension;
}

export interface ResolvedImports {
  /** The import statements; empty where nothing is imported. */
  readonly statements: string;
  /** The identifier that a token of the text becomes. */
  readonly nameOf: (symbol: ImportedSymbol) => string;
}

interface Imported {
  readonly name: string;
  readonly alias: string;
  readonly isValue: boolean;
}

/** Collects the tokens of a text: the imports they need, and the names they become. */
export function resolveImports(text: string, { path, locals, importExtension }: ImportScope): ResolvedImports {
  const self = path.replace(/\.ts$/u, '');
  const modules = collectModules(text, self);
  const taken = new Set(locals);
  const aliases = new Map<string, string>();
  const statements: string[] = [];
  const specifierOf = (from: string): string => (isPackage(from) ? from : relativePath(self, from) + importExtension);
  const inOrder = [...modules]
    .map(([from, names]) => ({ from, names, specifier: specifierOf(from) }))
    .sort(byPackageThenPath);
  for (const { from, names, specifier } of inOrder) {
    const imported = [...names.keys()].sort(byText).map((name): Imported => {
      const alias = freeName(name, taken);
      taken.add(alias);
      aliases.set(`${from}\n${name}`, alias);
      return { name, alias, isValue: names.get(name) === true };
    });
    statements.push(importStatement(imported, specifier));
  }
  return {
    statements: statements.join('\n'),
    nameOf: ({ name, from }) => aliases.get(`${from}\n${name}`) ?? name,
  };
}

/** Whether each name of each module is needed as a value. */
function collectModules(text: string, self: string): Map<string, Map<string, boolean>> {
  const modules = new Map<string, Map<string, boolean>>();
  replaceSymbols(text, ({ name, from, kind }) => {
    if (from === self) return '';
    const names = modules.get(from) ?? new Map<string, boolean>();
    modules.set(from, names.set(name, kind === 'value' || names.get(name) === true));
    return '';
  });
  return modules;
}

/** Names of the output folder never begin with `@`. */
function isPackage(from: string): boolean {
  return from.startsWith('@');
}

interface Specified {
  readonly from: string;
  readonly specifier: string;
}

function byPackageThenPath(a: Specified, b: Specified): number {
  return Number(isPackage(b.from)) - Number(isPackage(a.from)) || byText(a.specifier, b.specifier);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let alias = name;
  for (let counter = 1; taken.has(alias); counter += 1) alias = `${name}$${counter}`;
  return alias;
}

/** The specifier of one file of the output folder in another; both without an ending. */
export function relativePath(from: string, to: string): string {
  const folder = from.split('/').slice(0, -1);
  const target = to.split('/');
  let common = 0;
  while (common < folder.length && common < target.length - 1 && folder[common] === target[common]) common += 1;
  const up = folder.length - common;
  return `${up === 0 ? './' : '../'.repeat(up)}${target.slice(common).join('/')}`;
}

function importStatement(imported: readonly Imported[], specifier: string): string {
  const typeOnly = imported.every(({ isValue }) => !isValue);
  const names = imported.map(({ name, alias, isValue }) => {
    const renamed = alias === name ? name : `${name} as ${alias}`;
    return typeOnly || isValue ? renamed : `type ${renamed}`;
  });
  const keyword = typeOnly ? 'import type' : 'import';
  const line = `${keyword} { ${names.join(', ')} } from ${stringLiteral(specifier)};`;
  if (fits(line)) return line;
  return `${keyword} {\n${indent(names.map((name) => `${name},\n`).join(''))}} from ${stringLiteral(specifier)};`;
}
