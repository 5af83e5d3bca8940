import type { CST } from 'yaml';

/** Where the last bracket or quote before an offset opens that may be the one that is not closed. */
export function findOpener(
  tokens: readonly CST.Token[],
  what: 'bracket' | 'quote',
  before: number,
): number | undefined {
  let found: number | undefined;
  const pending: unknown[] = [...tokens];
  while (pending.length > 0) {
    const token = pending.pop();
    if (!isToken(token)) continue;
    const opener = what === 'quote' ? quoteAt(token) : bracketAt(token);
    if (opener !== undefined && opener <= before && opener > (found ?? -1)) found = opener;
    if (token.type === 'document') pending.push(token.value);
    if (token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection') {
      for (const { key, value } of token.items) pending.push(key, value);
    }
  }
  return found;
}

function isToken(value: unknown): value is CST.Token {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function quoteAt(token: CST.Token): number | undefined {
  const isQuoted = token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar';
  return isQuoted ? token.offset : undefined;
}

/** An opening bracket whose partner is missing. */
function bracketAt(token: CST.Token): number | undefined {
  if (token.type !== 'flow-collection') return undefined;
  const isClosed = token.end.some(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
  return isClosed ? undefined : token.start.offset;
}
