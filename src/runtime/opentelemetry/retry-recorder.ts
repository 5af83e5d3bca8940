import { context, trace } from '@opentelemetry/api';
import type { StoreRetry } from '../store.js';
import { errorType } from './failure.js';
import { createTelemetry, type TelemetryOptions } from './telemetry.js';

/**
 * What a store is to be given as `onRetry`: counts each further try, and writes it on the span that is active.
 *
 * ```ts
 * const store = instrumentStore(await openPostgresStore(url, { onRetry: retryRecorder({ system }) }), { system });
 * ```
 */
export function retryRecorder(options: TelemetryOptions = {}): (retry: StoreRetry) => void {
  const telemetry = createTelemetry(options);
  return ({ operation, failures, delay, error }) => {
    const type = errorType(error);
    telemetry.instruments().retries.add(1, {
      ...telemetry.attributes,
      'db.system.name': telemetry.system,
      'db.operation.name': operation,
      'error.type': type,
    });
    trace.getSpan(context.active())?.addEvent('varve.retry', {
      'db.operation.name': operation,
      'varve.retry.failures': failures,
      'varve.retry.delay': delay / 1_000,
      'error.type': type,
    });
  };
}
