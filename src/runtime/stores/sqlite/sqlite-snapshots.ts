import type { SnapshotStore } from '../../store.js';
import { checkName } from '../arguments.js';
import { checkSnapshot, checkSnapshotKey } from '../snapshot-arguments.js';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { numberOf, textOf } from './record.js';

const read = 'SELECT revision, state FROM varve_snapshots WHERE stream = ? AND fingerprint = ?';
const write = `
  INSERT INTO varve_snapshots (stream, fingerprint, revision, state) VALUES (?, ?, ?, ?)
  ON CONFLICT (stream, fingerprint) DO UPDATE SET revision = excluded.revision, state = excluded.state
  WHERE excluded.revision >= revision`;
const remove = 'DELETE FROM varve_snapshots WHERE stream = ?';

export function createSqliteSnapshots(database: Database, connection: Connection): SnapshotStore {
  return {
    async read(stream, fingerprint) {
      checkSnapshotKey(stream, fingerprint);
      const row = await connection.read(() => database.prepare(read).get(stream, fingerprint));
      return row && { revision: numberOf(row['revision']), state: textOf(row['state']) };
    },
    async write(stream, fingerprint, snapshot) {
      checkSnapshot(stream, fingerprint, snapshot);
      const { revision, state } = snapshot;
      await connection.write(() => database.prepare(write).run(stream, fingerprint, revision, state));
    },
    async delete(stream) {
      checkName('the name of a stream', stream);
      await connection.write(() => database.prepare(remove).run(stream));
    },
  };
}
