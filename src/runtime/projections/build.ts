/** Which rows: those that the fold of this fingerprint makes, and, where several share the work, of which part of the keys. */
export interface BuildKey {
  readonly projection: string;
  readonly fingerprint: string;
  /** From 0; 0 where the work is not shared. */
  readonly partition: number;
}

/**
 * - `building`: its table is filled beside the one that serves.
 * - `live`: its table serves, and follows the events.
 * - `inline`: its table serves, and is written by the appends themselves.
 * - `behind`: the same, but processes that know another version appended what stands behind its position, which is not in
 *   the rows: the next append that knows this one puts it there. Only where `inline` builds do not say how far they are.
 * - `retired`: its table does not serve any more.
 */
export type BuildState = 'building' | 'live' | 'inline' | 'behind' | 'retired';

/** Whether appends keep the rows. */
export function isKeptInline({ state }: Pick<Build, 'state'>): boolean {
  return state === 'inline' || state === 'behind';
}

/** A projection's rows as one version of its code makes them, and how far they have come. */
export interface Build extends BuildKey {
  readonly state: BuildState;
  /** The name of its table in the database. */
  readonly table: string;
  /**
   * Of the last event that is in the rows or was passed over; `0n` before the first. An `inline` build in PostgreSQL, whose
   * appends do not wait for each other, stays where it was when it became one.
   */
  readonly position: bigint;
  /** What its runner wants to be told again, as text; empty where there is nothing. */
  readonly notes: string;
}

/** The bookkeeping, in the transaction that writes the rows. */
export interface Builds {
  /** Of one projection, or of all, in the order of names, fingerprints and partitions. */
  list(projection?: string): Promise<readonly Build[]>;
  /**
   * The build as it is, which nobody else locks or writes before the transaction ends. `'taken'` where somebody else has
   * it locked and `whenTaken` is `'skip'`; by default it is waited for.
   */
  lock(key: BuildKey, whenTaken?: 'wait' | 'skip'): Promise<Build | 'taken' | undefined>;
  /** Puts a build where there is none with its key; `false` where there is one, whoever made it. */
  create(build: Build): Promise<boolean>;
  /** Puts a build in the place of the one with its key. */
  write(build: Build): Promise<void>;
  remove(key: BuildKey): Promise<void>;
}

/** An event that a build could not take, and went on without. */
export interface DeadLetter extends BuildKey {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  /** The type as stored. */
  readonly type: string;
  /** Why, in words. */
  readonly error: string;
  /** RFC 3339 in UTC. */
  readonly parkedAt: string;
}

export interface DeadLetters {
  /** In the order of their positions; those of one projection, or of all. */
  list(projection?: string): Promise<readonly DeadLetter[]>;
  /** Puts an event aside; where it is there already, with the newer words. */
  park(letter: DeadLetter): Promise<void>;
  remove(key: BuildKey, position: bigint): Promise<void>;
}
