import type { CheckpointStore } from '../../store.js';
import { checkName, checkPosition } from '../arguments.js';
import type { Connection } from './connection.js';
import type { Names } from './names.js';
import { integerOf } from './record.js';
import { statement } from './statement.js';

export function createPostgresCheckpoints(connection: Connection, { checkpoints }: Names): CheckpointStore {
  const read = statement(`SELECT position FROM ${checkpoints} WHERE name = $1 AND position IS NOT NULL`);
  const write = statement(`INSERT INTO ${checkpoints} (name, position) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET position = excluded.position`);
  return {
    async read(name) {
      connection.checkOpen();
      checkName('the name of a reader', name);
      const [row] = await connection.run('checkpoints.read', read, [name]);
      return row && integerOf(row[0]);
    },
    async write(name, position) {
      connection.checkOpen();
      checkName('the name of a reader', name);
      checkPosition('position', position);
      await connection.run('checkpoints.write', write, [name, position]);
    },
  };
}
