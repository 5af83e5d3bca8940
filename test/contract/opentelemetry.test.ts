import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, metrics, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import {
  ConcurrencyError,
  type EventStore,
  type NewRecord,
  StoreError,
  type StoreHealth,
  type StoredRecord,
  type StoreRetry,
  uuidv7,
} from '@varve/runtime';
import { type MemoryStore, openMemoryStore } from '@varve/runtime/memory';
import {
  activeTrace,
  instrumentAggregate,
  instrumentStore,
  observeLag,
  retryRecorder,
  type TelemetryOptions,
} from '@varve/runtime/opentelemetry';
import { openSqliteStore } from '@varve/runtime/sqlite';
import { describeEventStore } from '@varve/runtime/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Cart } from '../../examples/shop/cart.js';
import { CartId } from '../../generated/shop/index.js';
import { followContexts, recordTelemetry, type RecordedTelemetry } from '../support/recorded-telemetry.js';

const event = (n = 1): NewRecord => ({ type: 'Counted', version: 1, data: `{"n":${n}}` });
const events = (count: number): NewRecord[] => Array.from({ length: count }, (_, index) => event(index));

let telemetry: RecordedTelemetry;
let options: TelemetryOptions;
let unfollow: () => void;

beforeAll(() => {
  unfollow = followContexts();
});
afterAll(() => unfollow());

function record(temporality?: AggregationTemporality): void {
  telemetry = recordTelemetry(temporality);
  const { tracerProvider, meterProvider } = telemetry;
  options = { system: 'memory', tracerProvider, meterProvider };
}

beforeEach(() => record());
afterEach(() => telemetry.stop());

describeEventStore(
  'an instrumented store',
  async (opening) => ({ store: instrumentStore(await openMemoryStore(opening), options) }),
  { describe, it },
  { without: ['another', 'interrupt'] },
);

describeEventStore(
  'an instrumented store without an SDK',
  async (opening) => ({ store: instrumentStore(await openMemoryStore(opening)) }),
  { describe, it },
  { without: ['another', 'interrupt'] },
);

/** Runs something within a span of the caller's. */
async function within<Result>(name: string, run: (span: Span) => Promise<Result>): Promise<Result> {
  const span = telemetry.tracerProvider.getTracer('test').startSpan(name, { root: true });
  try {
    return await context.with(trace.setSpan(ROOT_CONTEXT, span), () => run(span));
  } finally {
    span.end();
  }
}

const spansOf = (name: string) => telemetry.spans().filter((span) => span.name === name);

function spanOf(name: string) {
  const [span, ...others] = spansOf(name);
  if (span === undefined || others.length > 0)
    throw new Error(`one span ${name} was expected among ${telemetry.spans().map((each) => each.name)}`);
  return span;
}

