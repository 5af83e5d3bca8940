import { AsyncLocalStorage } from 'node:async_hooks';
import { type Attributes, type Context, context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** A figure of one set of attributes: a counter's or gauge's value, or how often a histogram was told of one. */
export interface Figure {
  readonly attributes: Attributes;
  readonly value: number;
  /** Of a histogram. */
  readonly sum?: number;
}

/** An SDK that keeps what it is told in memory. */
export interface RecordedTelemetry {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** Those that have ended, in that order. */
  spans(): readonly ReadableSpan[];
  /** Collects now. */
  figures(name: string): Promise<readonly Figure[]>;
  /** Collects now; every figure of every name. */
  allFigures(): Promise<readonly (Figure & { readonly name: string })[]>;
  stop(): Promise<void>;
}

class ManualReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** @param temporality by `DELTA`, what is not observed any more is not told of any more. */
export function recordTelemetry(temporality = AggregationTemporality.CUMULATIVE): RecordedTelemetry {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const reader = new ManualReader({ aggregationTemporalitySelector: () => temporality });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const allFigures = async (): Promise<readonly (Figure & { readonly name: string })[]> => {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new AggregateError(errors, 'metrics could not be collected');
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor: { name }, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => ({ name, attributes, ...amount(value) })),
      ),
    );
  };
  return {
    tracerProvider,
    meterProvider,
    spans: () => exporter.getFinishedSpans(),
    allFigures,
    figures: async (name) => (await allFigures()).filter((figure) => figure.name === name),
    async stop() {
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
}

function amount(value: number | { readonly count: number; readonly sum?: number }): Omit<Figure, 'attributes'> {
  if (typeof value === 'number') return { value };
  return { value: value.count, ...(value.sum !== undefined && { sum: value.sum }) };
}

/** Makes contexts follow what is awaited, as every SDK for Node does; the result undoes it. */
export function followContexts(): () => void {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, thisArg, ...args) => storage.run(active, () => Reflect.apply(run, thisArg, args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
  return () => context.disable();
}
