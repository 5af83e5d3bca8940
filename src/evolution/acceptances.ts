import type { Lock } from './lock.js';
import { lockPath } from './lock-path.js';

/** A change of how stored events are read, released with a reason. */
export interface Accepted {
  readonly context: string;
  readonly aggregate: string;
  readonly event: string;
  readonly version: number;
  /** What changed: the step to the version, or the parts that it is read as. */
  readonly kind: string;
  readonly reason: string;
}

/** What was accepted since a lock was as it was at a base, in the order of the files. */
export function acceptedSince(before: Lock, now: Lock): readonly Accepted[] {
  return [...now.values()].flatMap((file) => {
    const { context, aggregate, event, lines } = file;
    const known = new Set(before.get(lockPath(file))?.lines.map(({ text }) => text));
    return lines.flatMap((line): readonly Accepted[] => {
      if (line.kind === 'version' || line.reason === undefined || known.has(line.text)) return [];
      return [{ context, aggregate, event, version: line.version, kind: line.kind, reason: line.reason }];
    });
  });
}
