import { type Names, quoteLiteral } from './names.js';

/** What became of an append, as the functions say it. */
export const outcomes = {
  stored: 0,
  /** The stream is not as expected. */
  conflict: 1,
  /** One of the ids that were to be looked for is stored already. */
  known: 2,
  /** Another writer was quicker. To be tried again. */
  overtaken: 3,
} as const;

/** Expectations that are no revision, as the functions take them. */
export const expectedAny: number = -1;
export const expectedPresent: number = -2;

/** Where the isolation of transactions is not the one that the functions are right in. */
export const wrongIsolation = 'VA001';

/** Whether the isolation is the one that appends are right in. */
export const isReadCommitted = `current_setting('transaction_isolation') = 'read committed'`;

/**
 * What each function that appends begins with. Like much in them it is an assignment, because PL/pgSQL runs a query for
 * a `PERFORM`, and only evaluates an expression for an assignment.
 */
export const beginning: string = `
  IF NOT (${isReadCommitted}) THEN
    RAISE EXCEPTION 'the isolation level must be READ COMMITTED' USING ERRCODE = '${wrongIsolation}';
  END IF;
  v_patience := set_config('lock_timeout', p_patience, true);`;

/** Whether an append expects a revision. */
export function isExpected(expected: string, actual: string): string {
  return `${expected} = ${expectedAny} OR ${expected} = ${actual} OR (${expected} = ${expectedPresent} AND ${actual} > 0)`;
}

/**
 * Takes the floor, a shared lock on the highest position that was drawn so far. Positions are drawn after it, so that all
 * of them are above it: see the function of the horizon. Nobody ever takes such a lock for himself alone.
 */
export function takeFloor(names: Names): string {
  const sequence = sequenceOf(names);
  return `
    v_drawn := coalesce(pg_sequence_last_value(${sequence}), 0);
    IF NOT ${lockFloor(names, 'v_drawn')} THEN
      RAISE EXCEPTION 'a lock of the store is held by others' USING ERRCODE = 'lock_not_available';
    END IF;`;
}

/** Whether the floor could be locked that is the highest position drawn so far. */
export function lockFloor(names: Names, drawn: string): string {
  return `pg_try_advisory_xact_lock_shared(${asInteger(`${sequenceOf(names)}::oid::bigint`)}, ${asInteger(drawn)})`;
}

export function sequenceOf(names: Names): string {
  return `${quoteLiteral(names.positions)}::regclass`;
}

/** The signed 32-bit integer of the low 32 bits of a bigint. */
function asInteger(value: string): string {
  return `(((${value} + 2147483648) & 4294967295) - 2147483648)::integer`;
}

/** How an event is stored, up to its values. */
export function insertInto(names: Names): string {
  return `
      INSERT INTO ${names.events}
        (position, revision, version, id, stream, category, type, recorded_at, metadata, data)`;
}
