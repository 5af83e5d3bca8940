import type { InlineAppends, InlineTarget } from '../../projections/inline.js';
import { keptBuild } from '../../projections/kept-build.js';
import type { TablesTransaction } from '../../projections/projection-tables.js';
import type { AppendResult, StoredRecord, StreamAppend } from '../../store.js';
import { appendTo } from '../append.js';
import { type Clock, recordedTime } from '../clock.js';
import { createGroupCommit, type GroupCommitLimits, type Outcome } from '../group-commit.js';
import { type IncomingAppend, incomingAppends } from '../incoming.js';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { createSqliteLog } from './sqlite-log.js';
import { headPosition, pageBehind } from './sqlite-reader.js';
import type { SqliteTransactions } from './sqlite-tables.js';
import { checked, inSavepoint } from './transaction.js';

export interface SqliteInlineSettings {
  readonly clock: Clock;
  readonly groupCommit: GroupCommitLimits;
  readonly pageSize: number;
  /** Is called when something was appended. */
  readonly ring: () => void;
}

export interface SqliteInline extends InlineAppends {
  /** Settles when nothing waits to be appended any more. */
  drained(): Promise<void>;
}

type Results = readonly AppendResult[];

/**
 * Appends that keep rows: events first, then the rows of all appends that are committed together, then the commit.
 * Writers take turns in SQLite, so that a build that says how far it has come tells what others appended without it;
 * that is applied as well.
 */
export function createSqliteInline(
  database: Database,
  connection: Connection,
  { begin }: SqliteTransactions,
  settings: SqliteInlineSettings,
): SqliteInline {
  const { clock, groupCommit, pageSize, ring } = settings;
  const log = createSqliteLog(database);
  const groups = new Set<() => Promise<void>>();

  const pagesBehind = async function* (
    after: bigint,
    categories: readonly string[],
  ): AsyncGenerator<readonly StoredRecord[]> {
    let position = after;
    for (let more = true; more;) {
      const page = pageBehind(database, position, { categories }, pageSize);
      if (page.records.length > 0) yield page.records;
      ({ scanned: position, more } = page);
    }
  };

  const inTransaction = <Result>(job: (transaction: TablesTransaction) => Promise<Result>): Promise<Result> =>
    connection.transact(() => begin(job), { isHidden: true });

  /** Applies to a build what is new, which is mostly what has just been appended. */
  const advance = async (
    transaction: TablesTransaction,
    target: InlineTarget,
    before: bigint,
    stored: readonly StoredRecord[],
  ): Promise<() => void> => {
    const build = await keptBuild(transaction, target);
    if (build === undefined) return () => undefined;
    const position = headPosition(database);
    let at = build;
    if (at.position < before) {
      for await (const records of pagesBehind(at.position, target.categories)) {
        const done = await target.apply(transaction, at, { records, isReplay: false });
        // The next page finds the rows as this one left them.
        done.keep();
        at = done.build;
      }
    }
    const done = await target.apply(transaction, at, { records: stored, position, isReplay: false });
    return done.keep;
  };

  const commit = async (
    targets: readonly InlineTarget[],
    jobs: readonly (readonly IncomingAppend[])[],
  ): Promise<readonly Outcome<Results>[]> => {
    const { outcomes, keeps } = await inTransaction(async (transaction) => {
      const before = headPosition(database);
      const stored: StoredRecord[] = [];
      const judged = jobs.map((appends): Outcome<Results> => {
        const { length } = stored;
        const run = (): Results =>
          appendTo(
            {
              ...log,
              insert(record) {
                const position = log.insert(record);
                stored.push({ ...record, position });
                return position;
              },
            },
            appends,
            recordedTime(clock),
          );
        // One append refuses before it writes, if at all.
        const outcome = appends.length === 1 ? checked(run) : inSavepoint(database, run);
        if (outcome.kind === 'failed') stored.length = length;
        return outcome;
      });
      const kept: (() => void)[] = [];
      if (stored.length > 0) {
        for (const target of targets) kept.push(await advance(transaction, target, before, stored));
      }
      return { outcomes: judged, keeps: kept };
    });
    for (const keep of keeps) keep();
    return outcomes;
  };

  /** What is wrong with one append is not the others' affair. */
  const commitSafely = async (
    targets: readonly InlineTarget[],
    jobs: readonly (readonly IncomingAppend[])[],
  ): Promise<readonly Outcome<Results>[]> => {
    try {
      return await commit(targets, jobs);
    } catch (error) {
      for (const target of targets) target.forget();
      if (jobs.length === 1) return [{ kind: 'failed', error }];
    }
    const outcomes: Outcome<Results>[] = [];
    for (const job of jobs) outcomes.push(...(await commitSafely(targets, [job])));
    return outcomes;
  };

  return {
    keepsPosition: true,
    appending(targets) {
      const group = createGroupCommit(
        (jobs: readonly (readonly IncomingAppend[])[]) => commitSafely(targets, jobs),
        groupCommit,
      );
      groups.add(group.drained);
      const appendMany = async (appends: readonly StreamAppend[]): Promise<Results> => {
        connection.checkOpen();
        const results = await group.submit(incomingAppends(appends));
        ring();
        return results;
      };
      return {
        appendMany,
        async append(stream, events, options = {}) {
          const [result] = await appendMany([{ stream, events, ...options }]);
          return result ?? { revision: 0, position: 0n };
        },
      };
    },
    async whileNothingIsAppended(job) {
      connection.checkOpen();
      return inTransaction((transaction) =>
        job({ transaction, readAll: pagesBehind, head: async () => headPosition(database) }),
      );
    },
    async drained() {
      for (const drained of groups) await drained();
    },
  };
}