async function drained(pages: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

describe('append', () => {
  it("is a span under the caller's, with the stream, what was expected and what came of it", async () => {
    const store = instrumentStore(await openMemoryStore(), { ...options, attributes: { 'db.namespace': 'shop' } });
    const result = await within('checkout', () => store.append('Cart-1', events(3), { expected: 'absent' }));
    expect(result).toEqual({ revision: 3, position: 3n });
    const span = spanOf('append Cart');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      'db.system.name': 'memory',
      'db.namespace': 'shop',
      'db.operation.name': 'append',
      'db.collection.name': 'Cart',
      'varve.stream': 'Cart-1',
      'varve.expected': 'absent',
      'varve.events': 3,
      'varve.revision': 3,
      'varve.position': '3',
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.parentSpanContext?.spanId).toBe(spanOf('checkout').spanContext().spanId);
  });

  it('is what the spans of the store itself hang from', async () => {
    const inner = instrumentStore(await openMemoryStore(), { ...options, system: 'inner' });
    await instrumentStore(inner, options).append('Cart-1', [event()]);
    const [child, parent] = spansOf('append Cart');
    expect(child?.attributes['db.system.name']).toBe('inner');
    expect(child?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
  });

  it('counts events and measures calls, by category', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.append('Cart-1', events(3));
    await store.append('Cart-2', events(2));
    await store.append('Order-1', events(1));
    await store.append('Order-1', []);
    const of = (category: string) => ({
      'db.system.name': 'memory',
      'db.operation.name': 'append',
      'db.collection.name': category,
    });
    expect(await telemetry.figures('varve.events.appended')).toMatchObject([
      { attributes: of('Cart'), value: 5 },
      { attributes: of('Order'), value: 1 },
    ]);
    expect(await telemetry.figures('db.client.operation.duration')).toMatchObject([
      { attributes: of('Cart'), value: 2 },
      { attributes: of('Order'), value: 2 },
    ]);
    expect(await telemetry.figures('varve.append.conflicts')).toEqual([]);
  });

  it('says of a conflict what it was, and counts it, and no event', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    const conflict: unknown = await store.append('Cart-1', [event()], { expected: 4 }).catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(ConcurrencyError);
    const span = spanOf('append Cart');
    expect(span.status).toMatchObject({ code: SpanStatusCode.ERROR, message: expect.stringContaining('revision 4') });
    expect(span.attributes).toMatchObject({ 'error.type': 'CONCURRENCY', 'varve.expected': 4 });
    expect(span.events).toMatchObject([{ name: 'exception' }]);
    expect(await telemetry.figures('varve.append.conflicts')).toMatchObject([
      { attributes: { 'db.operation.name': 'append', 'db.collection.name': 'Cart' }, value: 1 },
    ]);
    expect(await telemetry.figures('db.client.operation.duration')).toMatchObject([
      { attributes: { 'error.type': 'CONCURRENCY' }, value: 1 },
    ]);
    expect(await telemetry.figures('varve.events.appended')).toEqual([]);
  });

  it('says of any other failure what it was, and that it was no conflict', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.close();
    await expect(store.append('Cart-1', [event()])).rejects.toMatchObject({ code: 'CLOSED' });
    expect(spanOf('append Cart')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'CLOSED' },
    });
    expect(await telemetry.figures('varve.append.conflicts')).toEqual([]);
  });

  it('of several streams is one span, and counts by category', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.appendMany([
      { stream: 'Cart-1', events: events(2) },
      { stream: 'Order-1', events: events(3) },
      { stream: 'Cart-2', events: events(1) },
    ]);
    expect(spanOf('appendMany').attributes).toEqual({
      'db.system.name': 'memory',
      'db.operation.name': 'appendMany',
      'db.operation.batch.size': 3,
      'varve.events': 6,
    });
    expect(await telemetry.figures('varve.events.appended')).toMatchObject([
      { attributes: { 'db.collection.name': 'Cart' }, value: 3 },
      { attributes: { 'db.collection.name': 'Order' }, value: 3 },
    ]);
    await expect(
      store.appendMany([
        { stream: 'Cart-1', events: events(1) },
        { stream: 'Cart-3', events: events(1), expected: 'present' },
      ]),
    ).rejects.toThrow(ConcurrencyError);
    expect(await telemetry.figures('varve.append.conflicts')).toMatchObject([
      { attributes: { 'db.operation.name': 'appendMany', 'db.collection.name': 'Cart' }, value: 1 },
    ]);
  });
});

