import type { Attributes } from '@opentelemetry/api';
import type { EventStore } from '../store.js';
import { callAttributes, commonCategory } from './call-attributes.js';
import { measuredPages } from './measured-pages.js';
import { operationOf } from './operation.js';
import type { Telemetry } from './telemetry.js';

/** Arguments are handed on as they come: a store may take more than the contract names. */
export function readingMembers(store: EventStore, telemetry: Telemetry): Pick<EventStore, 'read' | 'readAll'> {
  return {
    read(...args) {
      const [stream, options] = args;
      const details = (): Attributes =>
        callAttributes({
          'varve.stream': stream,
          'varve.from': options?.from,
          'varve.to': options?.to,
          'varve.limit': options?.limit,
          'varve.backwards': options?.backwards,
        });
      const operation = operationOf(telemetry, 'read', commonCategory([stream]), details);
      return measuredPages(telemetry, operation, store.read(...args));
    },

    readAll(...args) {
      const [options] = args;
      const details = (): Attributes =>
        callAttributes({ 'varve.after': options?.after, 'varve.limit': options?.limit });
      const category = commonCategory(Array.isArray(options?.categories) ? options.categories : []);
      return measuredPages(telemetry, operationOf(telemetry, 'readAll', category, details), store.readAll(...args));
    },
  };
}
