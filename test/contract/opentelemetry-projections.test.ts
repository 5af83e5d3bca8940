import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { asyncProjection, runProjections } from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import {
  activeTrace,
  instrumentProjection,
  observeProjections,
  type TelemetryOptions,
} from '@varve/runtime/opentelemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followContexts, recordTelemetry, type RecordedTelemetry } from '../support/recorded-telemetry.js';
import { recordOf, type SampleHandler, sampleProjection, sampleSources, set } from '../support/sample-projection.js';

let telemetry: RecordedTelemetry;
let options: TelemetryOptions;
let unfollow: () => void;
beforeAll(() => {
  unfollow = followContexts();
});
afterAll(() => unfollow());
beforeEach(() => {
  telemetry = recordTelemetry(AggregationTemporality.DELTA);
  const { tracerProvider, meterProvider } = telemetry;
  options = { system: 'memory', tracerProvider, meterProvider };
});
afterEach(() => telemetry.stop());

const custom = recordOf({ type: 'Custom', data: { name: 'a', place: 1, other: { name: 'a', place: 1 } } });

function projection(handler: SampleHandler, fingerprint = 'sample') {
  const sample = { ...sampleProjection(handler), fingerprint };
  return instrumentProjection(asyncProjection(sample, { aggregates: sampleSources, attempts: 1 }), options);
}

describe('a runner', () => {
  it('has a span for each batch, in which handlers run, linked to what appended the events', async () => {
    const store = await openMemoryStore({ clock: () => new Date(Date.now() - 60_000) });
    const appending = telemetry.tracerProvider.getTracer('test').startSpan('appending');
    const metadata = JSON.stringify(context.with(trace.setSpan(context.active(), appending), activeTrace));
    await store.append('Sample-1', [set('a'), { ...custom, metadata }, set('a')]);
    const handledIn: unknown[] = [];
    const projections = [projection(() => void handledIn.push(trace.getSpanContext(context.active())?.spanId))];
    const runner = await runProjections({ store, projections, batchSize: 2 });
    await runner.caughtUp();
    await runner.stop();
    const spans = telemetry.spans().filter(({ name }) => name === 'process Sample');
    expect(
      spans.map(({ attributes, links, parentSpanContext }) => [
        attributes['messaging.batch.message_count'],
        links.map((link) => link.context.spanId),
        parentSpanContext,
      ]),
    ).toEqual([
      [2, [appending.spanContext().spanId], undefined],
      [1, [], undefined],
    ]);
    expect(handledIn.at(-1)).toBe(spans[0]?.spanContext().spanId);
    const figures = await telemetry.figures('varve.consumer.event_age');
    expect(figures).toMatchObject([{ value: 2, attributes: { 'messaging.consumer.group.name': 'Sample' } }]);
    expect(figures[0]?.sum).toBeGreaterThanOrEqual(120);
    await store.close();
  });

  it('says of an event that it cannot take what failed', async () => {
    const store = await openMemoryStore();
    await store.append('Sample-1', [custom]);
    const failing: SampleHandler = () => {
      throw new Error('not this one');
    };
    const runner = await runProjections({ store, projections: [projection(failing)] });
    await expect(runner.finished).rejects.toMatchObject({ code: 'PROJECTION' });
    await runner.stop();
    expect(telemetry.spans()).toMatchObject([
      { name: 'process Sample', status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'PROJECTION' } },
    ]);
    await store.close();
  });

  it('reports how far its rows are behind, in events and seconds, until others replace them', async () => {
    const store = await openMemoryStore({ clock: () => new Date(Date.now() - 60_000) });
    await store.append('Sample-1', [set('a'), custom, set('a')]);
    await store.append('Other-1', [set('not read')]);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const projections = [projection(() => held)];
    const runner = await runProjections({ store, projections, batchSize: 1, patience: 20 });
    const stop = observeProjections(runner, { ...options, store, projections });
    const lag = async () => [
      (await telemetry.figures('varve.consumer.lag.events')).map(({ value }) => value),
      (await telemetry.figures('varve.consumer.lag.time')).map(({ value }) => value >= 60),
    ];
    await expect.poll(lag, { timeout: 10_000 }).toEqual([[2], [true]]);
    release();
    await runner.caughtUp();
    expect(await lag()).toEqual([[0], [false]]);

    const next = await runProjections({ store, projections: [projection(() => undefined, 'next')], patience: 20 });
    await next.caughtUp();
    await expect.poll(lag, { timeout: 10_000 }).toEqual([[], []]);
    stop();
    await next.stop();
    await runner.stop();
    await store.close();
  });
});
