import type { AppendResult, CheckpointStore, EventStore, SnapshotStore, StreamAppend } from '../../store.js';
import { appendTo } from '../append.js';
import { checkName, checkReadAllOptions, checkReadOptions } from '../arguments.js';
import { type Clock, recordedTime } from '../clock.js';
import { incomingAppends } from '../incoming.js';
import { followPages, type ScannedPage } from '../subscription.js';
import { createConnection } from './connection.js';
import type { Database } from './database.js';
import { createSqliteCheckpoints } from './sqlite-checkpoints.js';
import { createSqliteLog } from './sqlite-log.js';
import { headPosition, pageBehind, streamPage } from './sqlite-reader.js';
import { createSqliteSnapshots } from './sqlite-snapshots.js';
import { createWatch } from './watch.js';

/** An event store in a SQLite database, with every optional capability. */
export interface SqliteStore extends EventStore {
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  /** In the order given: a later append to the same stream finds the events of an earlier one. */
  appendMany(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]>;
}

export interface SqliteStoreSettings {
  readonly clock: Clock;
  readonly pageSize: number;
  /** In milliseconds. */
  readonly busyTimeout: number;
  /** In milliseconds. */
  readonly pollInterval: number;
  /** Whether the database is the store's own, to be closed with it. */
  readonly owned: boolean;
}

/** A store over a database whose tables are there. */
export function createSqliteStore(database: Database, settings: SqliteStoreSettings): SqliteStore {
  const { clock, pageSize, busyTimeout, pollInterval, owned } = settings;
  const connection = createConnection(database, busyTimeout);
  const log = createSqliteLog(database);
  const watch = createWatch(() => headPosition(database), pollInterval);
  const running = new Set<AbortController>();
  let closing: Promise<void> | undefined;

  const commit = async (appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> => {
    connection.checkOpen();
    const incoming = incomingAppends(appends);
    const results = await connection.write(() => appendTo(log, incoming, recordedTime(clock)));
    watch.ring();
    return results;
  };

  const close = async (): Promise<void> => {
    for (const subscription of running) subscription.abort();
    await connection.finish();
    watch.stop();
    if (owned) database.close();
  };

  return {
    async append(stream, events, options = {}) {
      const [result] = await commit([{ stream, events, ...options }]);
      return result ?? { revision: 0, position: 0n };
    },
    appendMany: commit,
    async *read(stream, options = {}) {
      checkName('the name of a stream', stream);
      checkReadOptions(options);
      const { limit = Infinity, backwards = false } = options;
      let { from = 1, to = Number.MAX_SAFE_INTEGER } = options;
      let rest = limit;
      for (let more = true; more && rest > 0 && from <= to;) {
        const size = Math.min(pageSize, rest);
        const page = await connection.read(() => streamPage(database, stream, { from, to, backwards }, size));
        const last = page.records.at(-1);
        if (last === undefined) return;
        yield page.records;
        rest -= page.records.length;
        if (backwards) to = last.revision - 1;
        else from = last.revision + 1;
        more = page.more;
        if (more) await othersTurn();
      }
    },
    async *readAll(options = {}) {
      checkReadAllOptions(options);
      const { after = 0n, limit = Infinity } = options;
      let position = after;
      let rest = limit;
      for (let more = true; more && rest > 0;) {
        const size = Math.min(pageSize, rest);
        const page: ScannedPage = await connection.read(() => pageBehind(database, position, options, size));
        if (page.records.length > 0) yield page.records;
        rest -= page.records.length;
        ({ scanned: position, more } = page);
        if (more) await othersTurn();
      }
    },
    subscribe(options = {}) {
      const { after = 0n, signal } = options;
      const source = {
        bell: watch,
        running,
        begin() {
          checkReadAllOptions(options);
          connection.checkOpen();
        },
        async readBehind(position: bigint) {
          await othersTurn();
          return connection.read(() => pageBehind(database, position, options, pageSize));
        },
      };
      return followPages(source, after, signal);
    },
    close() {
      closing ??= close();
      return closing;
    },
    snapshots: createSqliteSnapshots(database, connection),
    checkpoints: createSqliteCheckpoints(database, connection),
  };
}

/** SQLite answers at once: without this, a long read would let nothing else of the process run. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
