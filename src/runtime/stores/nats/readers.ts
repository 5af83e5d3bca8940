import type { ConsumeOptions, EventStore, PageHandler, ReadAllOptions, StoredRecord } from '../../store.js';
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import { consumePages } from '../consume.js';
import { followPages, type SubscriptionSource } from '../subscription.js';
import type { Bucket } from './bucket.js';
import { createFollower } from './follower.js';
import type { Heads } from './heads.js';
import { createLease } from './lease.js';
import { logRecords } from './log-reader.js';
import type { Log } from './log.js';
import { inPages } from './pages.js';
import type { Server } from './server.js';
import { streamRecords } from './stream-reader.js';

/** How a store is read. */
export interface Readers extends Pick<EventStore, 'read' | 'readAll' | 'subscribe'> {
  consume(name: string, handle: PageHandler, options?: ConsumeOptions): Promise<void>;
  /** Ends subscriptions and consumptions, and settles when the pages under way are dealt with. */
  end(): Promise<void>;
}

export interface Reading {
  readonly server: Server;
  readonly log: Log;
  readonly heads: Heads;
  readonly checkpoints: Bucket;
  readonly pageSize: number;
  /** In milliseconds. */
  readonly takeOverAfter: number;
  readonly checkOpen: () => void;
}

export function createReaders(reading: Reading): Readers {
  const { server, log, heads, checkpoints, takeOverAfter, checkOpen } = reading;
  const consuming = new Set<Promise<void>>();
  const running = new Set<AbortController>();
  const sourceOf = (options: ReadAllOptions): SubscriptionSource => createSource(reading, running, options);

  return {
    async *read(stream, options = {}) {
      checkName('the name of a stream', stream);
      checkReadOptions(options);
      checkOpen();
      const last = await log.last(stream, heads.get(stream)?.sequence ?? 0);
      if (last === undefined) return;
      heads.set(stream, last.head);
      yield* pagesOf(reading, streamRecords(server, log, last, options), options.limit);
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      checkOpen();
      if (options.categories?.length === 0 || options.types?.length === 0) return;
      yield* pagesOf(reading, logRecords(server, log, options), options.limit);
    },
    subscribe(options = {}) {
      const { after = 0n, signal } = options;
      return followPages(sourceOf(options), after, signal);
    },
    async consume(name, handle, options = {}) {
      checkName('the name of a reader', name);
      const source = sourceOf(options);
      const lease = createLease(checkpoints, name, takeOverAfter);
      const end = async (): Promise<void> => {
        await source.end?.();
        await lease.release();
      };
      const turn = { inTurn: lease.inTurn, consuming, patience: takeOverAfter / 10, end };
      await consumePages({ ...source, ...turn }, name, handle, options);
    },
    async end() {
      for (const subscription of running) subscription.abort();
      await Promise.allSettled(consuming);
    },
  };
}

/** Pages, as long as the store is open. */
async function* pagesOf(
  { pageSize, checkOpen }: Reading,
  records: AsyncIterable<readonly StoredRecord[]>,
  limit = Infinity,
): AsyncGenerator<readonly StoredRecord[]> {
  try {
    for await (const page of inPages(records, pageSize, limit)) {
      yield page;
      checkOpen();
    }
  } catch (error) {
    // What fails because the store is being closed under it fails for that reason.
    checkOpen();
    throw error;
  }
}

function createSource(
  { server, log, pageSize, checkOpen }: Reading,
  running: Set<AbortController>,
  options: ReadAllOptions,
): SubscriptionSource {
  const follower = createFollower(server, log.name, options, pageSize);
  return {
    bell: follower.bell,
    running,
    begin() {
      checkReadAllOptions(options);
      checkOpen();
    },
    readBehind: (position) => follower.readBehind(position),
    end: () => follower.close(),
  };
}
