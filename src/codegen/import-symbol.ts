/** Whether a name is needed in types only or at run time too. */
export type SymbolKind = 'type' | 'value';

/** What a token stands for. */
export interface ImportedSymbol {
  readonly name: string;
  readonly from: string;
  readonly kind: SymbolKind;
}

// oxlint-disable-next-line no-control-regex
const tokenPattern = /\u0001([tv]):([^:\u0001\u0002]+):([^\u0001\u0002]+)\u0002/gu;

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

/** The text with each token replaced. */
export function replaceSymbols(text: string, replace: (symbol: ImportedSymbol) => string): string {
  return text.replace(tokenPattern, (_token, kind: string, name: string, from: string) =>
    replace({ name, from, kind: kind === 't' ? 'type' : 'value' }),
  );
}

/** The text as it will roughly be read: each token as its bare name. For measuring. */
export function withoutTokens(text: string): string {
  return text.includes('\u0001') ? replaceSymbols(text, ({ name }) => name) : text;
}
