import type { Json } from '../../language/syntax.js';
import type { Fold } from '../../model/fold.js';
import type { Event } from '../../model/model.js';
import { canonicalJson } from '../../model/canonical-json.js';
import type { DeclaredEvent } from '../check/released-events.js';
import { fingerprint, initialisedJson } from '../fingerprint.js';
import { foldJson } from '../fold-json.js';
import { shapeWriter } from '../shape-json.js';
import { stepWriter } from '../step-json.js';
import { goldenStreamName } from './golden-envelope.js';

/** What takes events of a version into the state. */
export interface GoldenFlow {
  /** The fingerprint of it: the same flow takes the same stream to the same state. */
  readonly print: string;
  /** The fields of the state that are folded into, in the order of their declaration; at least one. */
  readonly fields: readonly string[];
}

/**
 * What a golden state depends on beside its stream: the fields that the event is folded into and how they begin, the
 * fold, and the shapes and steps from the version to the newest; of an event that is read as others, theirs too. Not on
 * other events or fields, so that two branches that change those do not meet here. `undefined` where nothing is folded,
 * or a fold is hand-written.
 *
 * @param timestamps what an instant is in TypeScript, which decides how many of its digits are kept.
 */
export function goldenFlow(declared: DeclaredEvent, version: number, timestamps: string): GoldenFlow | undefined {
  const { context, plans, aggregate, event } = declared;
  if (event.retired?.kind === 'dropped') return undefined;
  const parts = plans.splits.get(event.name);
  const folds = parts === undefined ? [event.name] : parts.map((part) => part.event);
  const touched = touchedFields(folds.flatMap((name) => aggregate.state.folds.get(name) ?? []));
  if (touched === undefined || touched.size === 0) return undefined;
  const fields = aggregate.state.fields.filter(({ name }) => touched.has(name));
  const [shapes, steps] = [shapeWriter(context.types), stepWriter(context.types, plans)];
  const way = (name: string, from: number): Json => {
    const { versions } = eventNamed(name, declared);
    return {
      shapes: versions.slice(from - 1).map(({ shape }) => shapes.fields(shape.fields)),
      steps: (plans.events.get(name) ?? []).slice(from - 1).map((plan) => steps.reading(plan)),
    };
  };
  const foldOf = (name: string): Json => {
    const fold = aggregate.state.folds.get(name);
    return fold === undefined ? null : foldJson(fold);
  };
  const json: Json = {
    state: initialisedJson(fields, shapes),
    stream: goldenStreamName(aggregate, context.types),
    way: way(event.name, version),
    ...(parts === undefined
      ? { fold: foldOf(event.name) }
      : {
          parts: parts.map((part) => ({
            part: steps.part(part),
            fold: foldOf(part.event),
            way: way(part.event, part.version),
          })),
        }),
  };
  const whole = { ...json, ...writtenTypes({ shapes: shapes.types, steps: steps.types }) };
  // A text that looks like it does no harm: the state is then written anew where it need not be.
  const isOfInstants = canonicalJson(whole).includes('"timestamp"');
  const print = fingerprint({ ...whole, ...(isOfInstants && { timestamps }) });
  return { print, fields: fields.map(({ name }) => name) };
}

/** The fields that folds assign; `undefined` where nobody knows, because one is hand-written. */
function touchedFields(folds: readonly Fold[]): ReadonlySet<string> | undefined {
  const touched = new Set<string>();
  for (const fold of folds) {
    switch (fold.kind) {
      case 'custom':
        return undefined;
      case 'ignore':
        break;
      case 'operations':
        for (const { target } of fold.operations) touched.add(target.field);
    }
  }
  return touched;
}

function eventNamed(name: string, { aggregate }: DeclaredEvent): Event {
  const event = aggregate.events.find((each) => each.name === name);
  if (event === undefined) throw new Error(`${aggregate.name} has no event ${name}`);
  return event;
}

function writtenTypes(types: { readonly shapes: Json | undefined; readonly steps: Json | undefined }): {
  readonly [key: string]: Json;
} {
  return {
    ...(types.shapes !== undefined && { shapeTypes: types.shapes }),
    ...(types.steps !== undefined && { stepTypes: types.steps }),
  };
}
