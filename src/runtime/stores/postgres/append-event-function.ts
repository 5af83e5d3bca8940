import { insertInto, isExpected, isReadCommitted, lockFloor, sequenceOf } from './append-parts.js';
import { type Names, quoteBody } from './names.js';

/**
 * The append of one event as one statement, which stores it or says nothing: cheaper than a function that also says why.
 * It stores nothing where the stream is not as expected, another writer is quicker, the id is stored already, or the
 * isolation is not the one that appends are right in; then the function that judges is to be asked.
 *
 * All conditions are judged before a row is made, so that the floor is taken before the position is drawn, as the
 * function of the horizon needs it.
 *
 * What is stored is said as its revision, its position and when it was recorded, with spaces between.
 *
 * It is a function because its plan must not be one that was made while there were few events, and kept; and it answers
 * with a text because PL/pgSQL makes a table of what it answers in columns.
 */
export function appendEventFunction(names: Names): string {
  return `CREATE FUNCTION ${names.appendEvent}(
  p_now text, p_patience text, p_stream text, p_expected bigint,
  p_named boolean, p_id uuid, p_type text, p_version integer, p_metadata text, p_data text
) RETURNS text LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS ${quoteBody(`
DECLARE
  v_stored text;
BEGIN
  -- Each index that is looked into beforehand costs, and an id that is new is in none.
  IF p_named THEN
${insert(names)}
      ON CONFLICT DO NOTHING
      RETURNING ${placeText} INTO v_stored;
  ELSE
${insert(names)}
      ON CONFLICT (stream, revision) DO NOTHING
      RETURNING ${placeText} INTO v_stored;
  END IF;
  RETURN v_stored;
END
`)};`;
}

const placeText = "revision || ' ' || position || ' ' || recorded_at";

function insert(names: Names): string {
  return `${insertInto(names)}
      SELECT nextval(${sequenceOf(names)}), coalesce(head.revision, 0) + 1, p_version, p_id, p_stream,
        split_part(p_stream, '-', 1), p_type, greatest(head.recorded_at, p_now), p_metadata, p_data
      FROM (SELECT) AS given LEFT JOIN LATERAL (
        SELECT e.revision, e.recorded_at FROM ${names.events} AS e WHERE e.stream = p_stream ORDER BY e.revision DESC LIMIT 1
      ) AS head ON true
      WHERE (${isExpected('p_expected', 'coalesce(head.revision, 0)')}) AND ${isReadCommitted}
        AND set_config('lock_timeout', p_patience, true) IS NOT NULL
        AND ${lockFloor(names, `coalesce(pg_sequence_last_value(${sequenceOf(names)}), 0)`)}`;
}