describe('read and readAll', () => {
  let store: MemoryStore;
  beforeEach(async () => {
    const opened = await openMemoryStore({ pageSize: 2 });
    await opened.append('Cart-1', events(5));
    store = instrumentStore(opened, options);
  });

  it('are one span for all pages, which ends with the last', async () => {
    await within('load', async () => {
      expect(await drained(store.read('Cart-1', { from: 2 }))).toHaveLength(4);
      expect(await drained(store.readAll({ after: 1n, categories: ['Cart'] }))).toHaveLength(4);
    });
    const parent = spanOf('load').spanContext().spanId;
    for (const name of ['read Cart', 'readAll Cart']) expect(spanOf(name).parentSpanContext?.spanId).toBe(parent);
    expect(spanOf('read Cart').attributes).toEqual({
      'db.system.name': 'memory',
      'db.operation.name': 'read',
      'db.collection.name': 'Cart',
      'db.response.returned_rows': 4,
      'varve.stream': 'Cart-1',
      'varve.from': 2,
      'varve.pages': 2,
    });
    expect(await telemetry.figures('varve.events.read')).toMatchObject([
      { attributes: { 'db.operation.name': 'read' }, value: 4 },
      { attributes: { 'db.operation.name': 'readAll' }, value: 4 },
    ]);
    expect(await telemetry.figures('db.client.operation.duration')).toMatchObject([{ value: 1 }, { value: 1 }]);
  });

  it('end where the reader leaves early', async () => {
    for await (const page of store.read('Cart-1')) {
      expect(page).toHaveLength(2);
      expect(telemetry.spans()).toEqual([]);
      break;
    }
    expect(spanOf('read Cart')).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'db.response.returned_rows': 2 },
    });
  });

  it("end where the reader fails, and the failure is none of the store's", async () => {
    const reading = async (): Promise<void> => {
      for await (const page of store.read('Cart-1')) throw new Error(`no use for ${page.length} events`);
    };
    await expect(reading()).rejects.toThrow('no use for 2 events');
    expect(spanOf('read Cart').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('end where the store fails, and say how', async () => {
    await expect(drained(store.read('Cart-1', { limit: -1 }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(spanOf('read Cart')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'INVALID_ARGUMENT' },
    });
  });

  it('leave nothing behind where nobody reads', async () => {
    const pages = store.read('Cart-1');
    await pages[Symbol.asyncIterator]().return?.();
    store.readAll();
    expect(telemetry.spans()).toEqual([]);
    expect(await telemetry.figures('db.client.operation.duration')).toEqual([]);
  });

  it('are what the spans of the store itself hang from', async () => {
    await drained(instrumentStore(store, { ...options, system: 'outer' }).read('Cart-1'));
    const [child, parent] = spansOf('read Cart');
    expect(parent?.attributes['db.system.name']).toBe('outer');
    expect(child?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
  });
});

describe('consuming', () => {
  it('gives each page a span of its own, in which its handler runs, linked to what appended the events', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    const appender = await within('checkout', async (span) => {
      await store.append('Cart-1', [
        { ...event(), metadata: JSON.stringify({ userId: 'u', ...activeTrace() }) },
        event(),
      ]);
      return span.spanContext();
    });
    const stop = new AbortController();
    const seen: unknown[] = [];
    await within('start', () =>
      store.consume(
        'counter',
        async (page) => {
          await Promise.resolve();
          seen.push(trace.getActiveSpan()?.spanContext().spanId, page.length);
          stop.abort();
        },
        { signal: stop.signal },
      ),
    );
    const span = spanOf('process counter');
    expect(seen).toEqual([span.spanContext().spanId, 2]);
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.attributes).toEqual({
      'messaging.system': 'memory',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': 'counter',
      'messaging.batch.message_count': 2,
      'varve.position': '2',
    });
    expect(span.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId }))).toEqual([
      { traceId: appender.traceId, spanId: appender.spanId },
    ]);
    const ofCounter = { attributes: { 'messaging.consumer.group.name': 'counter' }, value: 1 };
    expect(await telemetry.figures('messaging.process.duration')).toMatchObject([ofCounter]);
    expect(await telemetry.figures('varve.consumer.event_age')).toMatchObject([ofCounter]);
    expect(await telemetry.figures('varve.events.read')).toMatchObject([
      { attributes: { 'db.operation.name': 'consume' }, value: 2 },
    ]);
  });

  it('measures how old events are when they are handled, and never below nothing', async () => {
    let now = Date.now() - 60_000;
    const store = instrumentStore(await openMemoryStore({ clock: () => new Date(now), pageSize: 1 }), options);
    await store.append('Cart-1', [event()]);
    now = Date.now() + 60_000;
    await store.append('Cart-1', [event()]);
    const stop = new AbortController();
    const handle = ([record]: readonly StoredRecord[]): void => {
      if (record?.revision === 2) stop.abort();
    };
    await store.consume('counter', handle, { signal: stop.signal });
    const [age] = await telemetry.figures('varve.consumer.event_age');
    expect(age?.value).toBe(2);
    expect(age?.sum).toBeGreaterThanOrEqual(60);
    expect(age?.sum).toBeLessThan(120);
  });

  it("says of a handler's failure what it was, and hands it on", async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.append('Cart-1', [event()]);
    const failing = store.consume('counter', () => {
      throw new RangeError('too much');
    });
    await expect(failing).rejects.toThrow(new RangeError('too much'));
    expect(spanOf('process counter')).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'too much' },
      attributes: { 'error.type': 'RangeError' },
    });
    expect(spansOf('consume')).toEqual([]);
    expect(await telemetry.figures('messaging.process.duration')).toMatchObject([
      { attributes: { 'error.type': 'RangeError' }, value: 1 },
    ]);
    expect(await telemetry.figures('varve.consumer.event_age')).toEqual([]);
  });

  it("says of a store's failure what it was", async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.close();
    await expect(store.consume('counter', () => {})).rejects.toThrow(StoreError);
    await expect(drained(store.subscribe())).rejects.toThrow(StoreError);
    for (const name of ['consume', 'subscribe'])
      expect(spanOf(name)).toMatchObject({
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'error.type': 'CLOSED' },
      });
  });

  it('of a subscription is a span from page to page', async () => {
    const store = instrumentStore(await openMemoryStore({ pageSize: 1 }), options);
    await store.append('Cart-1', events(3));
    let pages = 0;
    for await (const page of store.subscribe()) {
      expect(page).toHaveLength(1);
      expect(spansOf('process')).toHaveLength(pages);
      pages += 1;
      if (pages === 3) break;
    }
    expect(spansOf('process').map(({ attributes }) => attributes['varve.position'])).toEqual(['1', '2', '3']);
    expect(await telemetry.figures('messaging.process.duration')).toMatchObject([{ value: 3 }]);
  });
});

