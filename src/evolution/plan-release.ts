import { newestVersion } from '../model/model.js';
import { canonicalJson } from '../model/canonical-json.js';
import { type DeclaredEvent, declaredEvents, ownLockPath, shapeUnderName, versionId } from './check/released-events.js';
import type { Tree } from './check/rule.js';
import { eventSplit, eventStep } from './fingerprint.js';
import { type Lock, splitLineOf, stepLineOf, versionLineOf } from './lock.js';
import type { LockFile } from './lock-file.js';
import { lockPath } from './lock-path.js';
import { type LockLine, splitLine, stepLine, versionLine } from './lock-line.js';
import { readsAlike } from './step-difference.js';

/** What a release adds. */
export interface Release {
  /** In the order of the schemas. */
  readonly files: readonly ReleasedFile[];
}

/** The lines that a release adds to one lock file, which need not be there yet. */
export interface ReleasedFile {
  readonly context: string;
  readonly aggregate: string;
  /** The name that the lines are released under. */
  readonly event: string;
  /** The name that the event has now. */
  readonly current: string;
  readonly path: string;
  readonly lines: readonly LockLine[];
}

/** Changes of released steps and splits that somebody accepts, and why. */
export interface Acceptance {
  /** `shop/Cart.ItemAdded@2` */
  readonly ids: ReadonlySet<string>;
  readonly reason: string;
}

/** Why a step is released anew that only runs backwards in another way: how old events are read has not changed. */
const backwardsReason = 'it reads old events as before; only how it runs backwards changed';

/**
 * The lines that are missing in the lock: of versions and splits that are not released, of changes that are accepted,
 * and of steps of which only the way back changed. Says nothing of changes that must not be: check first.
 */
export function planRelease(tree: Tree, lock: Lock, acceptance?: Acceptance): Release {
  return { files: declaredEvents(tree).flatMap((declared) => releaseEvent(declared, lock, acceptance)) };
}

function releaseEvent(
  declared: DeclaredEvent,
  lock: Lock,
  acceptance: Acceptance | undefined,
): readonly ReleasedFile[] {
  const { context, aggregate, event } = declared;
  const place = { context: context.name, aggregate: aggregate.name, current: event.name };
  const own = { ...place, event: event.name, path: ownLockPath(declared) };
  const file = lock.get(own.path);
  // What was released under a former name stays there, and is read as before.
  const former = event.was.flatMap((name) => {
    const path = lockPath({ ...place, event: name });
    const old = lock.get(path);
    return old === undefined ? [] : [{ ...place, event: name, path, lines: changedLines(declared, old, acceptance) }];
  });
  const lines = [
    ...newVersionLines(declared, file),
    ...changedLines(declared, file, acceptance),
    ...newSplitLines(declared, file),
  ];
  return [...former, { ...own, lines }].filter((released) => released.lines.length > 0);
}

function newVersionLines(declared: DeclaredEvent, file: LockFile | undefined): readonly LockLine[] {
  const { context, event, plans } = declared;
  return event.versions
    .filter(({ number }) => versionLineOf(file, number) === undefined)
    .map((version) =>
      versionLine(
        version.number,
        shapeUnderName(declared, version, event.name),
        eventStep(event, version, context, plans),
      ),
    );
}

function changedLines(
  declared: DeclaredEvent,
  file: LockFile | undefined,
  acceptance: Acceptance | undefined,
): readonly LockLine[] {
  const { context, aggregate, event, plans } = declared;
  const reasonFor = (version: number): string | undefined =>
    acceptance?.ids.has(versionId(context.name, aggregate.name, event.name, version)) === true
      ? acceptance.reason
      : undefined;
  const steps = event.versions.flatMap((version): readonly LockLine[] => {
    const line = stepLineOf(file, version.number);
    const step = eventStep(event, version, context, plans);
    if (line?.step === undefined || line.stepPrint === undefined || step === undefined) return [];
    if (canonicalJson(line.step) === canonicalJson(step)) return [];
    const reason = readsAlike(line.step, step) ? backwardsReason : reasonFor(version.number);
    return reason === undefined ? [] : [stepLine(version.number, step, line.stepPrint, reason)];
  });
  const { number } = newestVersion(event);
  const line = splitLineOf(file, number);
  const reason = reasonFor(number);
  if (line === undefined || reason === undefined) return steps;
  const parts = eventSplit(event, context, plans) ?? [];
  if (canonicalJson(line.parts) === canonicalJson(parts)) return steps;
  return [...steps, splitLine(number, parts, { was: line.splitPrint, reason })];
}

function newSplitLines({ context, event, plans }: DeclaredEvent, file: LockFile | undefined): readonly LockLine[] {
  const { number } = newestVersion(event);
  const parts = eventSplit(event, context, plans);
  return parts === undefined || splitLineOf(file, number) !== undefined ? [] : [splitLine(number, parts)];
}
