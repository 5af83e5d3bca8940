/** Whether a name is needed in types only or at run time too. */
export type SymbolKind = 'type' | 'value';

/** What a token stands for. */
export interface ImportedSymbol {
  readonly name: string;
  readonly from: string;
  readonly kind: SymbolKind;
}

/**
 * A name of another module as a text that can stand anywhere in generated code. It is a token between control
 * characters, which no input can forge: literals escape them, and comments drop them. When the file is closed, the token
 * becomes an identifier, and the import is written.
 *
 * @param from A package (`@varve/runtime`), or a generated file's path in the output folder without its ending
 * (`shop/types`). In that very file the token becomes the bare name.
 */
export function importSymbol(name: string, from: string, kind: SymbolKind): string {
  return `\u0001${kind === 'type' ? 't' : 'v'}:${name}:${from}\u0002`;
}

/**
 * The text with each token replaced. What a token is replaced by is asked once for each token, however often it stands.
 */
export function replaceSymbols(text: string, replace: (symbol: ImportedSymbol) => string): string {
  const replacements = new Map<string, string>();
  let replaced = '';
  let behind = 0;
  for (let start = text.indexOf('\u0001'); start !== -1; start = text.indexOf('\u0001', behind)) {
    const end = endOfToken(text, start);
    const token = text.slice(start, end);
    let replacement = replacements.get(token);
    if (replacement === undefined) replacements.set(token, (replacement = replace(symbolOf(token))));
    replaced += text.slice(behind, start) + replacement;
    behind = end;
  }
  return behind === 0 ? text : replaced + text.slice(behind);
}

function endOfToken(text: string, start: number): number {
  const end = text.indexOf('\u0002', start);
  if (end === -1) throw new Error('a token is always closed');
  return end + 1;
}

function symbolOf(token: string): ImportedSymbol {
  const colon = token.indexOf(':', 3);
  return { name: token.slice(3, colon), from: token.slice(colon + 1, -1), kind: token[1] === 't' ? 'type' : 'value' };
}

/** How many characters a text will roughly have: each token counts as its bare name. */
export function shownLength(text: string): number {
  let length = text.length;
  for (let start = text.indexOf('\u0001'); start !== -1;) {
    const colon = text.indexOf(':', start + 3);
    const end = endOfToken(text, start);
    // All but the name: `t:` or `v:` before it, its module behind it, and what tells a token.
    length -= end - start - (colon - start - 3);
    start = text.indexOf('\u0001', end);
  }
  return length;
}

/** The text as it will roughly be read: each token as its bare name. */
export function withoutTokens(text: string): string {
  return replaceSymbols(text, ({ name }) => name);
}
