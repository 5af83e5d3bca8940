import { context } from '@opentelemetry/api';
import type { AsyncProjection } from '../projections/async-projection.js';
import { startProcessing } from './page-processing.js';
import { createTelemetry, type TelemetryOptions } from './telemetry.js';

/**
 * A projection for a runner, each of whose batches is a span, linked to what appended its events, and measured; handlers run
 * in it. The consumer is called as the projection is.
 *
 * ```ts
 * const projections = [instrumentProjection(asyncProjection(cartSummary(), { aggregates: { Cart } }))];
 * ```
 */
export function instrumentProjection(projection: AsyncProjection, options: TelemetryOptions = {}): AsyncProjection {
  const telemetry = createTelemetry(options);
  return {
    ...projection,
    projector(partition) {
      const projector = projection.projector(partition);
      return {
        ...projector,
        async apply(transaction, build, work) {
          // A place that was come to without an event is no work.
          if (work.records.length === 0) return projector.apply(transaction, build, work);
          const processing = startProcessing(telemetry, projection.name, work.records);
          try {
            const done = await context.with(processing.context, () => projector.apply(transaction, build, work));
            processing.end();
            return done;
          } catch (error) {
            processing.end({ error });
            throw error;
          }
        },
      };
    },
  };
}
