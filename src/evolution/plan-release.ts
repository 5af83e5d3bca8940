import { type EventVersion, newestVersion } from '../model/model.js';
import { canonicalJson } from '../model/canonical-json.js';
import { type DeclaredEvent, declaredEvents, ownLockPath, shapeUnderName, versionId } from './check/released-events.js';
import type { Tree } from './check/rule.js';
import type { CustomCode } from './custom-code.js';
import { codeToRelease, customSteps } from './custom-steps.js';
import { eventSplit, eventStep } from './fingerprint.js';
import { codeLineOf, type Lock, splitLineOf, stepLineOf, versionLineOf } from './lock.js';
import type { LockFile } from './lock-file.js';
import { lockPath } from './lock-path.js';
import { codeLine, type LockLine, splitLine, stepLine, versionLine } from './lock-line.js';
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

export interface ReleaseRequest {
  readonly acceptance?: Acceptance | undefined;
  /** The hand-written steps; of none, no print is kept. */
  readonly code?: CustomCode | undefined;
}

/** Changes of released steps and splits that somebody accepts, and why. */
export interface Acceptance {
  /** `shop/Cart.ItemAdded@2` */
  readonly ids: ReadonlySet<string>;
  readonly reason: string;
}

/** Why a step is released anew that only runs backwards in another way: how old events are read has not changed. */
const backwardsReason = 'it reads old events as before; only how it runs backwards changed';

/** Why code is released anew of which nothing that was released has changed. */
const moreCodeReason = 'what was released of it is as it was; more of it is known';

/**
 * The lines that are missing in the lock: of versions and splits that are not released, of changes that are accepted,
 * of steps of which only the way back changed, and of hand-written code. Says nothing of changes that must not be: check first.
 */
export function planRelease(tree: Tree, lock: Lock, request: ReleaseRequest = {}): Release {
  return { files: declaredEvents(tree).flatMap((declared) => releaseEvent(declared, lock, request)) };
}

function releaseEvent(declared: DeclaredEvent, lock: Lock, request: ReleaseRequest): readonly ReleasedFile[] {
  const { context, aggregate, event } = declared;
  const place = { context: context.name, aggregate: aggregate.name, current: event.name };
  const own = { ...place, event: event.name, path: ownLockPath(declared) };
  const file = lock.get(own.path);
  // What was released under a former name stays there, and is read as before.
  const former = event.was.flatMap((name) => {
    const path = lockPath({ ...place, event: name });
    const old = lock.get(path);
    return old === undefined ? [] : [{ ...place, event: name, path, lines: changedLines(declared, old, request) }];
  });
  const lines = [
    ...newVersionLines(declared, lock, request),
    ...changedLines(declared, file, request),
    ...newSplitLines(declared, file),
  ];
  return [...former, { ...own, lines }].filter((released) => released.lines.length > 0);
}

function newVersionLines(
  declared: DeclaredEvent,
  lock: Lock,
  { acceptance, code }: ReleaseRequest,
): readonly LockLine[] {
  const { context, event, plans } = declared;
  const file = lock.get(ownLockPath(declared));
  const former = event.was.map((name) => lock.get(ownLockPath({ ...declared, event: { ...event, name } })));
  return event.versions
    .filter(({ number }) => versionLineOf(file, number) === undefined)
    .flatMap((version): readonly LockLine[] => {
      const shape = shapeUnderName(declared, version, event.name);
      // Code that was released under a former name is not released anew by giving it another.
      const known = former.map((old) => codeLineOf(old, version.number)).find((line) => line !== undefined);
      const isAccepted = reasonFor(declared, version.number, acceptance) !== undefined;
      const written = code && codeToRelease(customSteps(declared, version, code), known?.code, isAccepted);
      return [
        versionLine(version.number, shape, eventStep(event, version, context, plans)),
        ...(written === undefined ? [] : [codeLine(version.number, written)]),
      ];
    });
}

function changedLines(
  declared: DeclaredEvent,
  file: LockFile | undefined,
  { acceptance, code }: ReleaseRequest,
): readonly LockLine[] {
  const { context, event, plans } = declared;
  const steps = event.versions.flatMap((version): readonly LockLine[] => {
    const line = stepLineOf(file, version.number);
    const step = eventStep(event, version, context, plans);
    if (line?.step === undefined || line.stepPrint === undefined || step === undefined) return [];
    if (canonicalJson(line.step) === canonicalJson(step)) return [];
    const reason = readsAlike(line.step, step) ? backwardsReason : reasonFor(declared, version.number, acceptance);
    return reason === undefined ? [] : [stepLine(version.number, step, line.stepPrint, reason)];
  });
  const written =
    code === undefined
      ? []
      : event.versions.flatMap((version) =>
          changedCode(declared, version, file, code, reasonFor(declared, version.number, acceptance)),
        );
  const { number } = newestVersion(event);
  const line = splitLineOf(file, number);
  const reason = reasonFor(declared, number, acceptance);
  if (line === undefined || reason === undefined) return [...steps, ...written];
  const parts = eventSplit(event, context, plans) ?? [];
  if (canonicalJson(line.parts) === canonicalJson(parts)) return [...steps, ...written];
  return [...steps, ...written, splitLine(number, parts, { was: line.splitPrint, reason })];
}

function reasonFor(
  { context, aggregate, event }: DeclaredEvent,
  version: number,
  acceptance: Acceptance | undefined,
): string | undefined {
  return acceptance?.ids.has(versionId(context.name, aggregate.name, event.name, version)) === true
    ? acceptance.reason
    : undefined;
}

/** Of a released version: hand-written code that is accepted, or that the lock does not know yet. */
function changedCode(
  declared: DeclaredEvent,
  version: EventVersion,
  file: LockFile | undefined,
  code: CustomCode,
  reason: string | undefined,
): readonly LockLine[] {
  if (versionLineOf(file, version.number) === undefined) return [];
  const line = codeLineOf(file, version.number);
  const steps = customSteps(declared, version, code);
  const json = codeToRelease(steps, line?.code, reason !== undefined);
  if (json === undefined) return [];
  if (line === undefined) return [codeLine(version.number, json)];
  if (canonicalJson(line.code) === canonicalJson(json)) return [];
  return [codeLine(version.number, json, { was: line.codePrint, reason: reason ?? moreCodeReason })];
}

function newSplitLines({ context, event, plans }: DeclaredEvent, file: LockFile | undefined): readonly LockLine[] {
  const { number } = newestVersion(event);
  const parts = eventSplit(event, context, plans);
  return parts === undefined || splitLineOf(file, number) !== undefined ? [] : [splitLine(number, parts)];
}
