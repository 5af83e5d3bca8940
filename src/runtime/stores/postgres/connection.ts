import { StoreError } from '../../errors.js';
import type { StoreRetry } from '../../store.js';
import { withBackOff } from '../back-off.js';
import { failureOf, isConnectionLost, isTransient } from './failure.js';
import { literalOf } from './names.js';
import { asClient, type Client, type PostgresPool, type Result } from './pool.js';
import type { ScriptPart } from './script.js';
import type { Statement } from './statement.js';

/** A column is a text, as PostgreSQL writes it, or null. */
export type Row = readonly unknown[];

/** A client that the holder has to itself. */
export interface Session {
  readonly client: Client;
  run(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs several statements in one round trip, and gives the rows of each. */
  script(parts: readonly (string | ScriptPart)[]): Promise<readonly (readonly Row[])[]>;
}

export interface ConnectionSettings {
  /** For how many milliseconds to try again what fails for a reason that passes. */
  readonly retryTimeout: number;
  readonly onRetry: ((retry: StoreRetry) => void) | undefined;
  /** Whether statements may be prepared under names. */
  readonly prepare: boolean;
}

/** A pool as a store uses it: patient, bounded, with errors of ours. */
export interface Connection {
  /** Runs a statement as a transaction of its own, again where it fails for a reason that passes. */
  run(operation: string, statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Does something until it succeeds, fails for good, or the time is over.
   *
   * @param errorOf what to throw for the last error.
   */
  retrying<Result>(
    operation: string,
    attempt: () => Promise<Result>,
    errorOf?: (error: unknown) => unknown,
  ): Promise<Result>;
  /** Runs a statement as a transaction of its own, once, with the driver's errors. */
  once(statement: Statement, values?: readonly unknown[], timeout?: number): Promise<readonly Row[]>;
  /** Does something in a transaction, once. Errors are the driver's, or the job's. */
  transact<Result>(job: (session: Session) => Promise<Result>): Promise<Result>;
  /** Lends a client. It is closed afterwards where the job leaves it in no good state. Errors are the job's. */
  borrow<Result>(job: (session: Session) => Promise<Result>): Promise<Result>;
  checkOpen(): void;
  /** Takes no more calls. */
  close(): void;
}

/** What scripts have prepared. */
const preparedOn = new WeakMap<Client, Set<unknown>>();

const asText = { getTypeParser: () => (text: string) => text };

export function createConnection(pool: PostgresPool, settings: ConnectionSettings): Connection {
  const { retryTimeout, onRetry, prepare } = settings;
  let closed = false;

  const checkOpen = (): void => {
    if (closed) throw new StoreError('CLOSED', 'the store is closed');
  };

  /** The object may be new where the session is not. */
  const namesPreparedOn = async (client: Client): Promise<Set<unknown>> => {
    const text = 'SELECT name FROM pg_prepared_statements';
    const { rows } = await inTime(retryTimeout, client.query({ text, rowMode: 'array', types: asText }));
    return new Set(rowsOf({ rows }).map(([name]) => name));
  };

  /** A script has no parameters, but may name what is prepared, which need not be planned each time. */
  const executed = async (client: Client, { statement, values }: ScriptPart): Promise<string> => {
    const known = preparedOn.get(client) ?? (await namesPreparedOn(client));
    preparedOn.set(client, known);
    // The driver keeps names of its own.
    const name = `${statement.name}_sql`;
    if (!known.has(name)) {
      await inTime(retryTimeout, client.query({ text: `PREPARE ${name} AS ${statement.text}` }));
      known.add(name);
    }
    return `EXECUTE ${name}${values.length > 0 ? `(${values.map(literalOf).join(', ')})` : ''}`;
  };

  const sessionOf = (client: Client): Session => ({
    client,
    async run({ text, name }, values = []) {
      const result: Result = await client.query({
        text,
        values,
        ...(prepare ? { name } : {}),
        rowMode: 'array',
        types: asText,
      });
      return rowsOf(result);
    },
    async script(parts) {
      const texts: string[] = [];
      for (const part of parts) {
        if (typeof part === 'string') texts.push(part);
        else texts.push(prepare ? await executed(client, part) : part.text());
      }
      const text = texts.join(';\n');
      const results: unknown = await inTime(retryTimeout, client.query({ text, rowMode: 'array', types: asText }));
      return (Array.isArray(results) ? results : [results]).map(rowsOf);
    },
  });

  const borrow: Connection['borrow'] = async (job) => {
    const client = await checkOut(pool, retryTimeout);
    let isBroken = false;
    const onError = (): void => void (isBroken = true);
    client.on('error', onError);
    try {
      return await job(sessionOf(client));
    } catch (error) {
      isBroken ||= isConnectionLost(error);
      throw error;
    } finally {
      // One that is closed may still say why.
      if (!isBroken) client.removeListener('error', onError);
      client.release(isBroken);
    }
  };

  const once: Connection['once'] = (statement, values, timeout = retryTimeout) =>
    borrow((session) => inTime(timeout, session.run(statement, values)));

  const transact: Connection['transact'] = (job) =>
    borrow(async (session) => {
      const command = (text: string): Promise<unknown> => inTime(retryTimeout, session.client.query({ text }));
      await command('BEGIN ISOLATION LEVEL READ COMMITTED');
      try {
        const result = await job(session);
        await command('COMMIT');
        return result;
      } catch (error) {
        // Where this fails too, the connection is lost, and PostgreSQL ends the transaction itself.
        if (!isConnectionLost(error)) await command('ROLLBACK');
        throw error;
      }
    });

  const retrying: Connection['retrying'] = async (operation, attempt, errorOf = failureOf) => {
    try {
      const deadline = performance.now() + retryTimeout;
      return await withBackOff(attempt, { deadline, isTransient, operation, onRetry });
    } catch (error) {
      throw errorOf(error);
    }
  };

  return {
    once,
    transact,
    retrying,
    borrow,
    run: (operation, statement, values) => retrying(operation, () => once(statement, values)),
    checkOpen,
    close: () => void (closed = true),
  };
}

function rowsOf(result: Pick<Result, 'rows'>): readonly Row[] {
  return result.rows.filter((row) => Array.isArray(row));
}

async function checkOut(pool: PostgresPool, timeout: number): Promise<Client> {
  const connecting = pool.connect();
  try {
    return asClient(await inTime(timeout, connecting));
  } catch (error) {
    // One that comes too late is not kept.
    connecting.then(
      (client) => asClient(client).release(),
      () => undefined,
    );
    throw error;
  }
}

/** A server that is gone without a word answers never. The connection on which one waited is closed for it. */
function inTime<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const isLate = (): void =>
      reject(Object.assign(new Error(`no answer within ${milliseconds} ms`), { code: 'ETIMEDOUT' }));
    const timer = setTimeout(isLate, Math.min(milliseconds, 2 ** 31 - 1));
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
