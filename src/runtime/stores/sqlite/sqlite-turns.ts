import { uuidv7 } from '../../uuid.js';
import type { ConsumerSource } from '../consume.js';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { integerOf } from './record.js';

const take = `
  INSERT INTO varve_turns (name, owner, until) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE until <= ?
  RETURNING name`;
const extend = 'UPDATE varve_turns SET until = ? WHERE name = ? AND owner = ? RETURNING name';
const giveBack = 'DELETE FROM varve_turns WHERE name = ? AND owner = ? RETURNING name';
const read = 'SELECT position FROM varve_checkpoints WHERE name = ?';
const write = `
  INSERT INTO varve_checkpoints (name, position) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET position = excluded.position`;

/**
 * The turns of consumers in several processes: a lease in the database, which the living extend and the dead lose. A
 * checkpoint is stored in the transaction that ends the turn, and only by who has it still.
 *
 * @param takeOverAfter how long a turn is kept for a process that gives no sign of life, in milliseconds.
 */
export function createSqliteTurns(
  database: Database,
  connection: Connection,
  takeOverAfter: number,
): Pick<ConsumerSource<undefined>, 'inTurn' | 'patience'> {
  /** The checkpoint, where the turn was taken. */
  const begin = (name: string, owner: string): { readonly checkpoint: bigint | undefined } | undefined => {
    const now = Date.now();
    if (database.prepare(take).get(name, owner, now + takeOverAfter, now) === undefined) return undefined;
    const row = database.prepare(read).get(name);
    return { checkpoint: row && integerOf(row['position']) };
  };

  /** Whoever lost the turn, because it gave no sign of life for too long, records nothing: another has gone on. */
  const end = (name: string, owner: string, position: bigint | undefined): void => {
    const isStillTaken = database.prepare(giveBack).get(name, owner) !== undefined;
    if (isStillTaken && position !== undefined) database.prepare(write).run(name, position);
  };

  return {
    patience: 50,
    async inTurn(name, job) {
      const owner = uuidv7();
      const begun = await connection.write(() => begin(name, owner));
      if (begun === undefined) return false;
      const extending = setInterval(() => {
        const until = Date.now() + takeOverAfter;
        // Where it fails, the end of the turn finds out.
        connection.complete(() => database.prepare(extend).get(until, name, owner)).catch(() => undefined);
      }, takeOverAfter / 4);
      try {
        const position = await job(begun.checkpoint, undefined);
        await connection.complete(() => end(name, owner, position === begun.checkpoint ? undefined : position));
      } catch (error) {
        await connection.complete(() => database.prepare(giveBack).get(name, owner)).catch(() => undefined);
        throw error;
      } finally {
        clearInterval(extending);
      }
      return true;
    },
  };
}
