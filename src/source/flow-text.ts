import { isAlias, isMap, isPair, isScalar, isSeq, type Pair } from 'yaml';
import type { Anchors } from './anchors.js';
import { type CopyRules, type EntryPath, shorthandOf } from './copy-rules.js';
import { keyOf } from './yaml-text.js';

/** What is copied of a value, in one line that may stand anywhere. Aliases become what they stand for. */
export function flowText(node: unknown, path: EntryPath, anchors: Anchors, rules: CopyRules): string {
  if (isAlias(node)) return flowText(anchors.targetOf(node), path, anchors, rules);
  if (isScalar(node)) {
    // Digits that a double would lose are kept as they were written.
    return typeof node.value === 'string' ? quoted(node.value) : (node.source ?? 'null');
  }
  const below = (pair: Pair): string => {
    const key = keyOf(pair);
    return `${quoted(key)}: ${flowText(pair.value, [...path, key], anchors, rules)}`;
  };
  if (isSeq(node)) {
    const items = node.items.map((item) =>
      isPair(item) ? `{ ${below(item)} }` : flowText(item, path, anchors, rules),
    );
    return `[${items.join(', ')}]`;
  }
  if (!isMap(node)) return 'null';
  const kept = node.items.filter((pair) => !rules.leavesOut([...path, keyOf(pair)]));
  const only = shorthandOf(kept, keyOf, path, rules);
  if (only !== undefined) return flowText(only.value, [...path, keyOf(only)], anchors, rules);
  return kept.length === 0 ? '{}' : `{ ${kept.map(below).join(', ')} }`;
}

function quoted(text: string): string {
  const isPlain = /^[A-Za-z][\w@?-]*(?: \| null)?$/.test(text) && !/^(?:true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
