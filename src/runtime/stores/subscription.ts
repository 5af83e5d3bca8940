import type { StopSignal, StoredRecord } from '../store.js';
import type { Bell } from './bell.js';

/** A store's side of a subscription. */
export interface SubscriptionSource {
  /** Throws where the subscription may not begin. */
  begin(): void;
  /** What stands behind a position: a page, empty where nothing is there yet, and the position to go on from. */
  readBehind(position: bigint): ScannedPage | Promise<ScannedPage>;
  /** Rung when something may have come. */
  readonly bell: Pick<Bell, 'rings' | 'wait'>;
  /** Those to abort when the store is closed; a subscription enters itself while it runs. */
  readonly running: Set<AbortController>;
  /** Called when the reading has ended, where there is something to free. */
  readonly end?: () => Promise<void> | void;
}

export interface ScannedPage {
  readonly records: readonly StoredRecord[];
  /** Everything up to here is in the page, in an earlier one, or was filtered out. */
  readonly scanned: bigint;
  /** Whether more stood there when the page was read, so that there is no need to wait. */
  readonly more: boolean;
}

type Page = readonly StoredRecord[];

/**
 * A subscription over a store's source. `return()` ends it at once, also while a page is waited for: a generator alone
 * would let it wait for the next event.
 */
export function followPages(
  source: SubscriptionSource,
  after: bigint,
  signal?: StopSignal,
): AsyncIterableIterator<Page> {
  const stop = new AbortController();
  const pages = generatePages(source, after, stop, signal);
  return {
    next: () => pages.next(),
    return: () => {
      stop.abort();
      return pages.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* generatePages(
  source: SubscriptionSource,
  after: bigint,
  stop: AbortController,
  signal: StopSignal | undefined,
): AsyncGenerator<Page, undefined, undefined> {
  source.begin();
  const abort = (): void => stop.abort();
  if (signal?.aborted === true) return;
  signal?.addEventListener('abort', abort);
  source.running.add(stop);
  try {
    let position = after;
    while (!stop.signal.aborted) {
      const heard = source.bell.rings;
      const { records, scanned, more } = await source.readBehind(position);
      if (stop.signal.aborted) return;
      position = scanned;
      if (records.length > 0) yield records;
      else if (!more) await source.bell.wait(heard, stop.signal);
    }
  } catch (error) {
    // What fails because the store is being closed under it is no failure of a subscription that is to end.
    if (!stop.signal.aborted) throw error;
  } finally {
    source.running.delete(stop);
    signal?.removeEventListener('abort', abort);
    await source.end?.();
  }
}
