import { StoreError } from '../../errors.js';
import type { Session } from './connection.js';
import { failureOf, isTransient } from './failure.js';

/** The transaction in which the checkpoint of a page is stored. What is done in it is done once, whatever fails. */
export interface PostgresTransaction {
  /**
   * Runs a statement in the transaction, in which `$1`, `$2`, … stand for the values. Rows are as pg gives them.
   *
   * @throws StoreError; the page is then handed out again, whatever the handler makes of it.
   */
  query(text: string, values?: readonly unknown[]): Promise<PostgresTransactionResult>;
}

export interface PostgresTransactionResult {
  readonly rows: readonly unknown[];
  /** How many rows were read or changed, where PostgreSQL says so. */
  readonly rowCount: number | null;
}

export interface Lent {
  readonly transaction: PostgresTransaction;
  /** Why a statement failed, where that was for a reason that passes. */
  readonly passing: () => unknown;
  /** Takes the transaction back: it is no use to anybody any more. */
  end(): void;
}

/** A session's transaction, lent to who handles a page. */
export function lendTransaction({ client }: Session): Lent {
  let isOver = false;
  let passing: unknown;
  return {
    transaction: {
      async query(text, values = []) {
        if (isOver) throw new StoreError('CLOSED', 'the transaction ended with the page that it was for');
        try {
          const { rows, rowCount } = await client.query({ text, values });
          return { rows, rowCount };
        } catch (error) {
          if (isTransient(error)) passing = error;
          throw failureOf(error);
        }
      },
    },
    passing: () => passing,
    end: () => void (isOver = true),
  };
}
