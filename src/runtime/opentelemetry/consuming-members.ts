import { context } from '@opentelemetry/api';
import type { ConsumeOptions, EventStore, PageHandler } from '../store.js';
import { defaultLimit, startObserving } from './observe-lag.js';
import { operationOf, recordFailedCall } from './operation.js';
import { processedPages, startProcessing } from './page-processing.js';
import type { Telemetry } from './telemetry.js';

/** Arguments are handed on as they come, to the store and to handlers: a store may have more than the contract names. */
export function consumingMembers(store: EventStore, telemetry: Telemetry): Pick<EventStore, 'subscribe' | 'consume'> {
  const { consume } = store;
  return {
    subscribe: (...args) => processedPages(telemetry, store.subscribe(...args)),

    ...(consume !== undefined && {
      async consume(...args) {
        const [name, handle, options, ...others] = args;
        // The store says what is wrong with it.
        if (typeof handle !== 'function') return consume.apply(store, args);
        const began = Date.now();
        const failures = new Set<unknown>();
        const lag = observed(store, telemetry, name, options);
        const measuredHandle: PageHandler = async (...page) => {
          const processing = startProcessing(telemetry, name, page[0]);
          try {
            await context.with(processing.context, () => handle(...page));
            lag.handled(page[0]);
            processing.end();
          } catch (error) {
            failures.add(error);
            processing.end({ error });
            throw error;
          }
        };
        try {
          await consume.apply(store, [name, measuredHandle, options, ...others]);
        } catch (error) {
          // A handler's failure is on the span of its page.
          if (!failures.has(error)) recordFailedCall(telemetry, operationOf(telemetry, 'consume'), began, error);
          throw error;
        } finally {
          lag.stop();
        }
      },
    }),
  };
}

/** The lag of a name while it is consumed here: by its checkpoint, or by what was handled here where a store keeps none. */
function observed(
  store: EventStore,
  telemetry: Telemetry,
  name: string,
  options: ConsumeOptions | undefined,
): { handled: (page: Parameters<PageHandler>[0]) => void; stop: () => void } {
  const { checkpoints } = store;
  const { after = 0n, categories, types } = options ?? {};
  let position = after;
  const stop = startObserving(telemetry, store, {
    name,
    position: async () => (await checkpoints?.read(name)) ?? position,
    limit: defaultLimit,
    filter: { ...(categories && { categories }), ...(types && { types }) },
  });
  return {
    handled: (page) => {
      position = page.at(-1)?.position ?? position;
    },
    stop,
  };
}
