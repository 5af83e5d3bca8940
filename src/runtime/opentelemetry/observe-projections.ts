import { StoreError } from '../errors.js';
import type { AsyncProjection } from '../projections/async-projection.js';
import type { ProjectionRunner } from '../projections/projection-runner.js';
import type { EventStore } from '../store.js';
import { checkInteger } from '../stores/arguments.js';
import { defaultLimit, startObserving } from './observe-lag.js';
import { createTelemetry, type TelemetryOptions } from './telemetry.js';

export interface ObservedProjections extends TelemetryOptions {
  /** Where the events are. */
  readonly store: Pick<EventStore, 'readAll'>;
  /** Those of the runner. */
  readonly projections: readonly AsyncProjection[];
  /** Up to how many events are counted, so that looking stays cheap however far one is behind; 1,000 by default. */
  readonly limit?: number;
}

/**
 * Reports how far the rows of a runner's projections are behind whenever metrics are collected, as `observeLag` does: by the
 * partition that is furthest behind of the rows that serve, whichever runner writes them. Of a projection that has none, or
 * whose rows others have replaced, nothing is reported.
 *
 * @returns what ends the reporting; call it before the runner is stopped.
 * @throws StoreError `INVALID_ARGUMENT`
 */
export function observeProjections(
  runner: Pick<ProjectionRunner, 'status'>,
  { store, projections, limit = defaultLimit, ...options }: ObservedProjections,
): () => void {
  checkInteger('limit', limit, 1);
  const telemetry = createTelemetry(options);
  const ends = projections.map(({ name, categories }) => {
    const position = async (): Promise<bigint> => {
      const serving = runner.status().filter(({ projection, state }) => projection === name && state === 'live');
      const [first, ...others] = serving.map((build) => build.position);
      if (first === undefined) throw new StoreError('UNSUPPORTED', `no rows of ${name} serve that the runner knows of`);
      return others.reduce((least, each) => (each < least ? each : least), first);
    };
    return startObserving(telemetry, store, { name, position, limit, filter: { categories } });
  });
  return () => {
    for (const end of ends) end();
  };
}
