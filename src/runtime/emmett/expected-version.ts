import {
  type ExpectedStreamVersion,
  ExpectedVersionConflictError,
  NO_CONCURRENCY_CHECK,
  STREAM_DOES_NOT_EXIST,
  STREAM_EXISTS,
} from '@event-driven-io/emmett';
import { ConcurrencyError, StoreError } from '../errors.js';
import type { ExpectedRevision } from '../expected-revision.js';
import { rendered } from '../found.js';

/**
 * What is expected of a stream, in our words.
 *
 * @throws StoreError `INVALID_ARGUMENT` for what is none of Emmett's expectations.
 */
export function expectedRevision(expected: ExpectedStreamVersion | undefined): ExpectedRevision {
  if (expected === undefined || expected === NO_CONCURRENCY_CHECK) return 'any';
  if (expected === STREAM_DOES_NOT_EXIST) return 'absent';
  if (expected === STREAM_EXISTS) return 'present';
  if (typeof expected === 'bigint') return revisionOf(expected);
  throw new StoreError('INVALID_ARGUMENT', `no version that a stream can be expected at: ${rendered(expected)}`);
}

/** No stream is as long as what a number cannot count. */
export function revisionOf(version: bigint): number {
  return Math.min(Number(version), Number.MAX_SAFE_INTEGER);
}

/** The error as Emmett knows it, where it is a conflict: its command handlers retry that. */
export function emmettError(error: unknown, expected: ExpectedStreamVersion | undefined): unknown {
  if (!isConflict(error)) return error;
  const conflict = new ExpectedVersionConflictError(BigInt(error.actual), expected ?? NO_CONCURRENCY_CHECK);
  return Object.defineProperty(conflict, 'cause', { value: error, configurable: true, writable: true });
}

/** By `code` too: a store may come with its own copy of this package. */
function isConflict(error: unknown): error is Error & Pick<ConcurrencyError, 'actual'> {
  if (error instanceof ConcurrencyError) return true;
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'CONCURRENCY' &&
    'actual' in error &&
    typeof error.actual === 'number'
  );
}
