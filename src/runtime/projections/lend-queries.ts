import { StoreError } from '../errors.js';
import type { ProjectionTransaction } from '../projection.js';
import type { Savepoint, TablesTransaction } from './projection-tables.js';

/** A transaction as one handling of an event may use it. */
export interface LentQueries {
  readonly transaction: ProjectionTransaction;
  isUsed(): boolean;
  /** Why a statement failed, where one did, whatever the handler made of it. */
  failed(): { readonly error: unknown } | undefined;
  /** Takes back what the statements did. */
  undo(): Promise<void>;
  accept(): Promise<void>;
}

/** The first statement marks where the transaction was: most handlings make none, and pay nothing. */
export function lendQueries(transaction: TablesTransaction, isReplay: boolean): LentQueries {
  let savepoint: Promise<Savepoint> | undefined;
  let failed: { readonly error: unknown } | undefined;
  let isOver = false;
  /** One at a time, also where a handler does not wait. */
  let last: Promise<unknown> = Promise.resolve();

  const query: ProjectionTransaction['query'] = (text, values) => {
    if (isOver)
      return Promise.reject(
        new StoreError('CLOSED', 'the transaction was for the handling of one event, which is over'),
      );
    const before = last;
    const running = (async () => {
      savepoint ??= transaction.savepoint();
      await savepoint;
      await before;
      return transaction.query(text, values);
    })();
    last = running.catch((error: unknown) => void (failed ??= { error }));
    return running;
  };

  const end = async (how: 'rollback' | 'release'): Promise<void> => {
    isOver = true;
    await last;
    await (await savepoint)?.[how]();
  };

  return {
    transaction: { engine: transaction.engine, isReplay, query },
    isUsed: () => savepoint !== undefined || failed !== undefined,
    failed: () => failed,
    undo: () => end('rollback'),
    accept: () => end('release'),
  };
}
