export type { TelemetryOptions } from './telemetry.js';
export { instrumentStore } from './instrument-store.js';
export { instrumentAggregate } from './instrument-aggregate.js';
export { instrumentProjection } from './instrument-projection.js';
export { observeProjections, type ObservedProjections } from './observe-projections.js';
export { retryRecorder } from './retry-recorder.js';
export { observeLag, type LagOptions } from './observe-lag.js';
export { activeTrace } from './event-links.js';
