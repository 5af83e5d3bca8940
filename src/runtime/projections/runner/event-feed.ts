import { StoreError } from '../../errors.js';
import type { EventStore, StoredRecord } from '../../store.js';

/** All the events of a feed's categories from one place to another. */
export interface FeedBatch {
  /** The events stand behind this position, */
  readonly after: bigint;
  /** and up to this one. */
  readonly upTo: bigint;
  readonly records: readonly StoredRecord[];
}

/** Reads events once for all who follow them at about the same place. */
export interface EventFeed {
  /** What is there behind a position, as far as one batch goes; `undefined` where nothing is there yet. */
  behind(position: bigint): Promise<FeedBatch | undefined>;
  /** The same, waiting for an event where there is none yet; `undefined` when the feed is ended or the signal aborted. */
  next(position: bigint, signal: AbortSignal): Promise<FeedBatch | undefined>;
  /** Ends it for all who wait. */
  end(): Promise<void>;
}

export interface EventFeedOptions {
  readonly store: Pick<EventStore, 'readAll' | 'subscribe'>;
  readonly categories: readonly string[];
  /** The most events that are read at once. */
  readonly batchSize: number;
}

/** How many batches are kept for those who come a little later. */
const keptBatches = 4;

export function createEventFeed({ store, categories, batchSize }: EventFeedOptions): EventFeed {
  const stop = new AbortController();
  const kept: FeedBatch[] = [];
  const reading = new Map<bigint, Promise<FeedBatch | undefined>>();
  /** Follows what comes, when somebody has come to the end. */
  let tail: Tail | undefined;

  const keep = (batch: FeedBatch): void => {
    kept.push(batch);
    if (kept.length > keptBatches) kept.shift();
  };
  const keptBehind = (position: bigint): FeedBatch | undefined => {
    const batch = kept.find(({ after, upTo }) => after <= position && position < upTo);
    if (batch === undefined || batch.after === position) return batch;
    return { ...batch, after: position, records: batch.records.filter((record) => record.position > position) };
  };

  const read = async (after: bigint): Promise<FeedBatch | undefined> => {
    const records: StoredRecord[] = [];
    for await (const page of store.readAll({ after, categories, limit: batchSize })) records.push(...page);
    const last = records.at(-1);
    if (last === undefined) return undefined;
    const batch = { after, upTo: last.position, records };
    keep(batch);
    return batch;
  };
  const readShared = (position: bigint): Promise<FeedBatch | undefined> => {
    const known = reading.get(position);
    if (known !== undefined) return known;
    const started = read(position).finally(() => reading.delete(position));
    reading.set(position, started);
    return started;
  };

  const behind = async (position: bigint): Promise<FeedBatch | undefined> => {
    const batch = keptBehind(position) ?? (await readShared(position));
    // The next is read while this one is dealt with.
    if (batch !== undefined && batch.records.length >= batchSize && keptBehind(batch.upTo) === undefined) {
      void readShared(batch.upTo).catch(() => undefined);
    }
    return batch;
  };

  return {
    behind,
    async next(position, signal) {
      while (!signal.aborted && !stop.signal.aborted) {
        if (tail === undefined || position < tail.position()) {
          const batch = await behind(position);
          if (batch !== undefined) return batch;
        }
        const current = (tail ??= openTail(store, position, categories, stop.signal));
        try {
          const page = await unlessAborted(current.next(), signal);
          if (signal.aborted || page === undefined) break;
          if (!kept.includes(page)) keep(page);
        } catch (error) {
          if (tail === current) tail = undefined;
          throw error;
        }
        const batch = keptBehind(position);
        if (batch !== undefined) return batch;
      }
      if (signal.aborted || stop.signal.aborted) return undefined;
      throw new StoreError('CLOSED', 'the store was closed while its events were followed');
    },
    async end() {
      stop.abort();
      await tail?.end();
    },
  };
}

interface Tail {
  /** Up to where its pages have gone. */
  position(): bigint;
  /** The next page, the same for all who wait; `undefined` where the subscription is over. */
  next(): Promise<FeedBatch | undefined>;
  end(): Promise<void>;
}

function openTail(
  store: Pick<EventStore, 'subscribe'>,
  start: bigint,
  categories: readonly string[],
  signal: AbortSignal,
): Tail {
  const pages = store.subscribe({ after: start, categories, signal })[Symbol.asyncIterator]();
  let position = start;
  let waiting: Promise<FeedBatch | undefined> | undefined;
  const fetch = async (): Promise<FeedBatch | undefined> => {
    const { value, done } = await pages.next();
    const last = done === true ? undefined : value.at(-1);
    if (done === true || last === undefined) return undefined;
    const after = position;
    position = last.position;
    return { after, upTo: last.position, records: value };
  };
  return {
    position: () => position,
    next: () => (waiting ??= fetch().finally(() => void (waiting = undefined))),
    async end() {
      await pages.return?.();
    },
  };
}

/** What a promise gives, or `undefined` as soon as the signal is aborted. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(undefined);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
