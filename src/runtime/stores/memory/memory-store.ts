import { StoreError } from '../../errors.js';
import type { InlineAppends } from '../../projections/inline.js';
import type { ProjectionTables } from '../../projections/projection-tables.js';
import type {
  AppendResult,
  CheckpointStore,
  ConsumeOptions,
  EventStore,
  PageHandler,
  ReadAllOptions,
  SnapshotStore,
  StoreHealth,
  StreamAppend,
} from '../../store.js';
import { appendTo } from '../append.js';
import { checkInteger, checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import { createBell } from '../bell.js';
import { type Clock, recordedTime, systemClock } from '../clock.js';
import { consumePages } from '../consume.js';
import { healthOf } from '../health.js';
import { incomingAppends } from '../incoming.js';
import { followPages, type SubscriptionSource } from '../subscription.js';
import { createMemoryCheckpoints } from './memory-checkpoints.js';
import { createMemoryInline } from './memory-inline.js';
import { createMemoryLog } from './memory-log.js';
import { pageBehind, streamPages } from './memory-reader.js';
import { createMemorySnapshots } from './memory-snapshots.js';
import { openMemoryTables } from './memory-tables.js';
import { createMemoryTurns } from './memory-turns.js';

export interface MemoryStoreOptions {
  /** Says when an event is recorded; the system's clock by default. */
  readonly clock?: () => Date;
  /** The most events in a page; 500 by default. */
  readonly pageSize?: number;
}

/** An event store in memory, with every optional capability. It is gone when the process ends. */
export interface MemoryStore extends EventStore {
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly tables: ProjectionTables;
  readonly inline: InlineAppends;
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
  consume(name: string, handle: PageHandler, options?: ConsumeOptions): Promise<void>;
  health(): Promise<StoreHealth>;
}

/**
 * Opens an event store in memory, for tests and for trying things out.
 *
 * ```ts
 * const store = await openMemoryStore();
 * await store.append('Cart-1', [{ type: 'CartCreated', version: 1, data: '{}' }], { expected: 'absent' });
 * ```
 *
 * @throws StoreError `INVALID_ARGUMENT`
 */
export async function openMemoryStore(options: MemoryStoreOptions = {}): Promise<MemoryStore> {
  const { clock = systemClock, pageSize = 500 } = options;
  checkInteger('pageSize', pageSize, 1);
  return createMemoryStore(clock, pageSize);
}

// Every append runs from beginning to end without an `await`: that is what makes it atomic here.
function createMemoryStore(clock: Clock, pageSize: number): MemoryStore {
  const log = createMemoryLog();
  const bell = createBell();
  const running = new Set<AbortController>();
  const consuming = new Set<Promise<void>>();
  let closed = false;

  const checkOpen = (): void => {
    if (closed) throw new StoreError('CLOSED', 'the store is closed');
  };

  const commit = (appends: readonly StreamAppend[]): readonly AppendResult[] => {
    checkOpen();
    const incoming = incomingAppends(appends);
    const length = log.records.length;
    try {
      return appendTo(log, incoming, recordedTime(clock));
    } catch (error) {
      log.truncate(length);
      throw error;
    } finally {
      if (log.records.length > length) bell.ring();
    }
  };

  const { close: closeTables, ...tables } = openMemoryTables();
  const inline = createMemoryInline(log, tables, { now: () => recordedTime(clock), checkOpen, ring: bell.ring });
  const positions = new Map<string, bigint>();
  const turns = createMemoryTurns(positions);

  const sourceOf = (options: Pick<ReadAllOptions, 'after' | 'categories' | 'types'>): SubscriptionSource => ({
    bell,
    running,
    begin() {
      checkReadAllOptions(options);
      checkOpen();
    },
    readBehind: (position) => pageBehind(log, position, options, pageSize),
  });

  return {
    async append(stream, events, options = {}) {
      const [result] = commit([{ stream, events, ...options }]);
      return result ?? { revision: 0, position: 0n };
    },
    appendMany: async (appends) => commit(appends),
    async *read(stream, options = {}) {
      checkName('the name of a stream', stream);
      checkReadOptions(options);
      checkOpen();
      for (const page of streamPages(log, stream, options, pageSize)) {
        yield page;
        checkOpen();
      }
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      const { after = 0n, limit = Infinity } = options;
      let position = after;
      let rest = limit;
      while (rest > 0) {
        checkOpen();
        const { records, scanned } = pageBehind(log, position, options, Math.min(pageSize, rest));
        if (records.length === 0) return;
        position = scanned;
        rest -= records.length;
        yield records;
      }
    },
    subscribe(options = {}) {
      const { after = 0n, signal } = options;
      return followPages(sourceOf(options), after, signal);
    },
    async consume(name, handle, options = {}) {
      checkName('the name of a reader', name);
      await consumePages({ ...sourceOf(options), ...turns, consuming }, name, handle, options);
    },
    health: () => healthOf(async () => checkOpen()),
    async close() {
      closed = true;
      for (const reading of running) reading.abort();
      await Promise.allSettled(consuming);
      await closeTables();
    },
    tables,
    inline,
    snapshots: createMemorySnapshots(checkOpen),
    checkpoints: createMemoryCheckpoints(positions, checkOpen),
  };
}
