import type { InlineAppends, InlineTarget } from '../../projections/inline.js';
import { incomingAppends } from '../incoming.js';
import type { Connection } from './connection.js';
import { failureOf, isTransient } from './failure.js';
import { createInlineCommit } from './inline-commit.js';
import type { Names } from './names.js';
import { type Appender, type AppenderSettings, createAppender } from './postgres-appender.js';
import type { PostgresRows } from './postgres-rows.js';
import { keepAppendsAway, readQuiet } from './read-quiet.js';
import { integerOf } from './record.js';
import { statement } from './statement.js';
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
  const head = statement(`SELECT max(position) FROM ${names.events}`);
  const appenders = new Set<Appender>();

  return {
    keepsPosition: false,
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
          await keepAppendsAway(session, names);
          const { transaction, failed, end } = tablesTransaction(session, rows, names);
          try {
            return await job({
              transaction,
              async head() {
                const [[last] = []] = await session.run(head);
                return last === null || last === undefined ? 0n : integerOf(last);
              },
              readAll: (after, categories) => readQuiet(session, names, { after, categories, pageSize }),
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
