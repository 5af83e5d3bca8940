import { SpanKind } from '@opentelemetry/api';
import type { Aggregate } from '../aggregate.js';
import type { DecodeOptions } from '../codec.js';
import { createRepository } from '../create-repository.js';
import type { AnyEvent, RecordedEvent } from '../event.js';
import type { StoredRecord } from '../store.js';
import { errorType, recordFailure } from './failure.js';
import { createTelemetry, type TelemetryOptions } from './telemetry.js';

/**
 * An aggregate whose decoding is measured: a span for each page, its duration, and how many events there were, those that
 * were stored in an older version apart. Repositories and projections made of it are measured with it; the aggregate that
 * was given stays as it was.
 *
 * ```ts
 * const Cart = instrumentAggregate(defineCart({ … }));
 * ```
 */
export function instrumentAggregate<Id, State, Writable extends AnyEvent, Readable extends AnyEvent>(
  aggregate: Aggregate<Id, State, Writable, Readable>,
  options: TelemetryOptions = {},
): Aggregate<Id, State, Writable, Readable> {
  const telemetry = createTelemetry(options);
  const { codec, name } = aggregate;
  const shared = { ...telemetry.attributes, 'varve.aggregate': name };

  const decode = (records: readonly StoredRecord[], decodeOptions?: DecodeOptions): RecordedEvent<Readable>[] => {
    const span = telemetry.tracer.startSpan(`decode ${name}`, { kind: SpanKind.INTERNAL, attributes: shared });
    const { decodeDuration, eventsDecoded } = telemetry.instruments();
    const began = performance.now();
    try {
      const events = codec.decode(records, decodeOptions);
      decodeDuration.record((performance.now() - began) / 1_000, shared);
      const upcast = events.filter(isUpcast).length;
      if (upcast > 0) eventsDecoded.add(upcast, { ...shared, 'varve.upcast': true });
      if (upcast < events.length) eventsDecoded.add(events.length - upcast, { ...shared, 'varve.upcast': false });
      span.setAttributes({
        'varve.records': records.length,
        'varve.events': events.length,
        'varve.events.upcast': upcast,
      });
      return events;
    } catch (error) {
      decodeDuration.record((performance.now() - began) / 1_000, { ...shared, 'error.type': errorType(error) });
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  };

  const instrumented: Aggregate<Id, State, Writable, Readable> = {
    ...aggregate,
    codec: { ...codec, decode },
    repository: (store, repositoryOptions) => createRepository(instrumented, store, repositoryOptions),
  };
  return instrumented;
}

/** A part of a split event has the version of the event that it is; it was stored as another one. */
function isUpcast({ version, storedVersion, index }: RecordedEvent<AnyEvent>): boolean {
  return version !== storedVersion || index > 0;
}