describe('lag', () => {
  const lag = async (): Promise<unknown> => ({
    events: (await telemetry.figures('varve.consumer.lag.events')).map(({ value }) => value),
    isOld: (await telemetry.figures('varve.consumer.lag.time')).map(({ value }) => value >= 60),
  });
  beforeEach(async () => {
    await telemetry.stop();
    record(AggregationTemporality.DELTA);
  });
  const aMinuteAgo = (): Date => new Date(Date.now() - 60_000);

  it('of a consumer is what it has not handled, while it consumes', async () => {
    const store = instrumentStore(await openMemoryStore({ pageSize: 2, clock: aMinuteAgo }), options);
    await store.append('Cart-1', events(3));
    await store.append('Order-1', events(3));
    const stop = new AbortController();
    const seen: unknown[] = [];
    let handled = 0;
    await store.consume(
      'counter',
      async (page) => {
        seen.push(await lag());
        handled += page.length;
        if (handled === 3) queueMicrotask(() => stop.abort());
      },
      { signal: stop.signal, categories: ['Cart'] },
    );
    expect(seen).toEqual([
      { events: [3], isOld: [true] },
      { events: [1], isOld: [true] },
    ]);
    expect(await lag()).toEqual({ events: [], isOld: [] });
    expect(spansOf('readAll Cart')).toEqual([]);
  });

  it('of a checkpoint is what stands behind it, counted up to a limit', async () => {
    const store = await openMemoryStore({ clock: aMinuteAgo });
    await store.append('Cart-1', events(20));
    const stop = observeLag(store, 'report', { ...options, limit: 10 });
    expect(await lag()).toEqual({ events: [10], isOld: [true] });
    await store.checkpoints.write('report', 15n);
    expect(await lag()).toEqual({ events: [5], isOld: [true] });
    await store.checkpoints.write('report', 20n);
    expect(await lag()).toEqual({ events: [0], isOld: [false] });
    expect(await telemetry.figures('varve.consumer.lag.time')).toMatchObject([
      { attributes: { 'messaging.consumer.group.name': 'report', 'messaging.system': 'memory' }, value: 0 },
    ]);
    stop();
    expect(await lag()).toEqual({ events: [], isOld: [] });
  });

  it('is not made up where the store does not answer', async () => {
    const store = await openMemoryStore();
    observeLag(store, 'report', options);
    await store.close();
    expect(await lag()).toEqual({ events: [], isOld: [] });
  });

  it('of a store without checkpoints cannot be asked for', async () => {
    const { checkpoints: _, ...store } = await openMemoryStore();
    expect(() => observeLag(store, 'report', options)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });
});

describe('what a store keeps beside events', () => {
  it('is measured by operation', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    await store.snapshots.write('Cart-1', 'f', { revision: 2, state: '{}' });
    expect(await store.snapshots.read('Cart-1', 'f')).toEqual({ revision: 2, state: '{}' });
    await store.snapshots.delete('Cart-1');
    expect(await store.snapshots.read('Cart-1', 'f')).toBeUndefined();
    await store.checkpoints.write('report', 7n);
    expect(await store.checkpoints.read('report')).toBe(7n);
    expect(spansOf('snapshots.read Cart').map(({ attributes }) => attributes['varve.snapshot.found'])).toEqual([
      true,
      false,
    ]);
    expect(spanOf('checkpoints.write').attributes).toMatchObject({
      'messaging.consumer.group.name': 'report',
      'varve.position': '7',
    });
    const durations = await telemetry.figures('db.client.operation.duration');
    expect(durations.map(({ attributes, value }) => [attributes['db.operation.name'], value])).toEqual([
      ['snapshots.write', 1],
      ['snapshots.read', 2],
      ['snapshots.delete', 1],
      ['checkpoints.write', 1],
      ['checkpoints.read', 1],
    ]);
  });

  it('its health is a figure, and no span', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    expect(await store.health()).toMatchObject({ healthy: true });
    await store.close();
    expect(await store.health()).toMatchObject({ healthy: false });
    const durations = await telemetry.figures('db.client.operation.duration');
    expect(durations.map(({ attributes }) => [attributes['db.operation.name'], attributes['error.type']])).toEqual([
      ['health', undefined],
      ['close', undefined],
      ['health', 'CLOSED'],
    ]);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['close']);
  });
});

