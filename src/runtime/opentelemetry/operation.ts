import { type Attributes, context, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { errorType, recordFailure } from './failure.js';
import type { Telemetry } from './telemetry.js';

/** A call of a store. */
export interface Operation {
  readonly spanName: string;
  /** What stands on its span and on its metrics. */
  readonly attributes: Attributes;
  /** What is too various for a metric; asked for where the span is recorded. */
  readonly details?: (() => Attributes) | undefined;
}

/**
 * @param name as the store's method is called; `snapshots.read`.
 * @param category of the streams, where it is one.
 */
export function operationOf(
  { system, attributes }: Telemetry,
  name: string,
  category?: string,
  details?: () => Attributes,
): Operation {
  const shared: Attributes = { ...attributes, 'db.system.name': system, 'db.operation.name': name };
  if (category !== undefined) shared['db.collection.name'] = category;
  return { spanName: category === undefined ? name : `${name} ${category}`, attributes: shared, details };
}

/** A call under way. */
export interface RunningOperation {
  readonly span: Span;
  /** What the store's own work runs in. */
  readonly context: Context;
  /**
   * @param duration how long the store took, in milliseconds: less than the span where a reader took its time.
   * @param error absent where it succeeded.
   */
  end(duration: number, failure?: { readonly error: unknown }): void;
}

/** @param startTime in milliseconds since 1970; now by default. */
export function startOperation(
  telemetry: Telemetry,
  operation: Operation,
  parent: Context,
  startTime?: number,
): RunningOperation {
  const { spanName, attributes, details } = operation;
  const kind = SpanKind.CLIENT;
  const spanOptions = startTime === undefined ? { kind, attributes } : { kind, attributes, startTime };
  const span = telemetry.tracer.startSpan(spanName, spanOptions, parent);
  if (details !== undefined && span.isRecording()) span.setAttributes(details());
  return {
    span,
    context: trace.setSpan(parent, span),
    end(duration, failure) {
      if (failure !== undefined) recordFailure(span, failure.error);
      span.end();
      telemetry
        .instruments()
        .operationDuration.record(
          duration / 1_000,
          failure === undefined ? attributes : { ...attributes, 'error.type': errorType(failure.error) },
          parent,
        );
    },
  };
}

/**
 * Runs a call of a store within its span.
 *
 * @param done is told of the result before the span ends.
 */
export async function measured<Result>(
  telemetry: Telemetry,
  operation: Operation,
  run: () => Promise<Result>,
  done?: (result: Result, span: Span) => void,
): Promise<Result> {
  const running = startOperation(telemetry, operation, context.active());
  const began = performance.now();
  try {
    const result = await context.with(running.context, run);
    const duration = performance.now() - began;
    done?.(result, running.span);
    running.end(duration);
    return result;
  } catch (error) {
    running.end(performance.now() - began, { error });
    throw error;
  }
}

/** Records a call that lasts for as long as nothing is wrong, once something is. @param began in milliseconds since 1970. */
export function recordFailedCall(telemetry: Telemetry, operation: Operation, began: number, error: unknown): void {
  startOperation(telemetry, operation, context.active(), began).end(Date.now() - began, { error });
}
