import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import type { NameSyntax } from './syntax.js';
import type { Parsing } from './parsing.js';

/** A child that may be written; `undefined` where it is not. */
export function entryOf(node: MappingNode, key: string): MappingEntry | undefined {
  return node.entries.find((entry) => entry.key === key);
}

export function valueOf(node: MappingNode, key: string): SourceNode | undefined {
  return entryOf(node, key)?.value;
}

/** The entries of a map; none where it is not written, or is no map. */
export function entriesOf(node: SourceNode | undefined, parsing: Parsing): readonly MappingEntry[] {
  if (node === undefined) return [];
  if (node.kind === 'mapping') return node.entries;
  parsing.refuse(node.span);
  return [];
}

export function itemsOf(node: SourceNode | undefined, parsing: Parsing): readonly SourceNode[] {
  if (node === undefined) return [];
  if (node.kind === 'sequence') return node.items;
  parsing.refuse(node.span);
  return [];
}

export function textOf(node: SourceNode | undefined, parsing: Parsing): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  parsing.refuse(node.span);
  return undefined;
}

export function nameOf(node: SourceNode, parsing: Parsing): NameSyntax | undefined {
  const text = textOf(node, parsing);
  return text === undefined ? undefined : { text, span: node.span };
}

/** A whole number of at least 1. */
export function countOf(node: SourceNode, parsing: Parsing): number | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isSafeInteger(node.value) && node.value >= 1) {
    return node.value;
  }
  parsing.refuse(node.span);
  return undefined;
}

export function isTrue(node: SourceNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

/** The children of `nodes` that could be parsed. */
export function parsed<Node, Result>(
  nodes: readonly Node[],
  parse: (node: Node) => Result | undefined,
): readonly Result[] {
  return nodes.flatMap((node) => {
    const result = parse(node);
    return result === undefined ? [] : [result];
  });
}
