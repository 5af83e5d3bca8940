import { acceptedSince } from '../acceptances.js';
import type { Base, Tree } from '../check/rule.js';
import { impactOfUnreleased, impactSince } from '../impact.js';
import type { Lock } from '../lock.js';
import { contextEntries } from './context-entries.js';
import type { Changelog } from './changelog.js';
import { eventEntries } from './event-entries.js';
import { historiesOfLock, historiesOfTree } from './event-history.js';
import { foldEntries } from './fold-entries.js';

/**
 * What has changed since the base or, without one (or where its schemas do not compile), since the last release: the lock
 * knows events alone.
 */
export function describeChanges(tree: Tree, lock: Lock, base: Base | undefined): Changelog {
  const accepted = base === undefined ? [] : acceptedSince(base.lock, lock);
  if (base?.tree !== undefined) {
    return {
      entries: [
        ...contextEntries(base.tree, tree),
        ...eventEntries(historiesOfTree(base.tree), tree, accepted),
        ...foldEntries(base.tree, tree),
      ],
      impact: impactSince(base.tree, tree),
    };
  }
  const known = base?.lock ?? lock;
  return { entries: eventEntries(historiesOfLock(known), tree, accepted), impact: impactOfUnreleased(tree, known) };
}
