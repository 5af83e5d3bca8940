import type { Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';

/** Every figure that is kept. Names are OpenTelemetry's where it has one (semantic conventions 1.45), else under `varve`. */
export interface Instruments {
  readonly meter: Meter;
  /** Of calls of a store: for how long the store itself was busy or waited for. */
  readonly operationDuration: Histogram;
  /** Of the handling of a page of events. */
  readonly processDuration: Histogram;
  readonly decodeDuration: Histogram;
  /** How old the last event of a page was when the page was handled. */
  readonly eventAge: Histogram;
  readonly eventsAppended: Counter;
  readonly eventsRead: Counter;
  readonly eventsDecoded: Counter;
  readonly conflicts: Counter;
  readonly retries: Counter;
  readonly lagEvents: ObservableGauge;
  readonly lagTime: ObservableGauge;
}

/** In seconds; as the semantic conventions advise for databases. */
const operationBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const decodeBuckets = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5];
const ageBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3_600, 86_400];

export function createInstruments(meter: Meter): Instruments {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]): Histogram =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });
  const count = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { description, unit: `{${unit}}` });
  return {
    meter,
    operationDuration: seconds('db.client.operation.duration', 'Duration of calls of the store.', operationBuckets),
    processDuration: seconds('messaging.process.duration', 'Duration of handling a page of events.', operationBuckets),
    decodeDuration: seconds('varve.decode.duration', 'Duration of decoding a page of records.', decodeBuckets),
    eventAge: seconds(
      'varve.consumer.event_age',
      'From when the last event of a page was recorded to when the page was handled.',
      ageBuckets,
    ),
    eventsAppended: count('varve.events.appended', 'event', 'Events of appends that succeeded.'),
    eventsRead: count('varve.events.read', 'event', 'Events that the store gave.'),
    eventsDecoded: count('varve.events.decoded', 'event', 'Events that codecs gave.'),
    conflicts: count('varve.append.conflicts', 'conflict', 'Appends whose stream was not as expected.'),
    retries: count('varve.store.retries', 'retry', 'Tries of the store after one that failed.'),
    lagEvents: meter.createObservableGauge('varve.consumer.lag.events', {
      description: 'Events that a consumer has not handled yet, counted up to a limit.',
      unit: '{event}',
    }),
    lagTime: meter.createObservableGauge('varve.consumer.lag.time', {
      description: 'Age of the oldest event that a consumer has not handled yet; 0 where there is none.',
      unit: 's',
    }),
  };
}
