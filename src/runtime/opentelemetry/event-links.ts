import { context, isSpanContextValid, type Link, type SpanContext, trace } from '@opentelemetry/api';
import { isObject } from '../check.js';
import type { CommonMetadata } from '../event.js';
import type { StoredRecord } from '../store.js';

/** As many as SDKs keep by default. */
const mostLinks = 128;

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The trace that is active, as metadata of an event: `{ ...activeTrace() }`. Whoever handles the event later finds it
 * linked. Empty where no trace is active.
 */
export function activeTrace(): Pick<CommonMetadata, 'traceparent'> {
  const active = trace.getSpanContext(context.active());
  if (active === undefined || !isSpanContextValid(active)) return {};
  const { traceId, spanId, traceFlags } = active;
  return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}

/** Links to what appended the events, each once, where their metadata says so. */
export function eventLinks(records: readonly StoredRecord[]): Link[] {
  const links = new Map<string, Link>();
  for (const { metadata } of records) {
    const linked = metadata?.includes('traceparent') === true ? spanContextIn(metadata) : undefined;
    if (linked !== undefined) links.set(linked.spanId, { context: linked });
    if (links.size === mostLinks) break;
  }
  return [...links.values()];
}

function spanContextIn(metadata: string): SpanContext | undefined {
  const text = traceparentIn(metadata);
  const [, traceId, spanId, flags] = (typeof text === 'string' && traceparent.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const found: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}

function traceparentIn(metadata: string): unknown {
  try {
    const json: unknown = JSON.parse(metadata);
    return isObject(json) ? json['traceparent'] : undefined;
  } catch {
    return undefined;
  }
}
