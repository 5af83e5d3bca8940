import { trace } from '@opentelemetry/api';
import type { StoreRetry } from '@varve/runtime';
import { instrumentStore, retryRecorder, type TelemetryOptions } from '@varve/runtime/opentelemetry';
import { openPostgresStore, type PostgresStore } from '@varve/runtime/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { because } from '../support/nats-server.js';
import { type PostgresCluster, startPostgres, withoutPostgres } from '../support/postgres-cluster.js';
import { followContexts, recordTelemetry } from '../support/recorded-telemetry.js';

const obstacle = await withoutPostgres();

describe.skipIf(obstacle !== undefined)(`an instrumented store in PostgreSQL${because(obstacle)}`, () => {
  const telemetry = recordTelemetry();
  const { tracerProvider, meterProvider } = telemetry;
  const options: TelemetryOptions = { system: 'postgresql', tracerProvider, meterProvider };
  let cluster: PostgresCluster;
  let store: PostgresStore;
  let unfollow: () => void;
  let heard = (): void => undefined;
  const firstRetry = new Promise<void>((resolve) => {
    heard = resolve;
  });

  beforeAll(async () => {
    unfollow = followContexts();
    cluster = await startPostgres({ flags: ['-c', 'fsync=off'] });
    const record = retryRecorder(options);
    const onRetry = (retry: StoreRetry): void => {
      record(retry);
      if (retry.operation === 'append') heard();
    };
    store = instrumentStore(
      await openPostgresStore(cluster.url, { pageSize: 10, retryTimeout: 30_000, onRetry }),
      options,
    );
  });
  afterAll(async () => {
    await store?.close();
    await telemetry.stop();
    await cluster?.stop();
    unfollow();
  });

  it('gives handlers the transaction of their page still, within the span of the page', async () => {
    await cluster.query('CREATE TABLE handled (position bigint PRIMARY KEY)');
    for (let n = 0; n < 25; n += 1) await store.append(`Cart-${n}`, [{ type: 'Counted', version: 1, data: '{}' }]);
    const stop = new AbortController();
    const lags: number[] = [];
    const spans: (string | undefined)[] = [];
    let handled = 0;
    await store.consume(
      'table',
      async (page, transaction) => {
        const [lag] = await telemetry.figures('varve.consumer.lag.events');
        lags.push(lag?.value ?? -1);
        for (const { position } of page) await transaction.query('INSERT INTO handled VALUES ($1)', [position]);
        spans.push(trace.getActiveSpan()?.spanContext().spanId);
        handled += page.length;
        if (handled === 25) stop.abort();
      },
      { signal: stop.signal },
    );
    const { rows } = await cluster.query('SELECT count(*)::int AS count FROM handled');
    expect(rows).toEqual([{ count: 25 }]);
    expect(lags).toEqual([25, 15, 5]);
    const ofPages = telemetry.spans().filter(({ name }) => name === 'process table');
    expect(ofPages.map((span) => span.spanContext().spanId)).toEqual(spans);
  });

  it('tells of the tries while the server was away, on the span of the append that they were for', async () => {
    await cluster.kill();
    const appending = store.append('Order-1', [{ type: 'Counted', version: 1, data: '{}' }]);
    await Promise.all([firstRetry, appending, firstRetry.then(() => cluster.restart())]);
    const span = telemetry.spans().find(({ name }) => name === 'append Order');
    expect(span?.events.length).toBeGreaterThan(0);
    for (const { name, attributes } of span?.events ?? [])
      expect({ name, operation: attributes?.['db.operation.name'] }).toEqual({
        name: 'varve.retry',
        operation: 'append',
      });
    const retries = await telemetry.figures('varve.store.retries');
    expect(retries.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThanOrEqual(span?.events.length ?? 1);
  });
});
