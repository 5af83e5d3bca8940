import type { Attributes, BatchObservableResult } from '@opentelemetry/api';
import { StoreError } from '../errors.js';
import type { EventStore, ReadAllOptions } from '../store.js';
import { checkInteger, checkName } from '../stores/arguments.js';
import { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';

export interface LagOptions extends Pick<ReadAllOptions, 'categories' | 'types'> {
  /** Where a reader that has no checkpoint yet begins: behind this position; 0n by default. */
  readonly after?: bigint;
  /** Up to how many events are counted, so that looking stays cheap however far one is behind; 1,000 by default. */
  readonly limit?: number;
}

/**
 * Reports how far a reader of a store is behind, by its checkpoint, whenever metrics are collected: how many events it has
 * not handled (`varve.consumer.lag.events`, up to `limit`), and how old the oldest of these is (`varve.consumer.lag.time`, in
 * seconds). Both are 0 where it has handled everything. Positions are not subtracted: there are gaps between them.
 *
 * What consumes by `consume` of an instrumented store is reported already. This is for readers that keep their checkpoint
 * themselves.
 *
 * @param name of the checkpoint.
 * @returns what ends the reporting; call it before the store is closed.
 * @throws StoreError `UNSUPPORTED` where the store keeps no checkpoints, `INVALID_ARGUMENT`.
 */
export function observeLag(
  store: EventStore,
  name: string,
  { categories, types, after, limit, ...options }: LagOptions & TelemetryOptions = {},
): () => void {
  checkName('the name of a reader', name);
  if (limit !== undefined) checkInteger('limit', limit, 1);
  const { checkpoints } = store;
  if (checkpoints === undefined) throw new StoreError('UNSUPPORTED', 'the store keeps no checkpoints');
  return startObserving(createTelemetry(options), store, {
    name,
    position: async () => (await checkpoints.read(name)) ?? after ?? 0n,
    limit: limit ?? defaultLimit,
    filter: { ...(categories && { categories }), ...(types && { types }) },
  });
}

export const defaultLimit = 1_000;

/** Whose lag is looked at, and how. */
export interface LagSource {
  readonly name: string;
  /** Behind which nothing is handled yet. */
  readonly position: () => Promise<bigint>;
  readonly limit: number;
  readonly filter: Pick<ReadAllOptions, 'categories' | 'types'>;
}

/** @returns what ends it. */
export function startObserving(
  telemetry: Telemetry,
  store: Pick<EventStore, 'readAll'>,
  source: LagSource,
): () => void {
  const { meter, lagEvents, lagTime } = telemetry.instruments();
  const attributes: Attributes = {
    ...telemetry.attributes,
    'messaging.system': telemetry.system,
    'messaging.consumer.group.name': source.name,
  };
  const observe = async (result: BatchObservableResult): Promise<void> => {
    const lag = await lagOf(store, source).catch(() => undefined);
    // A store that does not answer is seen elsewhere; here, no figure is better than a wrong one.
    if (lag === undefined) return;
    result.observe(lagEvents, lag.events, attributes);
    result.observe(lagTime, lag.seconds, attributes);
  };
  meter.addBatchObservableCallback(observe, [lagEvents, lagTime]);
  return () => meter.removeBatchObservableCallback(observe, [lagEvents, lagTime]);
}

async function lagOf(
  store: Pick<EventStore, 'readAll'>,
  { position, limit, filter }: LagSource,
): Promise<{ events: number; seconds: number }> {
  let events = 0;
  let oldest: string | undefined;
  for await (const page of store.readAll({ ...filter, after: await position(), limit })) {
    oldest ??= page[0]?.recordedAt;
    events += page.length;
  }
  return { events, seconds: oldest === undefined ? 0 : Math.max(0, Date.now() - Date.parse(oldest)) / 1_000 };
}
