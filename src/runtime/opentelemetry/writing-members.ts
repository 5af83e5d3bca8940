import type { EventStore } from '../store.js';
import { callAttributes, commonCategory } from './call-attributes.js';
import { errorType } from './failure.js';
import { measured, type Operation, operationOf } from './operation.js';
import type { Telemetry } from './telemetry.js';

/** Arguments are handed on as they come: a store may take more than the contract names. */
export function writingMembers(store: EventStore, telemetry: Telemetry): Pick<EventStore, 'append' | 'appendMany'> {
  const { appendMany } = store;
  return {
    async append(...args) {
      const [stream, events, options] = args;
      const count = countOf(events);
      const operation = operationOf(telemetry, 'append', commonCategory([stream]), () =>
        callAttributes({ 'varve.stream': stream, 'varve.expected': options?.expected, 'varve.events': count }),
      );
      const append = measured(
        telemetry,
        operation,
        () => store.append(...args),
        ({ revision, position }, span) =>
          span.setAttributes({ 'varve.revision': revision, 'varve.position': String(position) }),
      );
      const result = await countingConflicts(telemetry, operation, append);
      if (count > 0) telemetry.instruments().eventsAppended.add(count, operation.attributes);
      return result;
    },

    ...(appendMany !== undefined && {
      async appendMany(...args) {
        const appends: readonly unknown[] = Array.isArray(args[0]) ? args[0] : [];
        const given = appends.map(streamAndCount);
        const category = commonCategory(given.map(({ stream }) => stream));
        const operation = operationOf(telemetry, 'appendMany', category, () => ({
          ...(given.length > 1 && { 'db.operation.batch.size': given.length }),
          'varve.events': given.reduce((sum, { count }) => sum + count, 0),
        }));
        const append = measured(telemetry, operation, () => appendMany.apply(store, args));
        const result = await countingConflicts(telemetry, operation, append);
        for (const { stream, count } of given) {
          const { attributes } = operationOf(telemetry, 'appendMany', commonCategory([stream]));
          if (count > 0) telemetry.instruments().eventsAppended.add(count, attributes);
        }
        return result;
      },
    }),
  };
}

async function countingConflicts<Result>(
  telemetry: Telemetry,
  { attributes }: Operation,
  append: Promise<Result>,
): Promise<Result> {
  try {
    return await append;
  } catch (error) {
    if (errorType(error) === 'CONCURRENCY') telemetry.instruments().conflicts.add(1, attributes);
    throw error;
  }
}

function streamAndCount(append: unknown): { stream: unknown; count: number } {
  const isAppend = typeof append === 'object' && append !== null;
  const stream = isAppend && 'stream' in append ? append.stream : undefined;
  return { stream, count: countOf(isAppend && 'events' in append ? append.events : undefined) };
}

function countOf(events: unknown): number {
  return Array.isArray(events) ? events.length : 0;
}
