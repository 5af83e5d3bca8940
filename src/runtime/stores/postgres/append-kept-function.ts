import { appendEventText } from './append-call.js';
import { type Names, quoteBody } from './names.js';

/** Where rows were not as they were said to be: to be done again with what they are. */
export const rowsChanged = 'VA002';

/**
 * The append of one event, by the function for one event, together with rows of projections that the statement around it
 * writes: takes the locks of the rows, in the order that is given, before the position is drawn, and looks at the builds
 * when no one can change them any more.
 */
export function appendKeptFunction(names: Names): string {
  return `CREATE FUNCTION ${names.appendKept}(
  p_now text, p_patience text, p_stream text, p_expected bigint,
  p_named boolean, p_id uuid, p_type text, p_version integer, p_metadata text, p_data text,
  p_locks bigint[], p_shared boolean[], p_projections text[], p_fingerprints text[], p_tables text[]
) RETURNS text LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
AS ${quoteBody(`
DECLARE
  v_patience text;
  v_stored text;
BEGIN
  v_patience := set_config('lock_timeout', p_patience, true);
  FOR v_number IN 1 .. cardinality(p_locks) LOOP
    IF p_shared[v_number] THEN
      PERFORM pg_advisory_xact_lock_shared(p_locks[v_number]);
    ELSE
      PERFORM pg_advisory_xact_lock(p_locks[v_number]);
    END IF;
  END LOOP;
  v_stored := (${appendEventText(names, (index) => parameters[index] ?? '')});
  IF v_stored IS NULL THEN
    RETURN NULL;
  END IF;
  -- The rows were folded with this time.
  IF split_part(v_stored, ' ', 3) <> p_now OR (
    SELECT count(*) FROM unnest(p_projections, p_fingerprints, p_tables) AS g (projection, fingerprint, table_name)
    JOIN ${names.builds} AS b USING (projection, fingerprint, table_name) WHERE b.state = 'inline' AND b.partition = 0
  ) <> cardinality(p_projections) THEN
    RETURN ${names.refuseRows}();
  END IF;
  RETURN v_stored;
END
`)};

CREATE FUNCTION ${names.refuseRows}() RETURNS text LANGUAGE plpgsql VOLATILE
AS ${quoteBody(`
BEGIN
  RAISE EXCEPTION 'the rows are not as they were' USING ERRCODE = '${rowsChanged}';
END
`)};`;
}

const parameters = [
  'p_now',
  'p_patience',
  'p_stream',
  'p_expected',
  'p_named',
  'p_id',
  'p_type',
  'p_version',
  'p_metadata',
  'p_data',
];
