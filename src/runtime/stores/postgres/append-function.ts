import { beginning, insertInto, isExpected, outcomes, sequenceOf, takeFloor } from './append-parts.js';
import { type Names, quoteBody } from './names.js';

/**
 * Appends a batch in one transaction and one round trip. Appends refer to streams, and events to appends, by their
 * numbers from 1. Each append is judged on its own, or, where `p_atomic`, all of them are stored or none.
 *
 * Nothing is locked and nothing is updated. Whoever stores the first event behind a stream's last has the stream until
 * its transaction ends: another that wants the same revision waits in the unique index for the end of that transaction,
 * finds the revision taken, and is told so (`overtaken`). Writers of different streams do not meet. First events are
 * stored in the order of their streams' names, so that no two transactions wait for one another.
 *
 * Ids are looked for after the streams' last revisions were read, never before: a repeat whose first time is committed
 * between the two would be taken for a conflict.
 */
export function appendFunction(names: Names): string {
  return `CREATE FUNCTION ${names.append}(
  p_now text, p_patience text, p_atomic boolean,
  p_streams text[],
  p_stream_of integer[], p_expected bigint[], p_length integer[],
  p_named uuid[], p_named_in integer[],
  p_append_of integer[], p_id uuid[], p_type text[], p_version integer[], p_metadata text[], p_data text[],
  OUT outcomes integer[], OUT revisions bigint[], OUT positions bigint[]
) LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS ${quoteBody(body(names))};`;
}

function body(names: Names): string {
  return `${declarations}
BEGIN${beginning}
${lookUp(names)}
${judge}
  IF v_count > 0 THEN
${draw(names)}
    IF v_count = 1 THEN
${insertOne(names)}
      ON CONFLICT (stream, revision) DO NOTHING;
    ELSE
${insert(names, '=')}
      ORDER BY p_streams[p_stream_of[p_append_of[r.number]]] COLLATE "C"
      ON CONFLICT (stream, revision) DO NOTHING;
    END IF;
    GET DIAGNOSTICS v_inserted = ROW_COUNT;
${giveUpOvertaken(names)}
    IF v_count > v_begun THEN
${insert(names, '>')}
      ORDER BY r.number;
    END IF;
  END IF;
${answer}
END
`;
}

const declarations = `
DECLARE
  v_appends CONSTANT integer := cardinality(p_stream_of);
  -- Of each stream: its last event as stored, what its next is recorded at, and its revision as the batch goes on.
  v_head bigint[]; v_tail bigint[]; v_time text[]; v_running bigint[];
  -- Of each append that is let through: what to add to the number of an event for its revision, and for its place among v_positions.
  v_shift bigint[]; v_place bigint[];
  v_positions bigint[];
  -- How many events are to be stored, in how many streams, and how many events came before.
  v_count integer := 0; v_begun integer := 0; v_offset integer := 0;
  v_only integer; v_inserted integer; v_drawn bigint; v_actual bigint;
  v_append integer; v_stream integer; v_name text; v_patience text; v_overtaken boolean[];`;

/** A statement for one stream starts much quicker than one for many. */
function lookUp(names: Names): string {
  return `
  IF cardinality(p_streams) = 1 THEN
    SELECT ARRAY[e.revision], ARRAY[e.position], ARRAY[greatest(e.recorded_at, p_now)] INTO v_head, v_tail, v_time
      FROM ${names.events} AS e WHERE e.stream = p_streams[1] ORDER BY e.revision DESC LIMIT 1;
    IF NOT FOUND THEN
      v_head := ARRAY[0]; v_tail := v_head; v_time := ARRAY[p_now];
    END IF;
  ELSE
    SELECT array_agg(coalesce(head.revision, 0) ORDER BY given.number),
           array_agg(coalesce(head.position, 0) ORDER BY given.number),
           array_agg(greatest(head.recorded_at, p_now) ORDER BY given.number)
      INTO v_head, v_tail, v_time
      FROM unnest(p_streams) WITH ORDINALITY AS given (stream, number)
      LEFT JOIN LATERAL (
        SELECT e.revision, e.position, e.recorded_at FROM ${names.events} AS e
        WHERE e.stream = given.stream ORDER BY e.revision DESC LIMIT 1
      ) AS head ON true;
  END IF;
  v_running := v_head;

  outcomes := array_fill(${outcomes.stored}, ARRAY[v_appends]);
  revisions := array_fill(0::bigint, ARRAY[v_appends]);
  positions := revisions;
  v_shift := array_fill(NULL::bigint, ARRAY[v_appends]);
  v_place := v_shift;
  IF cardinality(p_named) > 0 THEN
    FOR v_append IN
      SELECT DISTINCT n.append FROM unnest(p_named, p_named_in) AS n (id, append)
      WHERE EXISTS (SELECT FROM ${names.events} AS e WHERE e.id = n.id)
    LOOP
      outcomes[v_append] := ${outcomes.known};
    END LOOP;
    IF p_atomic AND ${outcomes.known} = ANY (outcomes) THEN
      RETURN;
    END IF;
  END IF;`;
}

