import type { CheckpointStore } from '../../store.js';
import { checkName, checkPosition } from '../arguments.js';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { integerOf } from './record.js';

const read = 'SELECT position FROM varve_checkpoints WHERE name = ?';
const write =
  'INSERT INTO varve_checkpoints (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position';

export function createSqliteCheckpoints(database: Database, connection: Connection): CheckpointStore {
  return {
    async read(name) {
      checkName('the name of a reader', name);
      const row = await connection.read(() => database.prepare(read).get(name));
      return row && integerOf(row['position']);
    },
    async write(name, position) {
      checkName('the name of a reader', name);
      checkPosition('position', position);
      await connection.write(() => database.prepare(write).run(name, position));
    },
  };
}
