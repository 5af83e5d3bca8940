import type { SnapshotStore } from '../../store.js';
import { checkName } from '../arguments.js';
import { checkSnapshot, checkSnapshotKey } from '../snapshot-arguments.js';
import type { Connection } from './connection.js';
import type { Names } from './names.js';
import { numberOf, textOf } from './record.js';
import { statement } from './statement.js';

export function createPostgresSnapshots(connection: Connection, { snapshots }: Names): SnapshotStore {
  const read = statement(`SELECT revision, state FROM ${snapshots} WHERE stream = $1 AND fingerprint = $2`);
  const write =
    statement(`INSERT INTO ${snapshots} AS kept (stream, fingerprint, revision, state) VALUES ($1, $2, $3, $4)
    ON CONFLICT (stream, fingerprint) DO UPDATE SET revision = excluded.revision, state = excluded.state
    WHERE excluded.revision >= kept.revision`);
  const remove = statement(`DELETE FROM ${snapshots} WHERE stream = $1`);
  return {
    async read(stream, fingerprint) {
      connection.checkOpen();
      checkSnapshotKey(stream, fingerprint);
      const [row] = await connection.run('snapshots.read', read, [stream, fingerprint]);
      return row && { revision: numberOf(row[0]), state: textOf(row[1]) };
    },
    async write(stream, fingerprint, snapshot) {
      connection.checkOpen();
      checkSnapshot(stream, fingerprint, snapshot);
      const { revision, state } = snapshot;
      await connection.run('snapshots.write', write, [stream, fingerprint, revision, state]);
    },
    async delete(stream) {
      connection.checkOpen();
      checkName('the name of a stream', stream);
      await connection.run('snapshots.delete', remove, [stream]);
    },
  };
}