it('tries that follow a failure are counted, and stand on the span that is active', async () => {
  const onRetry = retryRecorder(options);
  await within('append', async () => {
    onRetry({ operation: 'append', failures: 1, delay: 250, error: new StoreError('UNAVAILABLE', 'gone') });
    onRetry({ operation: 'append', failures: 2, delay: 500, error: new StoreError('UNAVAILABLE', 'gone') });
  });
  onRetry({ operation: 'read', failures: 1, delay: 20, error: 'gone' });
  expect(await telemetry.figures('varve.store.retries')).toMatchObject([
    {
      attributes: { 'db.operation.name': 'append', 'error.type': 'UNAVAILABLE', 'db.system.name': 'memory' },
      value: 2,
    },
    { attributes: { 'db.operation.name': 'read', 'error.type': '_OTHER' }, value: 1 },
  ]);
  expect(spanOf('append').events).toMatchObject([
    { name: 'varve.retry', attributes: { 'varve.retry.failures': 1, 'varve.retry.delay': 0.25 } },
    { name: 'varve.retry', attributes: { 'varve.retry.failures': 2, 'varve.retry.delay': 0.5 } },
  ]);
});

it("a store's own tries stand on the span of the call", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'varve-telemetry-'));
  const file = join(folder, 'events.db');
  const record = retryRecorder({ ...options, system: 'sqlite' });
  let other: InstanceType<typeof Database> | undefined;
  const onRetry = (retry: StoreRetry): void => {
    record(retry);
    other?.close();
    other = undefined;
  };
  const store = instrumentStore(await openSqliteStore(file, { onRetry }), { ...options, system: 'sqlite' });
  other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  expect((await store.append('Cart-1', [event()])).revision).toBe(1);
  await store.close();
  await rm(folder, { recursive: true });
  const busy = { 'db.operation.name': 'append', 'error.type': 'SQLITE_BUSY' };
  expect(spanOf('append Cart').events).toMatchObject([{ name: 'varve.retry', attributes: busy }]);
  expect(await telemetry.figures('varve.store.retries')).toMatchObject([{ attributes: busy, value: 1 }]);
});

