import { ConcurrencyError, StoreError } from '../../errors.js';
import { ProjectionError } from '../../projections/projection-error.js';
import type { AppendResult, StoreRetry } from '../../store.js';
import { type Clock, recordedTime } from '../clock.js';
import { createGroupCommit, type GroupCommitLimits, type Outcome } from '../group-commit.js';
import type { IncomingAppend } from '../incoming.js';
import {
  appendEventOutcome,
  appendEventValues,
  appendOneOutcome,
  appendOneValues,
  type AppendOutcome,
  appendOutcomes,
  appendStatements,
  appendValues,
  type AppendCall,
  isOneEvent,
} from './append-call.js';
import { type Entry, nextRound } from './append-rounds.js';
import type { Connection } from './connection.js';
import { failureOf, isRefusedValue } from './failure.js';
import type { Names } from './names.js';
import { createRepeats } from './repeats.js';

export interface Appender {
  /** One of them is committed with others that wait; several are a transaction of their own. */
  append(appends: readonly IncomingAppend[]): Promise<readonly AppendResult[]>;
  /** Settles when nothing is under way any more. */
  drained(): Promise<void>;
}

export interface AppenderSettings {
  /** How many batches may be under way at once. */
  readonly lanes: number;
  readonly clock: Clock;
  readonly limits: GroupCommitLimits;
  /** In milliseconds. */
  readonly retryTimeout: number;
  readonly onRetry: ((retry: StoreRetry) => void) | undefined;
}

/** Has appends judged and stored in one transaction, once, with the driver's errors. */
export type SendAppends = (appends: readonly IncomingAppend[], call: AppendCall) => Promise<readonly AppendOutcome[]>;

