import type { Json } from '../../language/syntax.js';
import { declaredEvents, shapeUnderName } from '../check/released-events.js';
import type { Tree } from '../check/rule.js';
import { eventSplit, eventStep } from '../fingerprint.js';
import { type Lock, stepLineOf } from '../lock.js';

/** What was known of an event: from schemas, or from the lock, which knows less. */
export interface EventHistory {
  readonly context: string;
  readonly aggregate: string;
  readonly name: string;
  readonly was: readonly string[];
  /** The first is version 1. */
  readonly versions: readonly { readonly shape: Json; readonly step: Json | undefined }[];
  /** What only schemas say. */
  readonly use?: EventUse;
}

/** How an event is used beside being read. */
export interface EventUse {
  readonly retired: 'kept' | 'dropped' | 'split' | undefined;
  readonly pin: number | undefined;
  /** Of an event that is split: each part, as `eventSplit` gives it. */
  readonly parts: readonly Json[] | undefined;
}

export function historiesOfTree(tree: Tree): readonly EventHistory[] {
  return declaredEvents(tree).map((declared) => {
    const { context, plans, aggregate, event } = declared;
    return {
      context: context.name,
      aggregate: aggregate.name,
      name: event.name,
      was: event.was,
      versions: event.versions.map((version) => ({
        shape: shapeUnderName(declared, version, event.name),
        step: eventStep(event, version, context, plans),
      })),
      use: { retired: event.retired?.kind, pin: event.pin?.version, parts: eventSplit(event, context, plans) },
    };
  });
}

export function historiesOfLock(lock: Lock): readonly EventHistory[] {
  return [...lock.values()].map((file) => ({
    context: file.context,
    aggregate: file.aggregate,
    name: file.event,
    was: [],
    versions: file.lines.flatMap((line) =>
      line.kind === 'version' ? [{ shape: line.shape, step: stepLineOf(file, line.version)?.step }] : [],
    ),
  }));
}
