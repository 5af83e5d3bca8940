import { context } from '@opentelemetry/api';
import type { StoredRecord } from '../store.js';
import { type Operation, type RunningOperation, startOperation } from './operation.js';
import type { Telemetry } from './telemetry.js';
import { type Page, type Pages, wrappedPages } from './wrapped-pages.js';

/**
 * Pages of a store within one span: from the first page that is asked for until the last one, the reader's return or a
 * failure. A reading that never begins leaves nothing behind.
 */
export function measuredPages(telemetry: Telemetry, operation: Operation, pages: Pages): Pages {
  return wrappedPages(pages, (iterator) => measuredIterator(telemetry, operation, iterator));
}

function measuredIterator(
  telemetry: Telemetry,
  operation: Operation,
  iterator: AsyncIterator<Page>,
): AsyncIterableIterator<Page> {
  let running: RunningOperation | undefined;
  let isEnded = false;
  // The reader's own time between pages is none of the store's.
  let duration = 0;
  let pages = 0;
  let events = 0;

  const count = (records: readonly StoredRecord[]): void => {
    pages += 1;
    events += records.length;
    telemetry.instruments().eventsRead.add(records.length, operation.attributes);
  };
  const end = (failure?: { readonly error: unknown }): void => {
    if (isEnded) return;
    isEnded = true;
    running?.span.setAttributes({ 'db.response.returned_rows': events, 'varve.pages': pages });
    running?.end(duration, failure);
  };
  const step = async (advance: () => Promise<IteratorResult<Page>>): Promise<IteratorResult<Page>> => {
    if (isEnded) return advance();
    running ??= startOperation(telemetry, operation, context.active());
    const began = performance.now();
    try {
      const result = await context.with(running.context, advance);
      duration += performance.now() - began;
      if (result.done === true) end();
      else count(result.value);
      return result;
    } catch (error) {
      duration += performance.now() - began;
      end({ error });
      throw error;
    }
  };

  return {
    next: () => step(() => iterator.next()),
    async return(value?: unknown) {
      try {
        return (await iterator.return?.(value)) ?? { done: true, value: undefined };
      } finally {
        end();
      }
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
