import type { EventStore } from '../store.js';
import { consumingMembers } from './consuming-members.js';
import { copyMembers } from './copy-members.js';
import { keepingMembers } from './keeping-members.js';
import { measured, operationOf } from './operation.js';
import { readingMembers } from './reading-members.js';
import { createTelemetry, type TelemetryOptions } from './telemetry.js';
import { writingMembers } from './writing-members.js';

/**
 * The same store, with spans and metrics for OpenTelemetry; what it can do, what it cannot, and what it has beside the
 * contract stay as they are. The store that was given is not changed. Without an SDK it costs next to nothing.
 *
 * Spans have the context that is active as their parent; those of handling pages are roots that are linked to what appended
 * the events, where their metadata has a `traceparent` (`activeTrace()` gives one). Names of streams stand on spans alone;
 * metrics have categories, which are few.
 *
 * ```ts
 * const store = instrumentStore(await openSqliteStore('shop.db'), { system: 'sqlite' });
 * ```
 */
export function instrumentStore<Store extends EventStore>(store: Store, options: TelemetryOptions = {}): Store {
  const telemetry = createTelemetry(options);
  return copyMembers<EventStore, Store>(store, {
    ...readingMembers(store, telemetry),
    ...writingMembers(store, telemetry),
    ...consumingMembers(store, telemetry),
    ...keepingMembers(store, telemetry),
    close: () => measured(telemetry, operationOf(telemetry, 'close'), () => store.close()),
  });
}
