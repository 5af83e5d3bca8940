import { type DeclaredEvent, declaredEvents } from '../../evolution/check/released-events.js';
import type { Tree } from '../../evolution/check/rule.js';
import { type Golden, type GoldenFile, stateLineOf, streamLineOf } from '../../evolution/golden/golden-file.js';
import { goldenFlow } from '../../evolution/golden/golden-flow.js';
import { type GoldenLine, stateLine, type StreamLine, streamLine } from '../../evolution/golden/golden-line.js';
import { type Lock, lockOf, versionLineOf } from '../../evolution/lock.js';
import { goldenPath, type LockPath } from '../../evolution/lock-path.js';
import type { ReleasedFile } from '../../evolution/plan-release.js';
import type { EventVersion } from '../../model/model.js';
import type { OpenContext } from '../open-context.js';
import { createValues, type ValuesOfType } from '../values/create-values.js';
import { isNone } from '../values/values.js';
import { goldenSubject } from './check-golden.js';
import { chooseEvents } from './choose-events.js';
import { foldStream, isHandMadeWay, isReadable } from './fold-stream.js';
import type { GoldenSubject } from './golden-subject.js';

/** The lines that a release adds to one golden file, which need not be there yet. */
export interface GoldenRelease extends LockPath {
  readonly path: string;
  /** At least one. */
  readonly lines: readonly GoldenLine[];
}

export interface GoldenRequest {
  readonly lock: Lock;
  /** What is being released beside. */
  readonly released: readonly ReleasedFile[];
  readonly golden: Golden;
  /** What an instant is in TypeScript. */
  readonly timestamps: string;
  /** What generated code is run with; `undefined` where it cannot be: then no state is known. */
  readonly open: OpenContext | undefined;
}

/**
 * The golden lines that are missing: a stream for each released version that has values, and what it comes to by what is
 * generated now. Of events that are dropped when they are read nothing is written.
 */
export function planGolden(tree: Tree, request: GoldenRequest): readonly GoldenRelease[] {
  const subjects = subjectsOf(request.open);
  const values = new Map<DeclaredEvent['context'], ValuesOfType>();
  return declaredEvents(tree)
    .filter(({ event }) => event.retired?.kind !== 'dropped')
    .flatMap((declared) => {
      const { context, aggregate, event } = declared;
      // Whatever the configuration says: these instants keep their digits in each of its forms.
      const valuesOf = values.get(context) ?? createValues(context.types, 'milliseconds');
      values.set(context, valuesOf);
      return [event.name, ...event.was].flatMap((name) => {
        const place = { context: context.name, aggregate: aggregate.name, event: name };
        const path = goldenPath(place);
        const file = request.golden.get(path);
        const lines = event.versions
          .filter(({ number }) => isReleased(place, number, request))
          .flatMap((version) =>
            versionLines({ declared, name, version, file, valuesOf, timestamps: request.timestamps, subjects }),
          );
        return lines.length === 0 ? [] : [{ ...place, path, lines }];
      });
    });
}

function isReleased(place: LockPath, version: number, { lock, released }: GoldenRequest): boolean {
  const isNew = released
    .filter(
      ({ context, aggregate, event }) =>
        context === place.context && aggregate === place.aggregate && event === place.event,
    )
    .some(({ lines }) => lines.some((line) => line.kind === 'version' && line.version === version));
  return isNew || versionLineOf(lockOf(lock, place), version) !== undefined;
}

interface VersionInput {
  readonly declared: DeclaredEvent;
  /** The name that it is released under. */
  readonly name: string;
  readonly version: EventVersion;
  readonly file: GoldenFile | undefined;
  readonly valuesOf: ValuesOfType;
  readonly timestamps: string;
  readonly subjects: (declared: DeclaredEvent) => GoldenSubject | undefined;
}

function versionLines(input: VersionInput): readonly GoldenLine[] {
  const { number } = input.version;
  const known = streamLineOf(input.file, number);
  const stream = known ?? newStream(input);
  if (stream === undefined) return [];
  const state = newState(input, stream);
  return [...(known === undefined ? [stream] : []), ...(state === undefined ? [] : [state])];
}

function newStream({ name, version, valuesOf }: VersionInput): StreamLine | undefined {
  const values = valuesOf(version.shape);
  const events = isNone(values) ? [] : chooseEvents(values);
  return events.length === 0 ? undefined : streamLine(version.number, name, events);
}

/** Nothing where it is written already, or cannot be known: what is hand-written is not there. */
function newState(
  { declared, version, file, timestamps, subjects }: VersionInput,
  { events }: StreamLine,
): GoldenLine | undefined {
  const flow = goldenFlow(declared, version.number, timestamps);
  if (flow === undefined || stateLineOf(file, version.number, flow.print) !== undefined) return undefined;
  const subject = subjects(declared);
  const chain = subject?.opened.chains.find(({ event }) => event.name === declared.event.name);
  if (subject === undefined || chain === undefined) return undefined;
  if (!isReadable(chain, version.number) || isHandMadeWay(chain, version.number)) return undefined;
  const folded = foldStream(subject, { chain, version: version.number, events }, flow.fields);
  return folded.kind === 'folded' ? stateLine(version.number, folded.state, flow.print) : undefined;
}

/** Opens each aggregate once, and only if something is to be found out of it. */
function subjectsOf(open: OpenContext | undefined): VersionInput['subjects'] {
  const known = new Map<DeclaredEvent['aggregate'], GoldenSubject>();
  return ({ context, aggregate }) => {
    if (open === undefined) return undefined;
    const subject = known.get(aggregate) ?? goldenSubject(open(context), aggregate);
    known.set(aggregate, subject);
    return subject;
  };
}
