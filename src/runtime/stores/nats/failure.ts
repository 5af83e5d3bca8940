import { JetStreamApiError } from '@nats-io/jetstream';
import { StoreError, type StoreErrorCode, VarveError } from '../../errors.js';

/** Another answer than the store can use, which a further try may better: thrown inside of a try. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
}

/** JetStream's codes for "wrong last sequence": the message was not stored, because another was first. */
const overtaken: ReadonlySet<number> = new Set([10071, 10164]);

/** JetStream's code for a message that has the id of one that is just being stored. */
const alreadyUnderWay = 10158;

/** What JetStream refuses for good, by its codes. */
const refusals: ReadonlyMap<number, readonly [code: StoreErrorCode, what: string]> = new Map([
  [10002, ['FULL', 'the JetStream account has no room left']],
  [10023, ['FULL', 'the server has no room left for JetStream']],
  [10028, ['FULL', 'the server has no memory left for JetStream']],
  [10047, ['FULL', 'the server has no storage left for JetStream']],
  [10054, ['INVALID_ARGUMENT', 'the stream is configured for smaller messages']],
  [10077, ['FULL', 'the stream has reached its limit']],
  [10109, ['READ_ONLY', 'the stream is sealed']],
]);

/** Names of errors that no further try betters; bugs of ours are among them. */
const finalNames: ReadonlySet<string> = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'AuthorizationError',
  'ClosedConnectionError',
  'DrainingConnectionError',
  'InvalidArgumentError',
  'InvalidSubjectError',
  'InvalidNameError',
  'PermissionViolationError',
  'UserAuthenticationExpiredError',
]);

export function isOvertaken(error: unknown): boolean {
  return error instanceof JetStreamApiError && overtaken.has(error.code);
}

/** Whether an error may pass: no server there, none that leads, no answer in time. */
export function isPassing(error: unknown): boolean {
  if (error instanceof VarveError) return false;
  if (error instanceof JetStreamApiError)
    return error.code === alreadyUnderWay || (error.status === 503 && !refusals.has(error.code));
  return error instanceof Error && !causes(error).some(({ name }) => finalNames.has(name));
}

/** An error of ours for an error of the client's. */
export function failureOf(error: unknown): Error {
  if (error instanceof VarveError) return error;
  const message = error instanceof Error ? messageOf(error) : String(error);
  const [code, what] = reasonOf(error);
  return new StoreError(code, `${what}: ${message}`, { cause: error });
}

function reasonOf(error: unknown): readonly [code: StoreErrorCode, what: string] {
  if (error instanceof JetStreamApiError) {
    const known = refusals.get(error.code);
    if (known !== undefined) return known;
    return error.status === 503 ? unreachable : ['FAILED', 'JetStream refused a request'];
  }
  if (!(error instanceof Error)) return ['FAILED', 'the NATS client failed'];
  const names = new Set(causes(error).map(({ name }) => name));
  if (names.has('PermissionViolationError') || names.has('AuthorizationError'))
    return ['FAILED', 'the server does not allow it'];
  return isPassing(error) || names.has('ClosedConnectionError') || names.has('DrainingConnectionError')
    ? unreachable
    : ['FAILED', 'the NATS client failed'];
}

const unreachable: readonly [code: StoreErrorCode, what: string] = ['UNAVAILABLE', 'the server could not be used'];

function causes(error: Error): readonly Error[] {
  return error.cause instanceof Error ? [error, ...causes(error.cause)] : [error];
}

/** What no answer at all means. */
export const unheard = 'nobody answers for JetStream: it is not enabled, or nobody leads it';

/** The client says that JetStream is not enabled also where a stream is gone or nobody leads it. */
function messageOf(error: Error): string {
  return error.name === 'JetStreamNotEnabled' ? unheard : error.message;
}
