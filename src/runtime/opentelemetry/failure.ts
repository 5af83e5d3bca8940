import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { rendered } from '../found.js';

/** `error.type`: the code, which tells Varve's errors and drivers' apart, else the name. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

export function recordFailure(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : rendered(error);
  span.setAttribute('error.type', errorType(error));
  span.recordException(error instanceof Error ? error : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
