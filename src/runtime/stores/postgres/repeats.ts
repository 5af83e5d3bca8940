import type { AppendResult, StoredRecord } from '../../store.js';
import { repeatedResults, type StreamHead } from '../append.js';
import type { IncomingAppend } from '../incoming.js';
import type { Connection } from './connection.js';
import type { Names } from './names.js';
import { integerOf, numberOf, recordColumns, recordOf, textOf } from './record.js';
import { type Statement, statement } from './statement.js';

/** Looks up what was stored under the ids of appends, some of which were stored before. */
export interface Repeats {
  /**
   * The results of the first time.
   *
   * @throws StoreError `DUPLICATE_ID` where it was not the same.
   */
  resultsOf(appends: readonly IncomingAppend[]): Promise<readonly AppendResult[] | undefined>;
}

/** What is committed is never changed, so that there is no hurry to look: the transaction that met it has ended. */
export function createRepeats(connection: Connection, names: Names): Repeats {
  const byIds = statement(`SELECT ${recordColumns} FROM ${names.events} WHERE id = ANY ($1::uuid[])`);
  const ofStream = statement(
    `SELECT revision, position, recorded_at FROM ${names.events} WHERE stream = $1 ORDER BY revision DESC LIMIT 1`,
  );
  return {
    async resultsOf(appends) {
      const named = appends.map(withNamedIds);
      const stored = await storedUnder(connection, byIds, named);
      const heads = new Map<string, StreamHead>();
      for (const { stream, records } of named) {
        if (records.length > 0) continue;
        const head = await headOf(connection, ofStream, stream);
        if (head !== undefined) heads.set(stream, head);
      }
      return repeatedResults({ find: (id) => stored.get(id), head: (stream) => heads.get(stream) }, named);
    },
  };
}

/** An append that is tried again may have been stored under the ids that the store made. */
function withNamedIds(append: IncomingAppend): IncomingAppend {
  return { ...append, records: append.records.map((record) => ({ ...record, named: true })) };
}

async function storedUnder(
  connection: Connection,
  byIds: Statement,
  appends: readonly IncomingAppend[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const ids = appends.flatMap(({ records }) => records.map(({ id }) => id));
  const rows = await connection.run('append', byIds, [ids]);
  return new Map(rows.map((row) => recordOf(row)).map((record) => [record.id, record]));
}

async function headOf(connection: Connection, ofStream: Statement, stream: string): Promise<StreamHead | undefined> {
  const [row] = await connection.run('append', ofStream, [stream]);
  if (row === undefined) return undefined;
  const [revision, position, recordedAt] = row;
  return { revision: numberOf(revision), position: integerOf(position), recordedAt: textOf(recordedAt) };
}
