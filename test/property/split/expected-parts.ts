import { runSplit, runSteps } from '../../../src/evolution/interpret-plan.js';
import type { EmitContext } from '../../../src/emit/emit-input.js';
import type { Json } from '../../../src/language/syntax.js';
import { newestVersion } from '../../../src/model/model.js';
import type { StoredRecord } from '../../../src/runtime/index.js';
import { customValue } from '../upcast/custom-steps.js';
import { dataOf } from './split-history.js';

/** What a reader sees of an event, its data and metadata as texts. */
export interface SeenEvent {
  readonly type: string;
  readonly data: string;
  readonly metadata: string | undefined;
  readonly version: number;
  readonly storedVersion: number;
  readonly index: number;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly recordedAt: string;
}

/** What a stored event must be read as, found by interpreting the plans. @throws StepFailure */
export function expectedParts(record: StoredRecord, { context, plans }: EmitContext): readonly SeenEvent[] {
  const events = context.aggregates.flatMap((aggregate) => aggregate.events);
  const event = events.find(({ name, was }) => name === record.type || was.includes(record.type));
  if (event === undefined) throw new Error(`there is no ${record.type}`);
  const { id, stream, revision, position, recordedAt, version: storedVersion, metadata } = record;
  const around = {
    envelope: { id, stream, revision, recordedAt },
    context,
    plans,
    custom: (_version: number, field: string | undefined, data: Json) => customValue(field, data),
  };
  const seen = (type: string, data: Json, index: number): SeenEvent => {
    const target = events.find(({ name }) => name === type) ?? event;
    const { number } = newestVersion(target);
    const envelope = { id, stream, revision, position, recordedAt };
    return { type, data: JSON.stringify(data), metadata, version: number, storedVersion, index, ...envelope };
  };
  if (event.retired?.kind === 'dropped') return [];
  const newest = runSteps(event.name, storedVersion, dataOf(record), around);
  if (event.retired?.kind !== 'split') return [seen(event.name, newest, 0)];
  return (plans.splits.get(event.name) ?? []).flatMap((part, index) =>
    runSplit([part], newest, around).map(({ data }) =>
      seen(part.event, runSteps(part.event, part.version, data, around), index),
    ),
  );
}