describe('decoding', () => {
  it('is measured, and says how many events were stored in an older version', async () => {
    const Measured = instrumentAggregate(Cart, options);
    const store = await openMemoryStore();
    const id = CartId(uuidv7());
    await store.append(Cart.stream(id), [
      { type: 'CartCreated', version: 1, data: '{}' },
      { type: 'ItemAdded', version: 1, data: '{"sku":"A1","qty":2}' },
      { type: 'ItemAdded', version: 2, data: '{"sku":"A1","quantity":3}' },
    ]);
    const { state } = await within('load', () => Measured.repository(store).load(id));
    expect(state).toEqual({ status: 'open', items: { A1: 5 } });
    const span = spanOf('decode Cart');
    expect(span.kind).toBe(SpanKind.INTERNAL);
    expect(span.parentSpanContext?.spanId).toBe(spanOf('load').spanContext().spanId);
    expect(span.attributes).toEqual({
      'varve.aggregate': 'Cart',
      'varve.records': 3,
      'varve.events': 3,
      'varve.events.upcast': 2,
    });
    expect(await telemetry.figures('varve.decode.duration')).toMatchObject([
      { attributes: { 'varve.aggregate': 'Cart' }, value: 1 },
    ]);
    expect(await telemetry.figures('varve.events.decoded')).toMatchObject([
      { attributes: { 'varve.upcast': true }, value: 2 },
      { attributes: { 'varve.upcast': false }, value: 1 },
    ]);
    // The aggregate itself is as it was.
    await Cart.repository(store).load(id);
    expect(spansOf('decode Cart')).toHaveLength(1);
  });

  it('that fails says where', async () => {
    const Measured = instrumentAggregate(Cart, options);
    const store = await openMemoryStore();
    const id = CartId(uuidv7());
    await store.append(Cart.stream(id), [{ type: 'ItemAdded', version: 1, data: '{}' }]);
    await expect(Measured.repository(store).load(id)).rejects.toMatchObject({ code: 'DECODE' });
    expect(spanOf('decode Cart')).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: expect.stringContaining('revision 1') },
      attributes: { 'error.type': 'DECODE' },
    });
    expect(await telemetry.figures('varve.decode.duration')).toMatchObject([
      { attributes: { 'error.type': 'DECODE' } },
    ]);
  });
});

it('no metric has the name of a stream', async () => {
  const store = instrumentStore(await openMemoryStore(), options);
  const id = CartId(uuidv7());
  const carts = instrumentAggregate(Cart, options).repository(store);
  await carts.append(id, [{ type: 'CartCreated', data: {} }]);
  await carts.execute(id, () => ({ type: 'CartCreated', data: {} }));
  await store.snapshots.write(Cart.stream(id), 'f', { revision: 1, state: '{}' });
  await expect(carts.append(id, [], { expected: 9 })).rejects.toThrow(ConcurrencyError);
  await drained(store.readAll());
  const figures = await telemetry.allFigures();
  expect(new Set(figures.map(({ name }) => name)).size).toBeGreaterThan(5);
  expect(JSON.stringify(figures)).not.toContain(id);
});

