import type { InlineAppends, InlineTarget } from '../../projections/inline.js';
import type { StoredRecord } from '../../store.js';
import { incomingAppends } from '../incoming.js';
import type { Connection } from './connection.js';
import { failureOf, isTransient } from './failure.js';
import { createInlineCommit } from './inline-commit.js';
import type { Names } from './names.js';
import { type Appender, type AppenderSettings, createAppender } from './postgres-appender.js';
import { createReader } from './postgres-reader.js';
import type { PostgresRows } from './postgres-rows.js';
import { tablesTransaction } from './tables-transaction.js';

export interface PostgresInline extends InlineAppends {
  /** Settles when nothing is under way any more. */
  drained(): Promise<void>;
}

export interface PostgresInlineSettings extends Omit<AppenderSettings, 'lanes'> {
  readonly pageSize: number;
  /** Is called when something was appended. */
  readonly announce: () => void;
}

/** Appends that keep rows: they are grouped, judged and tried again as others are, and commit the rows as well. */
export function createPostgresInline(
  connection: Connection,
  names: Names,
  rows: PostgresRows,
  settings: PostgresInlineSettings,
): PostgresInline {
  const { pageSize, announce } = settings;
  const reader = createReader(names);
  const appenders = new Set<Appender>();

  return {
    appending(targets: readonly InlineTarget[]) {
      const appender = createAppender(
        connection,
        names,
        // Batches would wait for one another's rows.
        { ...settings, lanes: 1 },
        createInlineCommit(connection, names, rows, targets),
      );
      appenders.add(appender);
      const appendMany: ReturnType<InlineAppends['appending']>['appendMany'] = async (appends) => {
        connection.checkOpen();
        const results = await appender.append(incomingAppends(appends));
        announce();
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
      return connection.retrying('tables', () =>
        connection.transact(async (session) => {
          // Waits for those who are appending; who comes later waits, too.
          await session.client.query({ text: `LOCK TABLE ${names.events} IN SHARE ROW EXCLUSIVE MODE` });
          const { transaction, failed, end } = tablesTransaction(session, rows, names);
          try {
            return await job({
              transaction,
              async *readAll(after, categories): AsyncGenerator<readonly StoredRecord[]> {
                let position = after;
                for (let more = true; more;) {
                  const page = await reader.pageBehind(session.run, position, { categories }, pageSize);
                  if (page.records.length > 0) yield page.records;
                  ({ scanned: position, more } = page);
                }
              },
            });
          } catch (error) {
            const failure = failed();
            throw isTransient(failure) ? failure : failureOf(error);
          } finally {
            end();
          }
        }),
      );
    },
    async drained() {
      for (const { drained } of appenders) await drained();
    },
  };
}
