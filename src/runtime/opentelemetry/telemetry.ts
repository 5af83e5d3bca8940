import {
  type Attributes,
  type MeterProvider,
  metrics,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { createInstruments, type Instruments } from './instruments.js';

export interface TelemetryOptions {
  /** What keeps the events, as `db.system.name` has it: `postgresql`, `sqlite`, `nats`, …; `varve` by default. */
  readonly system?: string;
  /** Stands on every span and every metric: few keys, of few values. `db.namespace` and `server.address`, say. */
  readonly attributes?: Attributes;
  /** The one that is registered, by default; it may be registered later. */
  readonly tracerProvider?: TracerProvider;
  /** The one that is registered, by default; it may be registered later. */
  readonly meterProvider?: MeterProvider;
}

/** Where spans and figures go, and what stands on each. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly system: string;
  readonly attributes: Attributes;
  instruments(): Instruments;
}

const scope = '@varve/runtime';

export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  const { system = 'varve', attributes = {}, tracerProvider = trace, meterProvider } = options;
  let provider: MeterProvider | undefined;
  let instruments: Instruments | undefined;
  return {
    tracer: tracerProvider.getTracer(scope),
    system,
    attributes,
    instruments() {
      // A meter of the time before a provider is registered never measures anything, unlike a tracer.
      const current = meterProvider ?? metrics.getMeterProvider();
      if (instruments === undefined || current !== provider) {
        provider = current;
        instruments = createInstruments(current.getMeter(scope));
      }
      return instruments;
    },
  };
}
