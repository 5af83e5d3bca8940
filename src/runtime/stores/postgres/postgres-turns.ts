import { StoreError } from '../../errors.js';
import type { PageHandler, StoredRecord } from '../../store.js';
import type { ConsumerSource } from '../consume.js';
import type { Connection, Session } from './connection.js';
import { failureOf, isTransient } from './failure.js';
import type { Names } from './names.js';
import type { Run } from './postgres-reader.js';
import { integerOf } from './record.js';
import { statement } from './statement.js';
import { lendTransaction, type PostgresTransaction } from './transaction.js';

export interface Turns extends Pick<ConsumerSource<PostgresTransaction>, 'inTurn' | 'patience'> {
  /** Runs a statement of a job in the transaction of its turn. */
  readonly run: Run;
  /** What handles a page in a job: its errors are thrown as they are. */
  readonly handle: PageHandler<PostgresTransaction>;
}

type Job = (checkpoint: bigint | undefined, transaction: PostgresTransaction) => Promise<bigint>;

/** How long those who stand by wait before they look again, in milliseconds. */
const patience = 100;

/** What a handler threw, told apart from what PostgreSQL says. */
class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';
}

/**
 * The turns of one consumer: a transaction each, which has the row of the checkpoint locked. Others find it locked and
 * pass over it, so that nobody holds a connection to wait; where a process dies, PostgreSQL ends its transaction.
 */
export function createPostgresTurns(
  connection: Connection,
  { checkpoints }: Names,
  handle: PageHandler<PostgresTransaction>,
): Turns {
  const make = statement(`INSERT INTO ${checkpoints} (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`);
  const take = statement(`SELECT position FROM ${checkpoints} WHERE name = $1 FOR UPDATE SKIP LOCKED`);
  const write = statement(`UPDATE ${checkpoints} SET position = $2 WHERE name = $1`);
  let current: Session | undefined;
  let isMade = false;

  /** Whether there was a turn. */
  const takeTurn = async (session: Session, name: string, job: Job): Promise<boolean> => {
    const [row] = await session.run(take, [name]);
    if (row === undefined) return false;
    const checkpoint = row[0] === null ? undefined : integerOf(row[0]);
    const lent = lendTransaction(session);
    current = session;
    try {
      const position = await job(checkpoint, lent.transaction);
      if (position !== checkpoint) await session.run(write, [name, position]);
    } catch (error) {
      throw lent.passing() ?? error;
    } finally {
      lent.end();
      current = undefined;
    }
    return true;
  };

  const attempt = async (name: string, job: Job): Promise<boolean> => {
    // Outside of the turn: others must not wait for it.
    if (!isMade) await connection.once(make, [name]);
    isMade = true;
    const hadTurn = await connection.transact((session) => takeTurn(session, name, job));
    // Where somebody removed the row, it is made again.
    isMade = hadTurn;
    return hadTurn;
  };

  return {
    patience,
    run(statement, values) {
      if (current === undefined) throw new StoreError('FAILED', 'a page was read out of turn');
      return current.run(statement, values);
    },
    async handle(records: readonly StoredRecord[], transaction) {
      try {
        await handle(records, transaction);
      } catch (error) {
        throw new HandlerFailure('a handler failed', { cause: error });
      }
    },
    async inTurn(name, job) {
      try {
        return await attempt(name, job);
      } catch (error) {
        if (error instanceof HandlerFailure) throw error.cause;
        if (!isTransient(error)) throw failureOf(error);
      }
      // The time for retries begins when something failed: a page may take longer than that.
      return connection.retrying(
        'consume',
        () => attempt(name, job),
        (error) => (error instanceof HandlerFailure ? error.cause : failureOf(error)),
      );
    },
  };
}