const judge = `
  FOR v_append IN 1 .. v_appends LOOP
    v_stream := p_stream_of[v_append];
    v_actual := v_running[v_stream];
    IF outcomes[v_append] = ${outcomes.known} THEN
      NULL;
    ELSIF ${isExpected('p_expected[v_append]', 'v_actual')} THEN
      v_shift[v_append] := v_actual - v_offset;
      v_place[v_append] := v_count - v_offset;
      IF p_length[v_append] > 0 AND v_actual = v_head[v_stream] THEN
        v_begun := v_begun + 1;
      END IF;
      v_actual := v_actual + p_length[v_append];
      v_running[v_stream] := v_actual;
      revisions[v_append] := v_actual;
      v_count := v_count + p_length[v_append];
      IF p_length[v_append] > 0 THEN
        v_only := v_offset + 1;
      END IF;
    ELSE
      outcomes[v_append] := ${outcomes.conflict};
      revisions[v_append] := v_actual;
      IF p_atomic THEN
        RETURN;
      END IF;
    END IF;
    v_offset := v_offset + p_length[v_append];
  END LOOP;`;

function draw(names: Names): string {
  const sequence = sequenceOf(names);
  return `${takeFloor(names)}
    IF v_count = 1 THEN
      v_positions := ARRAY[nextval(${sequence})];
    ELSE
      SELECT array_agg(nextval(${sequence})) INTO v_positions FROM generate_series(1, v_count);
    END IF;`;
}

/** Of each stream the first event, or the others. */
function insert(names: Names, comparison: '=' | '>'): string {
  return `${insertInto(names)}
      SELECT v_positions[(v_place[p_append_of[r.number]] + r.number)::integer],
        v_shift[p_append_of[r.number]] + r.number, p_version[r.number], p_id[r.number],
        p_streams[p_stream_of[p_append_of[r.number]]],
        split_part(p_streams[p_stream_of[p_append_of[r.number]]], '-', 1), p_type[r.number],
        v_time[p_stream_of[p_append_of[r.number]]], p_metadata[r.number], p_data[r.number]
      FROM generate_series(1, cardinality(p_id)) AS r (number)
      WHERE v_shift[p_append_of[r.number]] + r.number ${comparison} v_head[p_stream_of[p_append_of[r.number]]] + 1`;
}

/** The only event that is let through. What is looked up before the statement costs less than within it. */
function insertOne(names: Names): string {
  return `
      v_append := p_append_of[v_only];
      v_stream := p_stream_of[v_append];
      v_name := p_streams[v_stream];${insertInto(names)}
      VALUES (v_positions[1], v_shift[v_append] + v_only, p_version[v_only], p_id[v_only], v_name,
        split_part(v_name, '-', 1), p_type[v_only], v_time[v_stream], p_metadata[v_only], p_data[v_only])`;
}

/** Also those that were found in conflict, because that may have been with an event that is not stored now. */
function giveUpOvertaken(names: Names): string {
  return `
    IF v_inserted < v_begun THEN
      IF p_atomic THEN
        RAISE EXCEPTION 'another writer was quicker' USING ERRCODE = 'serialization_failure';
      END IF;
      SELECT array_agg(
               v_running[s.number] > v_head[s.number] AND NOT EXISTS (
                 SELECT FROM ${names.events} AS e
                 WHERE e.stream = s.stream AND e.revision = v_head[s.number] + 1 AND e.position = ANY (v_positions))
               ORDER BY s.number)
        INTO v_overtaken
        FROM unnest(p_streams) WITH ORDINALITY AS s (stream, number);
      FOR v_append IN 1 .. v_appends LOOP
        IF outcomes[v_append] <> ${outcomes.known} AND v_overtaken[p_stream_of[v_append]] THEN
          outcomes[v_append] := ${outcomes.overtaken};
          v_shift[v_append] := NULL;
        END IF;
      END LOOP;
    END IF;`;
}

const answer = `
  v_offset := 0;
  FOR v_append IN 1 .. v_appends LOOP
    IF outcomes[v_append] = ${outcomes.stored} THEN
      v_stream := p_stream_of[v_append];
      IF p_length[v_append] > 0 THEN
        v_tail[v_stream] := v_positions[(v_place[v_append] + v_offset + p_length[v_append])::integer];
      END IF;
      positions[v_append] := v_tail[v_stream];
    END IF;
    v_offset := v_offset + p_length[v_append];
  END LOOP;`;
