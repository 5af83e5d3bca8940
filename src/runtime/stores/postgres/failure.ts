import { StoreError, type StoreErrorCode, VarveError } from '../../errors.js';
import { wrongIsolation } from './append-parts.js';

/** A connection that was lost, or could not be made, as Node.js names it. */
const lostConnection: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The same as pg says it, which gives these errors no code. */
const lostInWords =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|timeout exceeded when trying to connect|timeout expired|Query read timeout)/u;

/** By SQLSTATE, or by its class where the whole of it is not listed. */
const failures: Readonly<Record<string, readonly [code: StoreErrorCode, what: string, passes?: 'passes']>> = {
  '08': ['UNAVAILABLE', 'the connection to PostgreSQL was lost', 'passes'],
  '22': ['INVALID_ARGUMENT', 'PostgreSQL does not take a value'],
  '23': ['FAILED', 'what the store wrote is against a rule of its tables'],
  '23505': ['UNAVAILABLE', 'another writer stored the same event', 'passes'],
  '25006': ['READ_ONLY', 'the database takes no writes'],
  '25P03': ['UNAVAILABLE', 'PostgreSQL ended a transaction that was idle for too long', 'passes'],
  '26000': [
    'FAILED',
    "a prepared statement is gone: behind a pooler that pools transactions, open the store with pooling: 'transaction'",
  ],
  '28': ['UNAVAILABLE', 'PostgreSQL refused the login'],
  '3D': ['UNAVAILABLE', 'the database does not exist'],
  '3F': ['UNSUPPORTED', "the store's schema is not there: call migrate()"],
  '40001': ['UNAVAILABLE', 'other writers were in the way', 'passes'],
  '40P01': ['UNAVAILABLE', 'other writers were in the way', 'passes'],
  '42501': ['FAILED', 'the user may not do this'],
  '42883': ['UNSUPPORTED', "the store's schema is not there, or of another release: call migrate()"],
  '42P01': ['UNSUPPORTED', "the store's schema is not there, or of another release: call migrate()"],
  '53': ['UNAVAILABLE', 'PostgreSQL lacks what it needs', 'passes'],
  '53100': ['FULL', 'the disk is full'],
  '54': ['INVALID_ARGUMENT', 'a value is larger than PostgreSQL takes'],
  '55P03': ['UNAVAILABLE', 'another transaction is in the way', 'passes'],
  '57014': ['UNAVAILABLE', 'PostgreSQL gave a statement up', 'passes'],
  '57P': ['UNAVAILABLE', 'PostgreSQL is being shut down or started', 'passes'],
  XX001: ['CORRUPT', 'the database is damaged'],
  XX002: ['CORRUPT', 'the database is damaged'],
  [wrongIsolation]: [
    'UNSUPPORTED',
    'the store works in transactions of the isolation level READ COMMITTED, which must be the default (default_transaction_isolation)',
  ],
};

const closedPool = ['CLOSED', 'the pool is closed'] as const;

/** An error of ours for an error of the driver's. */
export function failureOf(error: unknown): Error {
  if (error instanceof VarveError) return error;
  const [code, what] = reasonOf(error) ?? ['FAILED', 'the PostgreSQL driver failed'];
  return new StoreError(code, `${what}: ${messageOf(error)}`, { cause: error });
}

/** Whether another try may succeed. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof VarveError) && reasonOf(error)?.[2] === 'passes';
}

/** Whether an error says that the connection is of no use any more. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || !isSqlState(code) ? isTransient(error) : /^(?:08|57P)/u.test(code) || code === '25P03';
}

/** Whether PostgreSQL refused a value of a batch: then the rest of the batch may do without it. */
export function isRefusedValue(error: unknown): boolean {
  return /^(?:22|23|54)/u.test(codeOf(error) ?? '');
}

/** Whether a table or a function was not found. */
export function isMissing(error: unknown): boolean {
  return /^(?:3F000|42P01|42883)$/u.test(codeOf(error) ?? '');
}

function reasonOf(error: unknown): (typeof failures)[string] | undefined {
  const code = codeOf(error);
  if (code !== undefined && isSqlState(code)) {
    return failures[code] ?? failures[code.slice(0, 3)] ?? failures[code.slice(0, 2)];
  }
  if (code === undefined && messageOf(error).startsWith('Cannot use a pool after')) return closedPool;
  const isLost = code === undefined ? lostInWords.test(messageOf(error)) : lostConnection.has(code);
  return isLost ? failures['08'] : undefined;
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/u.test(code);
}

/** Where every address of a host refused, the error itself says nothing. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
