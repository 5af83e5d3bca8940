import { type Alias, isAlias, type Node, visit } from 'yaml';
import { rangeOf } from './yaml-text.js';

/** What the anchors of a text name, and its aliases stand for. */
export interface Anchors {
  readonly targetOf: (alias: Alias) => Node;
  /** What a name stands for where an alias would stand at an offset. */
  readonly inForce: (name: string, offset: number) => Node | undefined;
}

export function findAnchors(root: Node): Anchors {
  const named = new Map<string, { readonly node: Node; readonly at: number }[]>();
  const targets = new Map<Alias, Node>();
  visit(root, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = named.get(node.source)?.at(-1);
        if (target !== undefined) targets.set(node, target.node);
      } else if (node.anchor !== undefined) {
        named.set(node.anchor, [...(named.get(node.anchor) ?? []), { node, at: rangeOf(node)[0] }]);
      }
    },
  });
  return {
    targetOf(alias) {
      const target = targets.get(alias);
      if (target === undefined) throw new Error('an alias of a text without findings stands for something');
      return target;
    },
    inForce: (name, offset) => named.get(name)?.findLast(({ at }) => at < offset)?.node,
  };
}
