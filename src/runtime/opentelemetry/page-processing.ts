import { type Attributes, context, type Context, SpanKind, trace } from '@opentelemetry/api';
import { eventLinks } from './event-links.js';
import { errorType, recordFailure } from './failure.js';
import { operationOf, recordFailedCall } from './operation.js';
import type { Telemetry } from './telemetry.js';
import { type Page, type Pages, wrappedPages } from './wrapped-pages.js';

/** A page that is being handled. */
export interface PageProcessing {
  /** What the handler runs in. */
  readonly context: Context;
  /** @param failure absent where it was handled well. */
  end(failure?: { readonly error: unknown }): void;
}

/**
 * The handling of a page, within a span of its own: a root, linked to what appended the events, because they come of many
 * traces, and a consumer runs for as long as its process.
 *
 * @param name that the events are consumed under; absent for a subscription.
 */
export function startProcessing(telemetry: Telemetry, name: string | undefined, page: Page): PageProcessing {
  const { tracer, system, attributes } = telemetry;
  const shared: Attributes = {
    ...attributes,
    'messaging.system': system,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
  };
  if (name !== undefined) shared['messaging.consumer.group.name'] = name;
  const last = page.at(-1);
  const span = tracer.startSpan(name === undefined ? 'process' : `process ${name}`, {
    kind: SpanKind.CONSUMER,
    root: true,
    links: eventLinks(page),
    attributes: {
      ...shared,
      'messaging.batch.message_count': page.length,
      ...(last !== undefined && { 'varve.position': String(last.position) }),
    },
  });
  const active = trace.setSpan(context.active(), span);
  const began = performance.now();
  const { eventsRead, eventAge, processDuration } = telemetry.instruments();
  eventsRead.add(page.length, {
    ...attributes,
    'db.system.name': system,
    'db.operation.name': name === undefined ? 'subscribe' : 'consume',
  });

  return {
    context: active,
    end(failure) {
      const outcome = failure === undefined ? shared : { ...shared, 'error.type': errorType(failure.error) };
      processDuration.record((performance.now() - began) / 1_000, outcome, active);
      if (failure !== undefined) recordFailure(span, failure.error);
      else if (last !== undefined) {
        // Clocks of two machines may differ: nothing is handled before it is recorded.
        eventAge.record(Math.max(0, Date.now() - Date.parse(last.recordedAt)) / 1_000, shared, active);
      }
      span.end();
    },
  };
}

/** Pages of a subscription: one is being handled from when it is given until the next is asked for, or the reader returns. */
export function processedPages(telemetry: Telemetry, pages: Pages): Pages {
  return wrappedPages(pages, (iterator) => {
    const began = Date.now();
    let processing: PageProcessing | undefined;
    const end = (): void => {
      processing?.end();
      processing = undefined;
    };
    return {
      async next() {
        end();
        try {
          const result = await iterator.next();
          if (result.done !== true) processing = startProcessing(telemetry, undefined, result.value);
          return result;
        } catch (error) {
          recordFailedCall(telemetry, operationOf(telemetry, 'subscribe'), began, error);
          throw error;
        }
      },
      async return(value?: unknown) {
        end();
        return (await iterator.return?.(value)) ?? { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  });
}
