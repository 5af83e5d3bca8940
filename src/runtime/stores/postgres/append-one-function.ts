import { beginning, insertInto, isExpected, outcomes, sequenceOf, takeFloor } from './append-parts.js';
import { type Names, quoteBody } from './names.js';

/**
 * One append to one stream: what the function for batches does, in as few steps as PL/pgSQL allows. Each step of a
 * function costs, in each transaction, and somebody waits for this one alone.
 */
export function appendOneFunction(names: Names): string {
  return `CREATE FUNCTION ${names.appendOne}(
  p_now text, p_patience text, p_stream text, p_expected bigint, p_named uuid[],
  p_id uuid[], p_type text[], p_version integer[], p_metadata text[], p_data text[],
  OUT outcome integer, OUT revision bigint, OUT "position" bigint
) LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS ${quoteBody(body(names))};`;
}

function body(names: Names): string {
  return `
#variable_conflict use_column
DECLARE
  v_count CONSTANT integer := cardinality(p_id);
  v_head bigint; v_tail bigint; v_time text; v_drawn bigint; v_inserted bigint; v_patience text;
BEGIN${beginning}
  SELECT e.revision, e.position, greatest(e.recorded_at, p_now) INTO v_head, v_tail, v_time
    FROM ${names.events} AS e WHERE e.stream = p_stream ORDER BY e.revision DESC LIMIT 1;
  IF v_head IS NULL THEN
    v_head := 0; v_tail := 0; v_time := p_now;
  END IF;
  IF p_named IS NOT NULL AND EXISTS (SELECT FROM ${names.events} AS e WHERE e.id = ANY (p_named)) THEN
    outcome := ${outcomes.known};
    RETURN;
  END IF;
  IF NOT (${isExpected('p_expected', 'v_head')}) THEN
    outcome := ${outcomes.conflict};
    revision := v_head;
    RETURN;
  END IF;
  IF v_count = 1 THEN${takeFloor(names)}
    v_tail := nextval(${sequenceOf(names)});
${insertInto(names)}
      VALUES (v_tail, v_head + 1, p_version[1], p_id[1], p_stream,
        split_part(p_stream, '-', 1), p_type[1], v_time, p_metadata[1], p_data[1])
      ON CONFLICT (stream, revision) DO NOTHING;
    IF NOT FOUND THEN
      outcome := ${outcomes.overtaken};
      RETURN;
    END IF;
  ELSIF v_count > 1 THEN${takeFloor(names)}
${insertInto(names)}
      SELECT nextval(${sequenceOf(names)}), v_head + r.number, p_version[r.number], p_id[r.number], p_stream,
        split_part(p_stream, '-', 1), p_type[r.number], v_time, p_metadata[r.number], p_data[r.number]
      FROM generate_series(1, v_count) AS r (number)
      ON CONFLICT (stream, revision) DO NOTHING;
    GET DIAGNOSTICS v_inserted = ROW_COUNT;
    IF v_inserted < v_count THEN
      RAISE EXCEPTION 'another writer was quicker' USING ERRCODE = 'serialization_failure';
    END IF;
    SELECT e.position INTO v_tail FROM ${names.events} AS e WHERE e.stream = p_stream AND e.revision = v_head + v_count;
  END IF;
  outcome := ${outcomes.stored};
  revision := v_head + v_count;
  "position" := v_tail;
END
`;
}
