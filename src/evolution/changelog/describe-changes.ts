import type { Base, Tree } from '../check/rule.js';
import { impactOfUnreleased, impactSince } from '../impact.js';
import type { Lock } from '../lock.js';
import type { Changelog } from './changelog.js';
import { eventEntries } from './event-entries.js';
import { historiesOfLock, historiesOfTree } from './event-history.js';
import { foldEntries } from './fold-entries.js';

/**
 * What has changed since the base or, without one (or where its schemas do not compile), since the last release: the lock
 * knows events alone.
 */
export function describeChanges(tree: Tree, lock: Lock, base: Base | undefined): Changelog {
  if (base?.tree !== undefined) {
    return {
      entries: [...eventEntries(historiesOfTree(base.tree), tree), ...foldEntries(base.tree, tree)],
      impact: impactSince(base.tree, tree),
    };
  }
  const known = base?.lock ?? lock;
  return { entries: eventEntries(historiesOfLock(known), tree), impact: impactOfUnreleased(tree, known) };
}
