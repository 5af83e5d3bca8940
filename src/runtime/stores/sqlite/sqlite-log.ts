import type { AppendLog } from '../append.js';
import { categoryOf } from '../category.js';
import type { Database } from './database.js';
import { integerOf, numberOf, recordColumns, recordOf, textOf } from './record.js';

const find = `SELECT ${recordColumns} FROM varve_events WHERE id = ?`;
const head = 'SELECT revision, position, recorded_at FROM varve_events WHERE stream = ? ORDER BY revision DESC LIMIT 1';
const insert =
  'INSERT INTO varve_events (id, stream, revision, category, type, version, recorded_at, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** To be used within a transaction. */
export function createSqliteLog(database: Database): AppendLog {
  return {
    find(id) {
      const row = database.prepare(find).get(id);
      return row && recordOf(row);
    },
    head(stream) {
      const row = database.prepare(head).get(stream);
      if (row === undefined) return undefined;
      const { revision, position, recorded_at: recordedAt } = row;
      return { revision: numberOf(revision), position: integerOf(position), recordedAt: textOf(recordedAt) };
    },
    insert({ id, stream, revision, type, version, recordedAt, metadata, data }) {
      return database
        .prepare(insert)
        .run(id, stream, revision, categoryOf(stream), type, version, recordedAt, metadata ?? null, data);
    },
  };
}