export function createAppender(
  connection: Connection,
  names: Names,
  settings: AppenderSettings,
  send: SendAppends = sendAppends(connection, names),
): Appender {
  const { clock, limits, retryTimeout, onRetry, lanes } = settings;
  const repeats = createRepeats(connection, names);
  const underWay = new Set<Promise<unknown>>();

  /** Tries until PostgreSQL has judged the appends, or the time is over. */
  const judge = (
    appends: readonly IncomingAppend[],
    atomic: boolean,
    again: boolean,
  ): Promise<readonly AppendOutcome[]> => {
    let tries = 0;
    return connection.retrying('append', async () => {
      tries += 1;
      const now = recordedTime(clock);
      const call = { now, patience: retryTimeout, atomic, again: again || tries > 1 };
      return send(appends, call);
    });
  };

  const settle = async (append: IncomingAppend, outcome: AppendOutcome): Promise<Outcome<AppendResult>> => {
    if (outcome.kind === 'stored') return { kind: 'done', result: outcome.result };
    try {
      if (outcome.kind === 'conflict') throw conflict(append, outcome.actual);
      const [result] = (await repeats.resultsOf([append])) ?? [];
      if (result === undefined) throw new StoreError('CORRUPT', 'an event that was stored is not there any more');
      return { kind: 'done', result };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };

  /** Those that were overtaken are judged again, until none is. */
  const commitRound = async (appends: readonly IncomingAppend[]): Promise<readonly Outcome<AppendResult>[]> => {
    const outcomes: Outcome<AppendResult>[] = [];
    const deadline = performance.now() + retryTimeout;
    let rest = [...appends.entries()];
    for (let failures = 0; rest.length > 0; failures += 1) {
      if (failures > 0) announceOvertaken(failures, deadline, onRetry);
      const judged = await judge(
        rest.map(([, append]) => append),
        false,
        failures > 0,
      );
      const overtaken: typeof rest = [];
      for (const [index, outcome] of judged.entries()) {
        const entry = rest[index];
        if (entry === undefined) continue;
        if (outcome.kind === 'overtaken') overtaken.push(entry);
        else outcomes[entry[0]] = await settle(entry[1], outcome);
      }
      rest = overtaken;
    }
    return outcomes;
  };

  const commitAlone = (append: IncomingAppend): Promise<Outcome<AppendResult>> =>
    commitRound([append]).then(([outcome]) => outcome ?? failed(new Error('nothing was said of an append')), failed);

  const commitSafely = async (appends: readonly IncomingAppend[]): Promise<readonly Outcome<AppendResult>[]> => {
    try {
      return await commitRound(appends);
    } catch (error) {
      const cause = error instanceof StoreError ? error.cause : error;
      if (appends.length === 1 || !(isRefusedValue(cause) || error instanceof ProjectionError))
        return appends.map(() => failed(error));
      const outcomes: Outcome<AppendResult>[] = [];
      for (const append of appends) outcomes.push(await commitAlone(append));
      return outcomes;
    }
  };

  const commitBatch = async (batch: readonly IncomingAppend[]): Promise<readonly Outcome<AppendResult>[]> => {
    const outcomes: Outcome<AppendResult>[] = [];
    for (let rest: readonly Entry[] = [...batch.entries()]; rest.length > 0;) {
      const { round, later } = nextRound(rest);
      const settled = await commitSafely(round.map(([, append]) => append));
      for (const [place, outcome] of settled.entries()) outcomes[round[place]?.[0] ?? 0] = outcome;
      rest = later;
    }
    return outcomes;
  };

  const appendTogether = async (appends: readonly IncomingAppend[]): Promise<readonly AppendResult[]> => {
    const judged = await judge(appends, true, false);
    if (judged.some(({ kind }) => kind === 'known')) {
      const results = await repeats.resultsOf(appends);
      if (results !== undefined) return results;
    }
    return judged.map((outcome, index) => {
      if (outcome.kind === 'stored') return outcome.result;
      const append = appends[index];
      throw append !== undefined && outcome.kind === 'conflict'
        ? conflict(append, outcome.actual)
        : new StoreError('CORRUPT', 'an event that was stored is not there any more');
    });
  };

  // Alone, an append has no batch whose end another would have to wait for.
  const group = createGroupCommit(commitBatch, limits, {
    lanes: limits.maxBatch === 1 ? Infinity : lanes,
    ...(limits.maxBatch === 1 ? {} : { orderOf: ({ stream }: IncomingAppend) => stream }),
  });
  return {
    async append(appends) {
      const [first, ...others] = appends;
      if (first === undefined) return [];
      if (others.length === 0) return [await group.submit(first)];
      const appending = appendTogether(appends);
      underWay.add(appending);
      try {
        return await appending;
      } finally {
        underWay.delete(appending);
      }
    },
    async drained() {
      await group.drained();
      await Promise.allSettled(underWay);
    },
  };
}

function sendAppends(connection: Connection, names: Names): SendAppends {
  const statements = appendStatements(names);
  return async (appends, call) => {
    const [first, ...others] = appends;
    if (first !== undefined && isOneEvent(appends, call)) {
      const [row] = await connection.once(statements.event, appendEventValues(first, call));
      const outcome = appendEventOutcome(row);
      if (outcome !== undefined) return [outcome];
    }
    if (first !== undefined && others.length === 0) {
      const [row] = await connection.once(statements.one, appendOneValues(first, call));
      return [appendOneOutcome(row)];
    }
    const [row] = await connection.once(statements.batch, appendValues(appends, call));
    return appendOutcomes(row, appends.length);
  };
}

function announceOvertaken(failures: number, deadline: number, onRetry: AppenderSettings['onRetry']): void {
  const error = new StoreError('UNAVAILABLE', 'other writers of the stream were quicker each time');
  if (performance.now() >= deadline) throw error;
  onRetry?.({ operation: 'append', failures, delay: 0, error });
}

function conflict({ stream, expected }: IncomingAppend, actual: number): ConcurrencyError {
  return new ConcurrencyError({ stream, expected, actual });
}

function failed(error: unknown): Outcome<AppendResult> {
  return { kind: 'failed', error: failureOf(error) };
}
