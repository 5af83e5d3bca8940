import type { SourceNode } from './node.js';
import { toJson } from './to-json.js';

/** Keys from what is copied down to an entry. */
export type EntryPath = readonly string[];

/** What a copy leaves out. */
export interface CopyRules {
  /** Whether the entry at this path is not copied. */
  readonly leavesOut: (path: EntryPath) => boolean;
  /** The key whose value means the same as the whole map at this path, where that key is the only one left. */
  readonly shorthand: (path: EntryPath) => string | undefined;
}

/** The entry that means the same as the map at this path, where that entry is all that is kept of it. */
export function shorthandOf<Entry>(
  kept: readonly Entry[],
  keyOf: (entry: Entry) => string,
  path: EntryPath,
  rules: CopyRules,
): Entry | undefined {
  const [only] = kept;
  return only !== undefined && kept.length === 1 && keyOf(only) === rules.shorthand(path) ? only : undefined;
}

/** The JSON value of a copy, with shorthands wherever there are some. */
export function copiedJson(node: SourceNode, path: EntryPath, rules: CopyRules): unknown {
  if (node.kind !== 'mapping') return toJson(node);
  const kept = node.entries.filter(({ key }) => !rules.leavesOut([...path, key]));
  const only = shorthandOf(kept, ({ key }) => key, path, rules);
  if (only !== undefined) return copiedJson(only.value, [...path, only.key], rules);
  const object: Record<string, unknown> = Object.create(null);
  for (const { key, value } of kept) object[key] = copiedJson(value, [...path, key], rules);
  return object;
}
