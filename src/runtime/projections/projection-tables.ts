import type { ProjectionRows } from '../projection-reader.js';
import type { ProjectionTable, StoredRow } from '../projection-table.js';
import type { ProjectionTransaction } from '../projection.js';
import type { Builds, DeadLetters } from './build.js';
import type { FindPlan } from './find-plan.js';

export type Engine = ProjectionTransaction['engine'];

/** What an engine needs to know of a table. A build beside another is the same shape under another name. */
export type TableShape = Pick<ProjectionTable<unknown, unknown>, 'name' | 'comment' | 'columns' | 'indexes'>;

/**
 * Where projections keep their rows, and how far they have come: a store's capability `tables`, or a database of its own
 * beside a store that keeps none.
 */
export interface ProjectionTables extends ProjectionRows {
  readonly engine: Engine;
  /**
   * Does something in one transaction: all of it lasts, or nothing. A job whose transaction failed for a reason that
   * passes runs again, also where the transaction was committed and only its answer was lost: begin with `builds.lock`,
   * whose position tells. A job must not wait for another transaction, or for a reader, of the same tables.
   *
   * @throws what the job throws; StoreError where the database fails.
   */
  transact<Result>(job: (transaction: TablesTransaction) => Promise<Result>): Promise<Result>;
  /** The rows of some keys as they are committed, at the places of their keys. */
  read(table: TableShape, keys: readonly StoredRow[]): Promise<readonly (StoredRow | undefined)[]>;
  /** The committed rows that a plan asks for, in its order. */
  find(table: TableShape, plan: FindPlan): Promise<readonly StoredRow[]>;
}

/** Tables that were opened by themselves. */
export interface OpenedTables extends ProjectionTables {
  /** Waits for transactions under way, and frees what it holds. Later calls fail with a StoreError `CLOSED`. */
  close(): Promise<void>;
}

/** What can be done in a transaction of `ProjectionTables`. One thing at a time: wait for each call before the next. */
export interface TablesTransaction extends Pick<ProjectionTransaction, 'engine' | 'query'> {
  /** Makes a table with its key and indexes; nothing where it is there. */
  createTable(table: TableShape): Promise<void>;
  hasTable(name: string): Promise<boolean>;
  renameTable(from: string, to: string): Promise<void>;
  /** Puts the rows of a table into an empty one of the same columns. */
  copyRows(from: string, to: string): Promise<void>;
  /** Nothing where there is none. */
  dropTable(name: string): Promise<void>;
  /** The rows of some keys, at the places of their keys. */
  read(table: TableShape, keys: readonly StoredRow[]): Promise<readonly (StoredRow | undefined)[]>;
  /** Rows from the first to the last in the order of their keys, behind a key: for those who go over a whole table. */
  find(table: TableShape, plan: FindPlan): Promise<readonly StoredRow[]>;
  /** Puts rows, each in the place of the one with its key, and removes others. A key is in one of the lists, once. */
  write(table: TableShape, rows: readonly StoredRow[], removed: readonly StoredRow[]): Promise<void>;
  /** Marks how everything is now. One at a time. */
  savepoint(): Promise<Savepoint>;
  /** How far the builds of projections have come. */
  readonly builds: Builds;
  /** Events that were put aside. */
  readonly deadLetters: DeadLetters;
}

/** How everything was in a transaction at one time. */
export interface Savepoint {
  /** Takes back what was done since, and forgets the mark. */
  rollback(): Promise<void>;
  /** Forgets the mark. */
  release(): Promise<void>;
}
