import { canonicalJson } from '../../model/canonical-json.js';
import { isMembers } from '../json-place.js';
import { shapeDifferences } from '../shape-difference.js';
import { readsAlike, stepDifferences } from '../step-difference.js';
import type { ChangelogEntry } from './changelog.js';
import type { EventHistory } from './event-history.js';

type Version = EventHistory['versions'][number];

interface Edited {
  readonly old: EventHistory;
  readonly now: EventHistory;
  /** Why a change of how it is read was accepted. */
  readonly reasons: readonly string[];
}

type VersionEntry = Pick<ChangelogEntry, 'kind' | 'changes' | 'breaks'>;

/** What became of a version that there was: it must not, unless how it is read was wrong and the change was accepted. */
export function editedVersion(
  before: Version,
  now: Version,
  { old, now: current, reasons }: Edited,
): readonly VersionEntry[] {
  const shape = isMembers(before.shape) ? { ...before.shape, event: current.name } : before.shape;
  const edits = shapeDifferences(old.name === current.name ? before.shape : shape, now.shape).map(({ text }) => text);
  const immutable = [{ whom: 'everybody who has stored it', how: 'a released version is never edited' }];
  const [step, oldStep] = [now.step, before.step];
  const reads =
    step === undefined || oldStep === undefined ? [] : stepDifferences(oldStep, step).map(({ text }) => text);
  const accepted = reasons.map((reason) => `accepted: ${reason}`);
  if (edits.length > 0)
    return [{ kind: 'edited version', changes: [...edits, ...reads, ...accepted], breaks: immutable }];
  if (step === undefined || oldStep === undefined) return [];
  if (!readsAlike(oldStep, step)) {
    const how = 'they are read differently from now on';
    const breaks = [
      { whom: 'whoever has kept what was made of such events', how },
      ...(reasons.length === 0 ? immutable : []),
    ];
    return [{ kind: 'step read differently', changes: [...reads, ...accepted], breaks }];
  }
  if (canonicalJson(oldStep) === canonicalJson(step)) return [];
  return [{ kind: 'way back', changes: ['how it is written at an older version changed', ...accepted], breaks: [] }];
}
