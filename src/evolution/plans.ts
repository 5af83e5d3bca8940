import type { Event } from '../model/model.js';
import type { DownPlan } from './down-plan.js';
import type { SplitPart, StepPlan } from './plan.js';

/** All that reading and writing the history of one context needs beside its model. Keyed by name, then by the older version. */
export interface Plans {
  /** `steps.get('ItemAdded')?.[0]` takes version 1 to version 2. */
  readonly events: ReadonlyMap<string, readonly StepPlan[]>;
  readonly types: ReadonlyMap<string, readonly StepPlan[]>;
  /** How versions are written as older ones: `downs.events.get('ItemAdded')?.[0]` takes version 2 to version 1. */
  readonly downs: {
    readonly events: ReadonlyMap<string, readonly DownPlan[]>;
    readonly types: ReadonlyMap<string, readonly DownPlan[]>;
  };
  /** By the retired event's name; the parts are taken from the event's newest version. */
  readonly splits: ReadonlyMap<string, readonly SplitPart[]>;
}

/** How an event is written as older versions, as `downs` has it; nothing of an event that nobody writes any more. */
export function waysBack({ name, retired }: Event, { downs }: Plans): readonly DownPlan[] {
  return retired === undefined ? (downs.events.get(name) ?? []) : [];
}
