import type { Span } from '../diagnostics/span.js';
import type { SourceNode } from './node.js';

export interface PointedAt {
  readonly node: SourceNode;
  /** The key that leads to the node; `undefined` for an item of a list and for the root. */
  readonly key: string | undefined;
  /** Where that key stands. */
  readonly keySpan: Span | undefined;
  /** The map or list that holds it. */
  readonly parent: SourceNode | undefined;
}

/** What a JSON Pointer (RFC 6901) leads to, or `undefined` where it leads nowhere. */
export function nodeAt(root: SourceNode, pointer: string): PointedAt | undefined {
  let at: PointedAt = { node: root, key: undefined, keySpan: undefined, parent: undefined };
  if (pointer === '') return at;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const parent = at.node;
    if (parent.kind === 'mapping') {
      const entry = parent.entries.find((candidate) => candidate.key === key);
      if (entry === undefined) return undefined;
      at = { node: entry.value, key, keySpan: entry.keySpan, parent };
    } else if (parent.kind === 'sequence') {
      const item = parent.items[Number(key)];
      if (item === undefined) return undefined;
      at = { node: item, key: undefined, keySpan: undefined, parent };
    } else return undefined;
  }
  return at;
}
