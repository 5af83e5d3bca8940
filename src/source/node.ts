import type { Span } from '../diagnostics/span.js';

/**
 * A YAML document without YAML: what was written, and where each piece of it stands. Aliases are resolved (one node may
 * be reached by two ways; there is no cycle), anchors and tags are gone.
 */
export type SourceNode = ScalarNode | SequenceNode | MappingNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The characters as written, without quotes: tells `10` from `1e1`, and keeps digits that a double loses. */
  readonly text: string;
  /** Whether the text was written plainly, so that a number or `null` means one. */
  readonly plain: boolean;
  readonly span: Span;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly items: readonly SourceNode[];
  readonly span: Span;
}

export interface MappingNode {
  readonly kind: 'mapping';
  /** In the order written; keys are unique. */
  readonly entries: readonly MappingEntry[];
  readonly span: Span;
}

export interface MappingEntry {
  /** The key as text: `1:` and `"1":` are the same key. */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
}

/** One file that was read and parsed. */
export interface SourceDocument {
  readonly path: string;
  readonly text: string;
  readonly root: SourceNode;
}