describe('the store that comes back', () => {
  class Counting implements EventStore {
    #closed = false;
    readonly #inner: MemoryStore;
    migrations = 0;
    readonly [Symbol.toStringTag] = 'Counting';
    constructor(inner: MemoryStore) {
      this.#inner = inner;
    }
    append: EventStore['append'] = (...args) => this.#inner.append(...args);
    read: EventStore['read'] = (...args) => this.#inner.read(...args);
    readAll: EventStore['readAll'] = (...args) => this.#inner.readAll(...args);
    subscribe: EventStore['subscribe'] = (...args) => this.#inner.subscribe(...args);
    async close(): Promise<void> {
      this.#closed = true;
    }
    get isClosed(): boolean {
      return this.#closed;
    }
    migrate(count: number): number {
      this.migrations += count;
      return this.migrations;
    }
  }

  it('has what the store has beside the contract, and its class', async () => {
    const counting = new Counting(await openMemoryStore());
    const store = instrumentStore(counting, options);
    expect(store).toBeInstanceOf(Counting);
    expect(store.migrate(3)).toBe(3);
    expect({ its: store.migrations, own: counting.migrations }).toEqual({ its: 3, own: 3 });
    expect(store[Symbol.toStringTag]).toBe('Counting');
    expect(store.isClosed).toBe(false);
    await store.close();
    expect(store.isClosed).toBe(true);
    expect(spanOf('close').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('has no capability that the store does not have', async () => {
    const store: EventStore = instrumentStore<EventStore>(new Counting(await openMemoryStore()), options);
    for (const capability of ['snapshots', 'checkpoints', 'appendMany', 'consume', 'health'])
      expect(capability in store).toBe(false);
    expect(Object.keys(instrumentStore(await openMemoryStore(), options)).sort()).toEqual(
      Object.keys(await openMemoryStore()).sort(),
    );
  });

  it('leaves a capability that is there and undefined as it is', async () => {
    const inner: EventStore = Object.assign(await openMemoryStore(), { health: undefined });
    const store = instrumentStore(inner, options);
    expect('health' in store).toBe(true);
    expect(store.health).toBeUndefined();
  });

  it('leaves the given store alone, frozen or not', async () => {
    const inner = Object.freeze(await openMemoryStore());
    const store = instrumentStore(inner, options);
    await inner.append('Cart-1', [event()]);
    expect(telemetry.spans()).toEqual([]);
    await store.append('Cart-1', [event()]);
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('hands on what a store takes and gives beyond the contract', async () => {
    const inner = await openMemoryStore();
    const wide = {
      ...inner,
      async append(stream: string, records: readonly NewRecord[], appending?: object, note = 'none') {
        return { ...(await inner.append(stream, records, appending)), note };
      },
      async consume(name: string, handle: (page: readonly StoredRecord[], transaction: string) => Promise<void>) {
        await handle([], `transaction of ${name}`);
      },
    };
    const store = instrumentStore(wide, options);
    expect(await store.append('Cart-1', [event()], {}, 'kept')).toMatchObject({ revision: 1, note: 'kept' });
    const given: unknown[] = [];
    await store.consume('report', async (_, transaction) => void given.push(transaction));
    expect(given).toEqual(['transaction of report']);
  });

  it('judges arguments itself', async () => {
    const strict = {
      ...(await openMemoryStore()),
      async consume(_name: string, handle: unknown) {
        if (typeof handle !== 'function') throw new StoreError('INVALID_ARGUMENT', 'a handler must be a function');
      },
    };
    const store = instrumentStore(strict, options);
    await expect(store.consume('report', 'none')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('is no hindrance to health that takes its time', async () => {
    const health: StoreHealth = { healthy: false, latency: 12, problem: new StoreError('UNAVAILABLE', 'gone') };
    const store = instrumentStore({ ...(await openMemoryStore()), health: async () => health }, options);
    expect(await store.health()).toBe(health);
    expect(await telemetry.figures('db.client.operation.duration')).toMatchObject([
      { attributes: { 'error.type': 'UNAVAILABLE' }, sum: 0.012 },
    ]);
  });
});

describe('an SDK that is registered', () => {
  afterEach(() => {
    trace.disable();
    metrics.disable();
  });

  it('after the store was opened still hears of it', async () => {
    const store = instrumentStore(await openMemoryStore(), { system: 'memory' });
    await store.append('Cart-1', [event()]);
    trace.setGlobalTracerProvider(telemetry.tracerProvider);
    metrics.setGlobalMeterProvider(telemetry.meterProvider);
    await store.append('Cart-1', [event()]);
    expect(spanOf('append Cart').attributes['varve.revision']).toBe(2);
    expect(await telemetry.figures('varve.events.appended')).toMatchObject([{ value: 1 }]);
  });
});

describe('the active trace as metadata', () => {
  it('is there where a trace is, and only there', async () => {
    expect(activeTrace()).toEqual({});
    await within('checkout', async (span) => {
      const { traceId, spanId } = span.spanContext();
      expect(activeTrace()).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
    });
  });

  it('that is none links nothing', async () => {
    const store = instrumentStore(await openMemoryStore(), options);
    const metadata = [
      '{"traceparent":"00-zz"}',
      '{"traceparent":7}',
      '"traceparent"',
      '{traceparent',
      `{"traceparent":"00-${'0'.repeat(32)}-${'0'.repeat(16)}-01"}`,
    ];
    await store.append(
      'Cart-1',
      metadata.map((text) => ({ ...event(), metadata: text })),
    );
    for await (const page of store.subscribe()) {
      expect(page).toHaveLength(metadata.length);
      break;
    }
    expect(spanOf('process').links).toEqual([]);
  });
});
