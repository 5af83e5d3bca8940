/** A piece of a type expression; `start` and `end` are offsets into it. */
export interface TypeToken {
  readonly kind: 'word' | 'text' | 'mark' | 'bad' | 'end';
  /** The word, the mark, or what stands in quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const tokenPattern =
  /\s*(?:(?<word>[^\s()[\]<>,|?@'"]+)|(?<mark>[()[\]<>,|?@])|'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<bad>\S))/gy;

/** The pieces of a type expression; the last is the end. */
export function tokenizeType(text: string): readonly TypeToken[] {
  const tokens: TypeToken[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const { word, mark, single, double, bad } = match.groups ?? {};
    const end = match.index + match[0].length;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, start: end - word.length, end });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, start: end - 1, end });
    else if (bad !== undefined) tokens.push({ kind: 'bad', text: bad, start: end - 1, end });
    else {
      const quoted = single ?? double ?? '';
      tokens.push({ kind: 'text', text: quoted, start: end - quoted.length - 2, end });
    }
  }
  const length = text.trimEnd().length;
  tokens.push({ kind: 'end', text: '', start: length, end: length });
  return tokens;
}
